import type { Database } from "../../db/database";
import type { Transaction } from "../../db/transaction";
import type { OpenSource } from "../files/open-sources";
import { Ledger, type RunRecord } from "../ledger/ledger";
import type { Target } from "../target/target";
import { isEmpty } from "../target/target-rows";

/** Fewer rows than this are written faster than indexes are taken off and made anew. */
const WORTHWHILE_ROWS = 20_000;
const CONTEXT = { operation: "migrate.run" };

/** Takes off new tables what can wait until they are filled, and notes how it is put back in the same transaction. */
export async function lighten(
  database: Database,
  run: RunRecord,
  sources: readonly OpenSource[],
): Promise<void> {
  if (run.lightened !== null) return;
  const targets = new Set<Target>();
  for (const { file, steps } of sources)
    for (const step of steps)
      if (file.countOf(step) >= WORTHWHILE_ROWS && (await isEmpty(database, step.target)))
        targets.add(step.target);
  if (targets.size === 0) return;
  const tables = [...targets].flatMap(({ table, entries }) =>
    entries ? [table, `${table}_search`] : [table],
  );
  run.lightened = await inTransaction(database, async (tx) => {
    const statements = await tx.bulk((bulk, connection) => bulk.lighten(connection, tables), CONTEXT);
    await new Ledger(tx).setLightened(run.id, statements);
    return statements;
  });
}

/** Puts it back. */
export async function restore(database: Database, run: RunRecord): Promise<void> {
  const { lightened } = run;
  if (lightened === null) return;
  await inTransaction(database, async (tx) => {
    await tx.bulk((bulk, connection) => bulk.restore(connection, lightened), CONTEXT);
    await new Ledger(tx).setLightened(run.id, null);
  });
  run.lightened = null;
}

/** Tells the planner what tables hold now. */
export async function analyze(database: Database, targets: Iterable<Target>): Promise<void> {
  const tables = [...targets].flatMap(({ table, entries }) =>
    entries ? [table, `${table}_search`] : [table],
  );
  if (tables.length === 0) return;
  await inTransaction(database, (tx) =>
    tx.bulk((bulk, connection) => bulk.analyze(connection, [...new Set(tables)]), CONTEXT),
  );
}

export const inTransaction = <T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  database.transaction((tx) => work(tx as Transaction), {}, CONTEXT);
