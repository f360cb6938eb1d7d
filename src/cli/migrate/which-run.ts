import { UnifiedStoreError } from "../../core/errors";
import type { UnifiedStoreManager } from "../../manager";
import type { MigrationReport } from "../../migrators/report/types";
import { migrationStatus } from "../../migrators/status";

/**
 * The run that is meant by an id, the first characters of one, or `latest`.
 *
 * @throws UnifiedStoreError `not_found`; `validation` where several begin so
 */
export async function whichRun(stores: UnifiedStoreManager, given: string): Promise<MigrationReport> {
  const runs = await migrationStatus(stores);
  const found =
    given === "latest" ? runs.slice(0, 1) : runs.filter(({ runId }) => runId.startsWith(given.toLowerCase()));
  const [run, another] = found;
  if (run === undefined) {
    const problem = runs.length === 0 ? "no runs" : `no run ${given}: migrate status lists its runs`;
    throw new UnifiedStoreError("not_found", `this target has ${problem}`);
  }
  if (another !== undefined)
    throw new UnifiedStoreError(
      "validation",
      `${found.length} runs begin with ${given}, such as ${run.runId} and ${another.runId}: give more of it`,
    );
  return run;
}
