import { keysOf, scopeKey } from "../../../core/search-text";
import type { Database } from "../../../db/database";
import { SEARCH_COLUMNS, searchRows } from "../../../db/search/search-rows";
import { isCurrent, type SearchedTable } from "../../../db/search/search-scheme";
import type { Searched, SearchedRow } from "../../../db/search/searched";
import type { Dialect } from "../../../dialect/dialect";
import { SEARCHED } from "../../../reindex";
import { objectOf, type Row } from "../row";
import type { RowSource } from "../source/source";
import type { CopiedTable } from "../tables";

export { SEARCH_COLUMNS };

/** The keys of a search entry are of the engine: they are made of the entry's text and scope. */
export function withKeys(dialect: Dialect, entry: Row): Row {
  const [tenant, workspace, , , text] = entry as string[];
  return [...entry, dialect.encodeKeys(keysOf(scopeKey(tenant!, workspace!), text!))];
}

/** The texts of a table's rows; undefined where it is not searched. */
export const searchedIn = (table: string): Searched | undefined =>
  SEARCHED.find((each) => each.table === table);

/** Search entries of a row, made anew, in the order of `SEARCH_COLUMNS`. */
export function entriesOf(database: Database, table: CopiedTable, row: Row): unknown[][] {
  const { texts } = searchedIn(table.name)!;
  const known = objectOf(table, row) as unknown as SearchedRow;
  return searchRows(database, [known.tenant, known.workspace], texts(known));
}

/**
 * Whether the search entries of the source are as this target makes them: then they are copied, and
 * else made anew of their rows.
 */
export async function isAlike(source: RowSource, database: Database, table: string): Promise<boolean> {
  const settings = await source.settings(table);
  const row = settings === null ? undefined : { ...settings, tableName: table, walk: null };
  return isCurrent(database, table as SearchedTable, row);
}
