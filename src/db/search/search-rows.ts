import {
  type ContentRules,
  keysOf,
  type SearchedContent,
  scopeKey,
  searchable,
  textHash,
} from "../../core/search-text";
import type { Dialect } from "../../dialect/dialect";
import { RowColumns, Rows, type Sql, sql, type TableName } from "../../dialect/sql";

/** The original text of one row of a search table. */
export interface SearchEntry {
  id: string;
  part: string;
  text: string;
  /** Of the text, by the model that the write names. */
  vector?: Float32Array | undefined;
  /** Where it is the text of content, of which the application may keep members out. */
  content?: SearchedContent;
}

/** The settings that decide how a text is indexed. */
export interface Indexing {
  dialect: Dialect;
  maxCharacters: number;
  contentRules: ContentRules;
}

/** The text of an entry without what is kept out of the index. */
export const indexedText = ({ text, content }: SearchEntry, rules: ContentRules | undefined): string =>
  (content && rules?.textOf(content)) ?? text;

/** The columns of every search table, for bulk loading. */
export const SEARCH_COLUMNS = new RowColumns([
  ["tenant_id", "name"],
  ["workspace_id", "name"],
  ["item_id", "uuid"],
  ["part", "name"],
  ["search_text", "name"],
  ["text_hash", "name"],
  ["search_keys", "name"],
]);

const ITEM = new RowColumns([
  ["tenant_id", "name"],
  ["workspace_id", "name"],
  ["item_id", "uuid"],
]);

/** Rows of a search table, in the order of `SEARCH_COLUMNS`. */
export function searchRows(
  { dialect, maxCharacters, contentRules }: Indexing,
  [tenant, workspace]: readonly [tenant: string, workspace: string],
  entries: readonly SearchEntry[],
): unknown[][] {
  const scope = scopeKey(tenant, workspace);
  return entries.map((entry) => {
    const { id, part } = entry;
    const text = indexedText(entry, contentRules);
    const stored = searchable(text, maxCharacters);
    return [tenant, workspace, id, part, stored, textHash(text), dialect.encodeKeys(keysOf(scope, stored))];
  });
}

/** A list of searched rows by tenant, workspace and id, as a table. */
export const itemRows = (items: readonly (readonly unknown[])[]): Rows => new Rows(ITEM, items);

/** Deletes the search entries of these rows. */
export const withoutEntries = (search: TableName, items: readonly (readonly unknown[])[]): Sql => sql`
  delete from ${search} where (tenant_id, workspace_id, item_id) in
    (select v.tenant_id, v.workspace_id, v.item_id from ${itemRows(items)} as v)`;
