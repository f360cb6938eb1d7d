import type { SearchIndexWrite, SearchLookups } from "../dialect";
import { EMPTY, raw, type Sql, sql } from "../sql";
import { writeVectors } from "../vectors/write-vectors";
import { writeEntries } from "../write-search-entries";
import { encodeKeys } from "./codec";

const MAIN_WROTE = raw("exists (select 1 from main)");
const NONE: readonly Sql[] = [];
const SPELLING = { encode: encodeKeys, column: raw("v.search_keys::int4[]") };

/**
 * Candidate rows by a GIN index over the keys. The keys are mixed with the scope, so other tenants'
 * rows are not read. `offset 0` keeps the scope's predicate out of the inner query. A generic plan
 * would otherwise also read the scope's whole primary key and intersect both (100,000 entries for
 * 30 rows found).
 */
const candidates = (table: string, index: number): string =>
  `(select * from (select * from ${table} where search_keys @> $${index + 2}::int4[] offset 0) as k where tenant_id = $${index} and workspace_id = $${index + 1})`;

/** One look-up in the GIN index for each word: `&&` would not tell which of them a row has. */
const postings = (table: string, words: string, index: number): string =>
  `(select v.n, v.word, k.* from ${words} as v cross join lateral (select * from ${table} where search_keys @> v.keys::int4[] offset 0) as k where k.tenant_id = $${index} and k.workspace_id = $${index + 1})`;

const wordCount = (table: string, most: number, index: number): { text: string; parameters: number } => ({
  text: `(select count(*) from (select k.item_id from (select * from ${table} where search_keys @> v.keys::int4[] offset 0) as k where k.tenant_id = $${index} and k.workspace_id = $${index + 1} limit ${most}) as f)`,
  parameters: 2,
});

/** `is true` keeps the condition out of the GIN index. */
const hasKey = (column: string, key: string): string => `(${column} @> ${key}::int4[]) is true`;

/** @param table spells the name of a table */
export const searchIn = (table: (name: string) => string): SearchLookups => ({
  candidates: (name, index) => candidates(table(name), index),
  postings: (name, words, index) => postings(table(name), words, index),
  wordCount: (name, most, index) => wordCount(table(name), most, index),
  hasKey,
});

/**
 * All writes in one statement. The index gets the rows that the main statement really wrote, not
 * the rows that it read before.
 */
export function withDependents(
  main: Sql,
  dependents: readonly Sql[],
  index: SearchIndexWrite | undefined,
): Sql[] {
  const vectors = index ? writeVectors(index, MAIN_WROTE) : NONE;
  const writes = vectors.length === 0 ? dependents : [...dependents, ...vectors];
  const parts = writes.reduce((before, each, i) => sql`${before}, ${nameOf(i)} as (${each})`, EMPTY);
  const entries = index ? sql`, entries as (${writeEntries(index, SPELLING, MAIN_WROTE)})` : EMPTY;
  return [sql`with main as (${main})${parts}${entries} select * from main`];
}

/** Each name is made once, so that equal statements have equal identities. */
const nameOf = (i: number): Sql => {
  names[i] ??= raw(`dependent_${i}`);
  return names[i];
};
const names: Sql[] = [];
