import type { PurgeReport } from "../../../../data-migration/run/purge";
import { plural } from "../../../../presentation/figures";

/** What a purge has removed, or would remove, and what that means. */
export function purgeText({
  runId,
  dryRun,
  quarantined,
  lost,
  beforeImages,
  consequences,
}: PurgeReport): string {
  const rows = `${plural(quarantined, "row")} of its quarantine (${lost} not in the target), ${plural(beforeImages, "row")} as they were`;
  return [
    dryRun
      ? `Dry run, nothing was written. A purge of run ${runId} would remove ${rows}.`
      : `Run ${runId} is purged: ${rows}.`,
    ...consequences,
  ].join("\n");
}
