import type { Executor } from "../../db/database";
import { type Indexing, itemRows, type SearchEntry, searchRows } from "../../db/search/search-rows";
import { selection } from "../../db/table";
import { raw, sql } from "../../dialect/sql";
import { keyText } from "./row-key";
import type { Target } from "./target";
import type { SearchableRow } from "./target-row";
import { statementsOf } from "./target-statements";

const CONTEXT = { operation: "migrate" };
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

/**
 * Search entries of rows as they are in the search table. Each entry is one text, its keys
 * included. They are found by `itemKey`.
 */
export async function findEntries(
  db: Executor,
  target: Target,
  rows: readonly { values: readonly unknown[] }[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (rows.length === 0) return found;
  // Each item once: equal rows of a source have one row of the target between them.
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

/** The texts that `findEntries` finds for a row whose entries are as they should be. */
export function expectedEntries(indexing: Indexing, target: Target, row: SearchableRow): string[] {
  return entryRows(indexing, target, [row])
    .map(([, , , part, text, keys]) => entryText(part as string, text as string, String(keys)))
    .sort();
}

/** The rows of the search table for these rows. */
export function entryRows(indexing: Indexing, target: Target, rows: readonly SearchableRow[]): unknown[][] {
  if (!target.entries) return [];
  return rows.flatMap(({ values, entries }) =>
    searchRows(indexing, values as unknown as [string, string], entries),
  );
}

/** Not JSON: escaping takes as long as all else together. A part is a name, and has no U+0000. */
const entryText = (part: string, text: string, keys: string): string => `${part}\0${keys}\0${text}`;

/** The entry that a text of `findEntries` stands for. */
export function entryOf(id: string, found: string): SearchEntry {
  const [part = "", keys = ""] = found.split("\0", 2);
  return { id, part, text: found.slice(part.length + keys.length + 2) };
}

/** Key of a row in the search table. It has the scope: rows of two tenants may have one id. */
export const itemKey = (target: Target, values: readonly unknown[]): string =>
  keyText(itemOf(target, values));

/** The scope and the id of a row that is searched. */
export const itemOf = (target: Target, values: readonly unknown[]): unknown[] => [
  values[0],
  values[1],
  values[target.key.at(-1)!],
];
