import { retryOnSerialization } from "../../../db/retry";
import { replaceEntries } from "../../../db/search/replace-entries";
import { itemRows } from "../../../db/search/search-rows";
import { selection } from "../../../db/table";
import type { Transaction } from "../../../db/transaction";
import { VECTOR_TABLES } from "../../../db/vectors/vector-tables";
import { sql, TableName } from "../../../dialect/sql";
import { batchesOf, pipelined } from "../batches";
import { CONTEXT, type CopyContext, inTransaction } from "../context";
import { fixed } from "../fixed";
import { type Row, writing } from "../row";
import type { CopiedTable } from "../tables";
import { entriesOf, searchedIn } from "../target/search";
import { MergeStatements } from "./merge-statements";

/** What became of the rows of a table. */
export interface CopyCounts {
  /** Rows that the target lacked. */
  inserted: number;
  /** Rows of the target that were older. */
  replaced: number;
  /** Rows that the target has as new or newer. */
  kept: number;
}

const NOTHING = selection<Record<string, never>>({});

/**
 * Merges the rows of a table by their keys. Of two rows with one key the higher version wins, then
 * the later `updatedAt`; a row without either stays as the target has it. Each batch is a
 * transaction. The same merge again finds the rows of the one before, and keeps them.
 *
 * @param replaces false: rows of the target always stay
 */
export async function mergeRows(
  context: CopyContext,
  table: CopiedTable,
  { total, replaces }: { total: number; replaces: boolean },
): Promise<CopyCounts> {
  const { source, database, chosen, signal, onProgress } = context;
  const statements = new MergeStatements(table);
  const counts: CopyCounts = { inserted: 0, replaced: 0, kept: 0 };
  let done = 0;
  const write = async (rows: Row[]): Promise<void> => {
    signal?.throwIfAborted();
    const own = await retryOnSerialization(() =>
      inTransaction(database, (tx) =>
        table.kind === "rows"
          ? mergeBatch({ tx, context, table, statements, replaces }, rows)
          : addBeside(tx, statements, rows),
      ),
    );
    counts.inserted += own.inserted;
    counts.replaced += own.replaced;
    counts.kept += own.kept;
    done += rows.length;
    onProgress({ phase: "copy", table: table.name, rows: done, total: Math.max(total, done) });
  };
  await pipelined(batchesOf(source.rows(table, chosen.scopes), signal), (batch) => batch, write);
  return counts;
}

interface Batch {
  tx: Transaction;
  context: CopyContext;
  table: CopiedTable;
  statements: MergeStatements;
  replaces: boolean;
}

async function mergeBatch(batch: Batch, rows: readonly Row[]): Promise<CopyCounts> {
  const { tx, table, statements, replaces } = batch;
  const there = await tx.run({ ...statements.existing(rows), context: CONTEXT });
  const found = new Map(there.map((row) => statements.foundIn(row)).map((each) => [each.key, each]));
  const inserted: Row[] = [];
  const replaced: Row[] = [];
  for (const row of rows) {
    const mine = found.get(table.key.map((at) => row[at]).join("\0"));
    if (mine === undefined) inserted.push(row);
    else if (replaces && isNewer(table, row, mine)) replaced.push(row);
  }
  if (inserted.length > 0)
    await tx.bulk((bulk, own) => bulk.load(own, table.name, writing(table.columns), inserted), CONTEXT);
  if (replaced.length > 0) await tx.run({ ...statements.replace(replaced), context: CONTEXT });
  await index(batch, { inserted, replaced });
  const counts = { inserted: inserted.length, replaced: replaced.length };
  return { ...counts, kept: rows.length - counts.inserted - counts.replaced };
}

function isNewer(
  { versionAt, updatedAt }: CopiedTable,
  row: Row,
  mine: { version: number | null; updatedAt: Date | null },
): boolean {
  if (versionAt !== null) {
    const version = row[versionAt] as number;
    if (version !== mine.version) return version > (mine.version ?? 0);
  }
  if (updatedAt === null) return false;
  const at = row[updatedAt] as Date | null;
  return at !== null && at.getTime() > (mine.updatedAt?.getTime() ?? 0);
}

/** Search entries are made anew: which rows of the source won is known here alone. */
async function index(
  { tx, context, table }: Batch,
  { inserted, replaced }: { inserted: readonly Row[]; replaced: readonly Row[] },
): Promise<void> {
  if (searchedIn(table.name) === undefined || inserted.length + replaced.length === 0) return;
  const search = new TableName(`${table.name}_search`);
  const itemsOf = (rows: readonly Row[]): unknown[][] =>
    rows.map((row) => [row[0], row[1], row[table.key.at(-1)!]]);
  const entries = [...inserted, ...replaced].flatMap((row) => entriesOf(context.database, table, row));
  await replaceEntries(tx, search, { items: itemsOf([...inserted, ...replaced]), entries }, CONTEXT);
  const hasVectors = (VECTOR_TABLES as readonly string[]).includes(table.name);
  if (!hasVectors || replaced.length === 0) return;
  // Vectors of texts that are no longer there.
  const statement = sql`
    delete from ${new TableName(`${table.name}_vector`)} as x
    where (x.tenant_id, x.workspace_id, x.item_id) in
      (select v.tenant_id, v.workspace_id, v.item_id from ${itemRows(itemsOf(replaced))} as v)
    and not exists (select 1 from ${search} as e where ${SAME_TEXT})`;
  await tx.run({ statement, returns: NOTHING, context: CONTEXT });
}

const SAME_TEXT = fixed(
  "e.tenant_id = x.tenant_id and e.workspace_id = x.workspace_id and e.item_id = x.item_id and e.part = x.part and e.text_hash = x.text_hash",
);

/** Vectors and sketches come to the texts that they were made of, whichever row has won. */
async function addBeside(
  tx: Transaction,
  statements: MergeStatements,
  rows: readonly Row[],
): Promise<CopyCounts> {
  const written = await tx.run({ ...statements.addBeside(rows), context: CONTEXT });
  return { inserted: written.length, replaced: 0, kept: rows.length - written.length };
}
