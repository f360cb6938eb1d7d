import { Ledger } from "../../data-migration/ledger/ledger";
import { FINISHED, purgeRun } from "../../data-migration/run/purge-run";
import type { DatabaseCall } from "../tenants/database-call";
import { getDefault } from "./defaults";
import { keepOf } from "./prune-scope";

/** Their kind of rows. */
export const RUNS = { store: "migrations", what: "runs" };

/**
 * Purges what finished data migrations keep of contents, as `purgeMigration` does: quarantined
 * rows and rows as they were before. The record of a run stays.
 *
 * @returns the number of rows that went, or would go
 */
export async function pruneRuns(call: DatabaseCall, dryRun: boolean, now: () => Date): Promise<number> {
  const policy = await getDefault(call, RUNS);
  const { before, newest } = keepOf(policy ?? undefined, now());
  if (before === null && newest === null) return 0;
  const finished = (await new Ledger(call.database).runs.all()).filter(({ status }) =>
    FINISHED.includes(status),
  );
  let rows = 0;
  for (const [i, { id, finishedAt, purged }] of finished.entries()) {
    const isOld = before !== null && finishedAt !== null && finishedAt < before;
    const isBeyond = newest !== null && i >= newest;
    if (purged !== null || !(isOld || isBeyond)) continue;
    const { quarantined, beforeImages } = await purgeRun(call.database, id, dryRun);
    rows += quarantined + beforeImages;
  }
  return rows;
}
