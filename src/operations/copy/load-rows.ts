import { UnifiedStoreError } from "../../core/errors";
import { HashSum } from "../../data-migration/target/row-hash";
import { retryOnSerialization } from "../../db/retry";
import { batchesOf, pipelined } from "./batches";
import { CONTEXT, type CopyContext, inTransaction } from "./context";
import type { Row } from "./row";
import type { CopyRecord } from "./target/record";
import { entriesOf, SEARCH_COLUMNS } from "./target/search";
import type { StoredTable } from "./target/stored";

/** One table of a copy into empty tenants. */
export interface Loading {
  stored: StoredTable;
  record: CopyRecord;
  total: number;
  /** Whether search entries are made anew of its rows. */
  makesEntries: boolean;
  /** Of a copy that was cut off: the hashes of the rows that are there, added up. */
  copied: HashSum | null;
}

interface Prepared {
  rows: Row[];
  entries: unknown[][];
  done: number;
}

/**
 * Writes the rows of a table. Of a copy that was cut off the first rows are there: they are read
 * again, compared, and passed over.
 *
 * @returns the hashes of all rows of the source, added up
 * @throws UnifiedStoreError `conflict` where the rows that are there are others now
 */
export async function loadRows(context: CopyContext, loading: Loading): Promise<HashSum> {
  const { source, database, chosen, signal, onProgress } = context;
  const { stored, record, total, makesEntries, copied } = loading;
  const { table } = stored;
  const sum = new HashSum();
  const before = copied?.rows ?? 0;
  const mustBeSame = (): void => {
    if (copied !== null && copied.toString() !== sum.toString()) throw hasChanged(table.name);
  };
  const prepare = (batch: Row[]): Prepared => {
    const rows: Row[] = [];
    for (const row of batch) {
      const own = stored.rowOf(row);
      sum.add(stored.hashOf(own));
      if (sum.rows > before) rows.push(own);
      else if (sum.rows === before) mustBeSame();
    }
    const entries = makesEntries ? rows.flatMap((row) => entriesOf(database, table, row)) : [];
    return { rows, entries, done: sum.rows };
  };
  const write = async ({ rows, entries, done }: Prepared): Promise<void> => {
    signal?.throwIfAborted();
    if (rows.length > 0)
      await retryOnSerialization(() =>
        inTransaction(database, async (tx) => {
          await tx.bulk(async (bulk, connection) => {
            await bulk.load(connection, table.name, stored.columns, rows);
            if (entries.length > 0)
              await bulk.load(connection, `${table.name}_search`, SEARCH_COLUMNS, entries);
          }, CONTEXT);
          await record.note(tx, table.name, { rows: done, total });
        }),
      );
    onProgress({ phase: "copy", table: table.name, rows: done, total: Math.max(total, done) });
  };
  await pipelined(batchesOf(source.rows(table, chosen.scopes), signal), prepare, write);
  if (sum.rows < before) throw hasChanged(table.name);
  return sum;
}

const hasChanged = (table: string): UnifiedStoreError =>
  new UnifiedStoreError(
    "conflict",
    `the rows of ${table} that were copied before the copy was cut off are others now, in the source or in the target: ` +
      "begin anew with `restart` (--restart), which deletes what was copied",
  );
