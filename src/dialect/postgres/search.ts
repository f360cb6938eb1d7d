import type { SearchIndexWrite } from "../dialect";
import { writeEntries } from "../search-entries";
import { raw, type Sql, sql } from "../sql";
import { encodeKeys } from "./codec";

const MAIN_WROTE = raw("exists (select 1 from main)");
const SPELLING = { encode: encodeKeys, column: raw("v.search_keys::int4[]") };

/** Every search table has a GIN index over its keys, which are mixed with the scope: other tenants' rows are not read. */
export const candidates = (table: string, index: number): string =>
  `(select * from ${table} where tenant_id = $${index} and workspace_id = $${index + 1} and search_keys @> $${index + 2}::int4[])`;

/** Both writes in one statement; the index follows what the main one really wrote, not what it found before. */
export function indexed(main: Sql, index: SearchIndexWrite): Sql[] {
  return [
    sql`with main as (${main}), entries as (${writeEntries(index, SPELLING, MAIN_WROTE)}) select * from main`,
  ];
}
