import type { LogicalColumn } from "../../../entities/columns";
import type { Executor } from "../../db/database";
import {
  type Indexing,
  itemRows,
  SEARCH_COLUMNS,
  type SearchEntry,
  searchRows,
  withoutEntries,
} from "../../db/search-entries";
import { Selection, selection } from "../../db/table";
import type { Transaction } from "../../db/transaction";
import { all, KEEPING_ROWS, RowColumns, Rows, raw, type Sql, sql, TableName } from "../../dialect/sql";
import type { Target } from "./target";

const CONTEXT = { operation: "migrate" };
const NOTHING = selection<Record<string, never>>({});

/** A row of a target by its columns' places, and what it is searched by. */
export interface TargetRow {
  values: readonly unknown[];
  entries: readonly SearchEntry[];
}

/** What a row is known by, as one text: names hold no U+0000. */
export const keyText = (key: readonly unknown[]): string => key.join("\0");

export const keyOf = (places: readonly number[], values: readonly unknown[]): string[] =>
  places.map((at) => values[at] as string);

/** The statements of one target; made once, so that equal ones are found prepared. */
class Statements {
  readonly name: TableName;
  readonly search: TableName;
  readonly columns: RowColumns;
  readonly returned: Selection<Record<string, unknown>>;
  private readonly byKey = new Map<string, { columns: RowColumns; join: Sql }>();
  readonly keys: Selection<Record<string, unknown>>;
  readonly keyNames: Sql;
  readonly keyPlaces: Sql;
  readonly assignments: Sql;
  readonly atKey: Sql;

  constructor(readonly target: Target) {
    const { columns, key } = target;
    this.name = new TableName(target.table);
    this.search = new TableName(`${target.table}_search`);
    this.columns = new RowColumns(columns.map(({ name, type }) => [name, type]));
    this.returned = new Selection(columns);
    this.keys = new Selection(key.map((at) => columns[at]!));
    const keyed = key.map((at) => columns[at]!.name);
    this.keyNames = raw(keyed.map((name) => `"${name}"`).join(", "));
    this.keyPlaces = raw(keyed.map((name) => `v."${name}"`).join(", "));
    this.atKey = raw(keyed.map((name) => `t."${name}" = v."${name}"`).join(" and "));
    const others = columns.filter((_, at) => !key.includes(at));
    this.assignments = raw(others.map(({ name }) => `"${name}" = v."${name}"`).join(", "));
  }

  by(places: readonly number[]): { columns: RowColumns; join: Sql } {
    const id = places.join();
    let known = this.byKey.get(id);
    if (!known) {
      const columns = places.map((at): LogicalColumn => this.target.columns[at]!);
      known = {
        columns: new RowColumns(columns.map(({ name, type }) => [name, type])),
        join: raw(columns.map(({ name }) => `t."${name}" = v."${name}"`).join(" and ")),
      };
      this.byKey.set(id, known);
    }
    return known;
  }
}

const known = new WeakMap<Target, Statements>();

function statementsOf(target: Target): Statements {
  let statements = known.get(target);
  if (!statements) {
    statements = new Statements(target);
    known.set(target, statements);
  }
  return statements;
}

const SEARCHED = selection<
  Record<"tenant_id" | "workspace_id" | "item_id" | "part" | "search_text" | "search_keys", string>
>({
  tenant_id: "name",
  workspace_id: "name",
  item_id: "uuid",
  part: "name",
  search_text: "name",
  search_keys: "name",
});
const KEYS_AS_TEXT = raw("cast(t.search_keys as text) as search_keys");

/** Whether a table has no rows at all, whosesoever. */
export async function isEmpty(db: Executor, target: Target): Promise<boolean> {
  const statement = sql`select id from (select 1 as id from ${statementsOf(target).name} limit 1) as t`;
  return (await db.run({ statement, returns: ANY, context: CONTEXT })).length === 0;
}
const ANY = selection<{ id: number }>({ id: "integer" });

/**
 * The rows that have one of these values in these columns, by the text of them.
 *
 * @param keep whether nobody shall change them until the transaction ends, in which they are changed by what they are now
 */
export async function findRows(
  db: Executor,
  target: Target,
  places: readonly number[],
  keys: readonly (readonly unknown[])[],
  { keep = false } = {},
): Promise<Map<string, unknown[]>> {
  const found = new Map<string, unknown[]>();
  if (keys.length === 0) return found;
  const { name, returned } = statementsOf(target);
  const { columns, join } = statementsOf(target).by(places);
  // The list comes first: for each of its rows one is looked up.
  const rows = sql`select ${returned.as("t")} from ${new Rows(columns, keys)} as v cross join ${name} as t where ${join}`;
  const statement = keep ? sql`${rows}${KEEPING_ROWS}` : rows;
  for (const row of await db.run({ statement, returns: returned, context: CONTEXT })) {
    const values = target.columns.map(({ property }) => row[property]);
    found.set(keyText(keyOf(places, values)), values);
  }
  return found;
}

/** Which of these keys rows have. */
export async function existingKeys(
  db: Executor,
  target: Target,
  keys: readonly (readonly unknown[])[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const { name, keys: returned } = statementsOf(target);
  const { columns, join } = statementsOf(target).by(target.key);
  const statement = sql`select ${returned.as("t")} from ${new Rows(columns, keys)} as v cross join ${name} as t where ${join}`;
  const rows = await db.run({ statement, returns: returned, context: CONTEXT });
  return new Set(rows.map((row) => keyText(target.key.map((at) => row[target.columns[at]!.property]))));
}

/** Writes new rows with their search entries. */
export async function insertRows(tx: Transaction, target: Target, rows: readonly TargetRow[]): Promise<void> {
  if (rows.length === 0) return;
  const { columns, search } = statementsOf(target);
  const entries = entriesOf(tx.database, target, rows);
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

/** Sets rows, found by their keys, to these values, and what they are searched by. */
export async function updateRows(tx: Transaction, target: Target, rows: readonly TargetRow[]): Promise<void> {
  if (rows.length === 0) return;
  const { name, columns, assignments, atKey } = statementsOf(target);
  const list = new Rows(
    columns,
    rows.map(({ values }) => values),
  );
  const statement = sql`update ${name} as t set ${assignments} from ${list} as v where ${atKey}`;
  await tx.run({ statement, returns: NOTHING, context: CONTEXT });
  if (!target.entries) return;
  const { search } = statementsOf(target);
  const without = withoutEntries(
    search,
    rows.map(({ values }) => itemOf(target, values)),
  );
  await tx.run({ statement: without, returns: NOTHING, context: CONTEXT });
  const entries = entriesOf(tx.database, target, rows);
  if (entries.length > 0)
    await tx.bulk((bulk, connection) => bulk.load(connection, search.name, SEARCH_COLUMNS, entries), CONTEXT);
}

/** Deletes rows by their keys, but those that others refer to; gives the keys of those that are gone. */
export async function deleteRows(
  tx: Transaction,
  target: Target,
  keys: readonly (readonly unknown[])[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const { name, keyNames, keyPlaces, keys: gone } = statementsOf(target);
  const { columns } = statementsOf(target).by(target.key);
  const free = target.children.map((child) => {
    const scope = (target.inWorkspace ? ["tenant_id", "workspace_id"] : ["tenant_id"]).map(
      (column) => `c."${column}" = t."${column}"`,
    );
    const own = target.key.slice(-child.at.length).map((place) => target.columns[place]!.name);
    const refers = child.at.map((place, i) => `c."${child.target.columns[place]!.name}" = t."${own[i]}"`);
    const at = raw(`${[...scope, ...refers].join(" and ")})`);
    return sql`not exists (select 1 from ${new TableName(child.target.table)} as c where ${at}`;
  });
  const list = sql`(${keyNames}) in (select ${keyPlaces} from ${new Rows(columns, keys)} as v)`;
  const statement = sql`delete from ${name} as t where ${all([list, ...free])} returning ${gone.sql}`;
  const rows = await tx.run({ statement, returns: gone, context: CONTEXT });
  return new Set(rows.map((row) => keyText(target.key.map((at) => row[target.columns[at]!.property]))));
}

/** What is in the search table for these rows: their entries as texts, keys included, by `itemKey`. */
export async function findEntries(
  db: Executor,
  target: Target,
  rows: readonly { values: readonly unknown[] }[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (rows.length === 0) return found;
  // Each once: rows of a source that are the same have one row between them.
  const items = new Map(
    rows.map(({ values }) => itemOf(target, values)).map((item) => [keyText(item), item]),
  );
  const list = itemRows([...items.values()]);
  const { search } = statementsOf(target);
  const statement = sql`
    select t.tenant_id, t.workspace_id, t.item_id, t.part, t.search_text, ${KEYS_AS_TEXT} from ${list} as v cross join ${search} as t
    where t.tenant_id = v.tenant_id and t.workspace_id = v.workspace_id and t.item_id = v.item_id`;
  for (const row of await db.run({ statement, returns: SEARCHED, context: CONTEXT })) {
    const key = keyText([row.tenant_id, row.workspace_id, row.item_id]);
    const entries = found.get(key) ?? [];
    entries.push(entryText(row.part, row.search_text, row.search_keys));
    found.set(key, entries);
  }
  for (const entries of found.values()) entries.sort();
  return found;
}

/** What `findEntries` finds for a row whose entries are as they should be. */
export function expectedEntries(indexing: Indexing, target: Target, row: TargetRow): string[] {
  return entriesOf(indexing, target, [row])
    .map(([, , , part, text, keys]) => entryText(part as string, text as string, String(keys)))
    .sort();
}

/** Not JSON: escaping takes as long as all else together, and a part, which is a name, and keys have no U+0000. */
const entryText = (part: string, text: string, keys: string): string => `${part}\0${keys}\0${text}`;

/** The entry that a text of `findEntries` stands for. */
export function entryOf(id: string, found: string): SearchEntry {
  const [part = "", keys = ""] = found.split("\0", 2);
  return { id, part, text: found.slice(part.length + keys.length + 2) };
}

/** Of a row that is searched: rows of two tenants may have one id. */
export const itemKey = (target: Target, values: readonly unknown[]): string =>
  keyText(itemOf(target, values));

const itemOf = (target: Target, values: readonly unknown[]): unknown[] => [
  values[0],
  values[1],
  values[target.key.at(-1)!],
];

function entriesOf(indexing: Indexing, target: Target, rows: readonly TargetRow[]): unknown[][] {
  if (!target.entries) return [];
  return rows.flatMap(({ values, entries }) =>
    searchRows(indexing, values as unknown as [string, string], entries),
  );
}
