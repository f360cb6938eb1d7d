import type { Database } from "../../db/database";
import type { OpenSource } from "../files/open-sources";
import { Ledger } from "../ledger/ledger";
import type { RunRecord } from "../ledger/run-record";
import { isEmpty } from "../target/find-rows";
import type { Target } from "../target/target";
import { inTransaction } from "./in-transaction";

/** Below this many rows, dropping and building indexes takes longer than keeping them. */
const WORTHWHILE_ROWS = 20_000;
const CONTEXT = { operation: "migrate.run" };

/**
 * Defer indexes. Drops the indexes of empty tables that get many rows, since one build at the end
 * is faster than an update for each row. The ledger has the statements that build them again: so a
 * run that was cut off can be resumed or rolled back.
 */
export async function deferIndexes(
  database: Database,
  run: RunRecord,
  sources: readonly OpenSource[],
): Promise<void> {
  if (run.deferredIndexes !== null) return;
  const targets = new Set<Target>();
  for (const { file, steps } of sources)
    for (const step of steps)
      if (file.countOf(step) >= WORTHWHILE_ROWS && (await isEmpty(database, step.target)))
        targets.add(step.target);
  if (targets.size === 0) return;
  const tables = [...targets].flatMap((target) => target.tables);
  run.deferredIndexes = await inTransaction(database, async (tx) => {
    const statements = await tx.bulk((bulk, connection) => bulk.dropIndexes(connection, tables), CONTEXT);
    await new Ledger(tx).runs.setDeferredIndexes(run.id, statements);
    return statements;
  });
}

/** Builds deferred indexes, where there are any. */
export async function buildDeferredIndexes(database: Database, run: RunRecord): Promise<void> {
  const { deferredIndexes: statements } = run;
  if (statements === null) return;
  await inTransaction(database, async (tx) => {
    await tx.bulk((bulk, connection) => bulk.createIndexes(connection, statements), CONTEXT);
    await new Ledger(tx).runs.setDeferredIndexes(run.id, null);
  });
  run.deferredIndexes = null;
}
