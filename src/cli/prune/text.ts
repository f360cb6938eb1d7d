import type { PruneResult } from "../../manager";
import { duration, plural, whole } from "../../presentation/figures";
import { printable } from "../../presentation/terminal/width";

/** What a pruning has done, for people. */
export function pruneText(result: PruneResult): string {
  const { rows, tenants, workspaces, deleted, failures, dryRun, resumed } = result;
  const took = duration(result.finishedAt.getTime() - result.startedAt.getTime());
  const what = dryRun ? "would be deleted" : "deleted";
  const where = `${plural(tenants, "tenant")}, ${plural(workspaces, "workspace")}`;
  return [
    `${plural(rows, "row")} ${what}: ${where}, ${took}`,
    ...(resumed ? ["It went on with one that was cut off."] : []),
    ...Object.entries(deleted)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, count]) => `  ${kind}: ${whole(count)}`),
    ...failures.map(({ tenant, workspace, kind, message }) =>
      printable(
        `Could not delete ${kind}${tenant === null ? "" : ` of tenant ${tenant}, workspace ${workspace}`}: ${message}`,
      ),
    ),
  ].join("\n");
}
