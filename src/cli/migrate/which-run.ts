import { UnifiedStoreError } from "../../core/errors";
import type { MigrationReport } from "../../data-migration/report/types";
import { migrationStatus } from "../../data-migration/run/status";
import type { UnifiedStoreManager } from "../../manager";
import type { TargetAddress } from "../target/target-address";
import { commandsFor } from "./output/follow-up";

/**
 * The run that is meant by an id, the first characters of one, or `latest`.
 *
 * @throws UnifiedStoreError `not_found`; `validation` where several begin so
 */
export async function whichRun(
  stores: UnifiedStoreManager,
  target: TargetAddress,
  given: string,
): Promise<MigrationReport> {
  const runs = await migrationStatus(stores);
  const found =
    given === "latest" ? runs.slice(0, 1) : runs.filter(({ runId }) => runId.startsWith(given.toLowerCase()));
  const [run, another] = found;
  if (run === undefined)
    throw new UnifiedStoreError(
      "not_found",
      runs.length === 0
        ? await noRuns(stores)
        : `this target has no run ${given}: ${commandsFor(target).status()} lists its runs`,
    );
  if (another !== undefined)
    throw new UnifiedStoreError(
      "validation",
      `${found.length} runs begin with ${given}, such as ${run.runId} and ${another.runId}: give more of it`,
    );
  return run;
}

/** Where no run was found, down to the schema, and whether there is a store at all. */
export async function noRuns(stores: UnifiedStoreManager): Promise<string> {
  const { internals } = stores;
  const address = internals.dialect.address();
  const { pendingSchemaMigrations } = await stores.health();
  // A store that is only older than this program has the first of its tables.
  if (!pendingSchemaMigrations.some((step) => step.startsWith("0001")))
    return `there are no runs at ${address}`;
  const cure = internals.dialect.engine === "postgres" ? "look at --to and --schema" : "look at --to";
  return `there are no runs at ${address}, nor tables of a store: ${cure}`;
}
