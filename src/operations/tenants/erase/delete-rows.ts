import { hasCode } from "../../../core/errors";
import { retryOnSerialization } from "../../../db/retry";
import { selection } from "../../../db/table";
import { integer, raw, type Sql, sql, type TableName } from "../../../dialect/sql";
import type { DatabaseCall } from "../database-call";

const ONE = selection<{ one: number }>({ one: "integer" });
const COUNT = selection<{ count: number }>({ count: "count" });

/** Rows of one table that are to go. */
export interface Doomed {
  table: TableName;
  /** Columns of a unique key. */
  key: readonly string[];
  /** Condition for the rows, by the alias `t`. */
  where: Sql;
}

/**
 * Deletes in batches, each a transaction of its own with secure deletion. What is deleted stays
 * deleted if a later batch fails.
 *
 * @param onBatch gets the deleted rows of a batch
 */
export async function deleteRows(
  call: DatabaseCall,
  doomed: Doomed,
  { batchSize, onBatch }: { batchSize: number; onBatch: (rows: number) => void },
): Promise<void> {
  const statement = deletion(doomed, batchSize);
  // A transaction of nothing would still write to the disk: most tables have no row.
  if (
    (await call.all(sql`select 1 from ${doomed.table} as t where ${doomed.where} limit 1`, ONE)).length === 0
  )
    return;
  for (;;) {
    const rows = await batch(call, statement);
    if (rows > 0) onBatch(rows);
    if (rows < batchSize) return;
  }
}

async function batch(call: DatabaseCall, statement: Sql): Promise<number> {
  try {
    return await retryOnSerialization(() =>
      call.erasing(async (tx) => (await tx.all(statement, ONE)).length),
    );
  } catch (error) {
    // A row that an application has just written refers to one of them: the next pass meets both.
    if (hasCode(error, "in_use")) return 0;
    throw error;
  }
}

export const countRows = async (call: DatabaseCall, { table, where }: Doomed): Promise<number> =>
  (await call.one(sql`select count(*) from ${table} as t where ${where}`, COUNT)).count;

const texts = new Map<string, readonly [key: Sql, desc: Sql]>();

/** One range of the key: a list of keys would be compared with every row. */
function deletion({ table, key, where }: Doomed, batchSize: number): Sql {
  let known = texts.get(table.name);
  if (!known) {
    const columns = key.map((column) => `t."${column}"`);
    known = [raw(columns.join(", ")), raw(columns.map((column) => `${column} desc`).join(", "))];
    texts.set(table.name, known);
  }
  const [columns, desc] = known;
  return sql`
    delete from ${table} as t where ${where} and (${columns}) <= (
      select ${columns} from (
        select ${columns} from ${table} as t where ${where} order by ${columns} limit ${integer(batchSize)}
      ) as t order by ${desc} limit 1
    ) returning 1 as one`;
}
