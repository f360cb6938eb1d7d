import type { SearchIndexWrite } from "../dialect";
import { EMPTY, raw, type Sql, sql } from "../sql";
import { writeEntries } from "../write-search-entries";
import { encodeKeys } from "./codec";

const MAIN_WROTE = raw("exists (select 1 from main)");
const SPELLING = { encode: encodeKeys, column: raw("v.search_keys::int4[]") };

/**
 * Every search table has a GIN index over its keys, which are mixed with the scope: other tenants'
 * rows are not read. `offset 0` keeps the scope's predicate out of that look-up: a plan for any
 * values would read the scope's whole primary key beside it, to intersect the two (100,000 entries
 * for 30 rows found).
 */
export const candidates = (table: string, index: number): string =>
  `(select * from (select * from ${table} where search_keys @> $${index + 2}::int4[] offset 0) as k where tenant_id = $${index} and workspace_id = $${index + 1})`;

/**
 * All writes in one statement; the index follows what the main one really wrote, not what it found
 * before.
 */
export function withDependents(
  main: Sql,
  dependents: readonly Sql[],
  index: SearchIndexWrite | undefined,
): Sql[] {
  const parts = dependents.reduce((before, each, i) => sql`${before}, ${nameOf(i)} as (${each})`, EMPTY);
  const entries = index ? sql`, entries as (${writeEntries(index, SPELLING, MAIN_WROTE)})` : EMPTY;
  return [sql`with main as (${main})${parts}${entries} select * from main`];
}

/** Made once each, so that equal statements have equal identities. */
const nameOf = (i: number): Sql => {
  names[i] ??= raw(`dependent_${i}`);
  return names[i];
};
const names: Sql[] = [];
