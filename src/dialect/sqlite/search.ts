import type { SearchIndexWrite } from "../dialect";
import { KEYS_AS_THEY_ARE, writeEntries } from "../search-entries";
import { raw, type Sql } from "../sql";
import { encodeKeys } from "./codec";

const ALWAYS = raw("true");
const SPELLING = { encode: encodeKeys, column: KEYS_AS_THEY_ARE };

/** Every search table has a full-text table over its keys, kept by triggers; its rowids are the search table's. */
export function hasKeys(searchTable: string, alias: string): string {
  return `${alias}.rowid in (select rowid from "${searchTable}_keys" where "${searchTable}_keys" match ?)`;
}

/** SQLite writes one table a statement: the index follows the main statement, in the same transaction. */
export function indexed(main: Sql, index: SearchIndexWrite): Sql[] {
  return [main, writeEntries(index, SPELLING, ALWAYS)];
}
