import type { SearchIndexWrite } from "../dialect";
import { raw, type Sql } from "../sql";
import { KEYS_AS_THEY_ARE, writeEntries } from "../write-search-entries";
import { encodeKeys } from "./codec";

const ALWAYS = raw("true");
const SPELLING = { encode: encodeKeys, column: KEYS_AS_THEY_ARE };

/**
 * Every search table has a full-text table over its keys, kept by triggers; its rowids are the
 * search table's. The cross join fixes the order: without statistics the planner would rather read
 * the whole scope (28 ms against 0.3 ms, 20,000 rows).
 */
export const candidates = (searchTable: string): string =>
  `(select s.* from "${searchTable}_keys" as k cross join "${searchTable}" as s where s.tenant_id = ? and s.workspace_id = ? and s.rowid = k.rowid and k."${searchTable}_keys" match ?)`;

/** SQLite writes one table a statement: the others follow the main one, in the same transaction. */
export function withDependents(
  main: Sql,
  dependents: readonly Sql[],
  index: SearchIndexWrite | undefined,
): Sql[] {
  return [main, ...dependents, ...(index ? [writeEntries(index, SPELLING, ALWAYS)] : [])];
}
