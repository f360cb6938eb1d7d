import type { Executor } from "../../db/database";
import { selection } from "../../db/table";
import { EMPTY, FOR_NO_KEY_UPDATE, Rows, sql } from "../../dialect/sql";
import { keyOf, keyText } from "./row-key";
import type { Target } from "./target";
import { statementsOf } from "./target-statements";
import { type EmbeddingModelName, vectorColumn } from "./vectors";

const CONTEXT = { operation: "migrate" };
const ANY = selection<{ id: number }>({ id: "integer" });

interface RowQuery {
  keys: readonly (readonly unknown[])[];
  /** Indexes of the columns that the keys are of. Default: the primary key. */
  columnIndexes?: readonly number[];
  /**
   * Locks the rows until the transaction ends (`FOR NO KEY UPDATE` where the engine has it). Needed
   * where the new values of a row depend on the old ones. Default false.
   */
  lock?: boolean;
  /** Of the vectors that the rows are found with. */
  model: EmbeddingModelName;
}

/** The rows that have one of these keys, by the text of the key. */
export async function findRows(
  db: Executor,
  target: Target,
  { keys, columnIndexes = target.key, lock = false, model }: RowQuery,
): Promise<Map<string, unknown[]>> {
  const found = new Map<string, unknown[]>();
  if (keys.length === 0) return found;
  const { name, selected, returned } = statementsOf(target);
  const vector = target.embeddingAt === null ? EMPTY : vectorColumn(target, model);
  const { columns, join } = statementsOf(target).joinBy(columnIndexes);
  // The list comes first in the join: for each of its keys one row is looked up.
  const rows = sql`select ${selected}${vector} from ${new Rows(columns, keys)} as v cross join ${name} as t where ${join}`;
  const statement = lock ? sql`${rows}${FOR_NO_KEY_UPDATE}` : rows;
  for (const row of await db.run({ statement, returns: returned, context: CONTEXT })) {
    const values = target.columns.map(({ property }) => row[property]);
    found.set(keyText(keyOf(columnIndexes, values)), values);
  }
  return found;
}

/** The texts of those of these primary keys that rows have. */
export async function existingKeys(
  db: Executor,
  target: Target,
  keys: readonly (readonly unknown[])[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const statements = statementsOf(target);
  const { name, returnedKeys } = statements;
  const { columns, join } = statements.joinBy(target.key);
  const statement = sql`select ${returnedKeys.as("t")} from ${new Rows(columns, keys)} as v cross join ${name} as t where ${join}`;
  const rows = await db.run({ statement, returns: returnedKeys, context: CONTEXT });
  return new Set(rows.map((row) => keyText(statements.keyIn(row))));
}

/** Whether a table has no rows at all, of any tenant. */
export async function isEmpty(db: Executor, target: Target): Promise<boolean> {
  const statement = sql`select id from (select 1 as id from ${statementsOf(target).name} limit 1) as t`;
  return (await db.run({ statement, returns: ANY, context: CONTEXT })).length === 0;
}
