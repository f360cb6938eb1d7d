import { replaceEntries } from "../../db/search/replace-entries";
import { SEARCH_COLUMNS } from "../../db/search/search-rows";
import { selection } from "../../db/table";
import type { Transaction } from "../../db/transaction";
import { all, Rows, raw, type Sql, sql, TableName } from "../../dialect/sql";
import { entryRows, itemOf } from "./row-entries";
import { keyText } from "./row-key";
import type { Parent, Target } from "./target";
import type { SearchableRow } from "./target-row";
import { statementsOf } from "./target-statements";

const CONTEXT = { operation: "migrate" };
const NOTHING = selection<Record<string, never>>({});

/** Inserts rows with their search entries. */
export async function insertRows(
  tx: Transaction,
  target: Target,
  rows: readonly SearchableRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const { columns, search } = statementsOf(target);
  const entries = entryRows(tx.database, target, rows);
  await tx.bulk(async (bulk, connection) => {
    await bulk.load(
      connection,
      target.table,
      columns,
      rows.map(({ values }) => values),
    );
    if (entries.length > 0) await bulk.load(connection, search.name, SEARCH_COLUMNS, entries);
  }, CONTEXT);
}

/** Updates rows, found by their primary keys, and replaces their search entries. */
export async function updateRows(
  tx: Transaction,
  target: Target,
  rows: readonly SearchableRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const { name, search, columns, assignments, atKey } = statementsOf(target);
  const list = new Rows(
    columns,
    rows.map(({ values }) => values),
  );
  const statement = sql`update ${name} as t set ${assignments} from ${list} as v where ${atKey}`;
  await tx.run({ statement, returns: NOTHING, context: CONTEXT });
  if (!target.entries) return;
  const items = rows.map(({ values }) => itemOf(target, values));
  await replaceEntries(tx, search, { items, entries: entryRows(tx.database, target, rows) }, CONTEXT);
}

/**
 * Deletes rows by their primary keys. A row that other rows refer to stays.
 *
 * @returns the texts of the keys of the rows that were deleted
 */
export async function deleteRows(
  tx: Transaction,
  target: Target,
  keys: readonly (readonly unknown[])[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const statements = statementsOf(target);
  const { name, keyNames, listedKeys, returnedKeys } = statements;
  const { columns } = statements.joinBy(target.key);
  const listed = sql`(${keyNames}) in (select ${listedKeys} from ${new Rows(columns, keys)} as v)`;
  const unreferenced = target.children.map((child) => hasNoChildren(target, child));
  const statement = sql`delete from ${name} as t where ${all([listed, ...unreferenced])} returning ${returnedKeys.sql}`;
  const rows = await tx.run({ statement, returns: returnedKeys, context: CONTEXT });
  return new Set(rows.map((row) => keyText(statements.keyIn(row))));
}

/** Condition that no row of a child table refers to a row `t`. */
function hasNoChildren(target: Target, child: Parent): Sql {
  const scope = (target.inWorkspace ? ["tenant_id", "workspace_id"] : ["tenant_id"]).map(
    (column) => `c."${column}" = t."${column}"`,
  );
  const own = target.key.slice(-child.at.length).map((index) => target.columns[index]!.name);
  const refers = child.at.map((index, i) => `c."${child.target.columns[index]!.name}" = t."${own[i]}"`);
  const at = raw(`${[...scope, ...refers].join(" and ")})`);
  return sql`not exists (select 1 from ${new TableName(child.target.table)} as c where ${at}`;
}
