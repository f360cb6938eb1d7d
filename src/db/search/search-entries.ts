import { keysOf, scopeKey, searchable, textHash } from "../../core/search-text";
import type { Dialect } from "../../dialect/dialect";
import { RowColumns, Rows, type Sql, sql, type TableName } from "../../dialect/sql";

/** The original text of one row of a search table. */
export interface SearchEntry {
  id: string;
  part: string;
  text: string;
  /** Of the text, where that is known only as it was indexed. Default: made of the text. */
  hash?: string | undefined;
  /** Of the text, by the model that the write names. */
  vector?: Float32Array | undefined;
}

/** The settings that decide how a text is indexed. */
export interface Indexing {
  dialect: Dialect;
  maxCharacters: number;
}

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
  { dialect, maxCharacters }: Indexing,
  [tenant, workspace]: readonly [tenant: string, workspace: string],
  entries: readonly SearchEntry[],
): unknown[][] {
  const scope = scopeKey(tenant, workspace);
  return entries.map(({ id, part, text, hash = textHash(text) }) => {
    const stored = searchable(text, maxCharacters);
    return [tenant, workspace, id, part, stored, hash, dialect.encodeKeys(keysOf(scope, stored))];
  });
}

/** A list of searched rows by tenant, workspace and id, as a table. */
export const itemRows = (items: readonly (readonly unknown[])[]): Rows => new Rows(ITEM, items);

/** Deletes the search entries of these rows. */
export const withoutEntries = (search: TableName, items: readonly (readonly unknown[])[]): Sql => sql`
  delete from ${search} where (tenant_id, workspace_id, item_id) in
    (select v.tenant_id, v.workspace_id, v.item_id from ${itemRows(items)} as v)`;
