import type { SearchIndexWrite } from "../dialect";
import { raw, type Sql } from "../sql";
import { writeVectors } from "../vectors/write-vectors";
import { KEYS_AS_THEY_ARE, writeEntries } from "../write-search-entries";
import { encodeKeys } from "./codec";

const ALWAYS = raw("true");
const SPELLING = { encode: encodeKeys, column: KEYS_AS_THEY_ARE };

/**
 * Candidate rows by full-text search. Every search table has a full-text table over its keys, kept
 * by triggers, with the same rowids. The cross join fixes the join order: without statistics the
 * planner would read the whole scope (28 ms against 0.3 ms, 20,000 rows).
 */
export const candidates = (searchTable: string): string =>
  `(select s.* from "${searchTable}_keys" as k cross join "${searchTable}" as s where s.tenant_id = ? and s.workspace_id = ? and s.rowid = k.rowid and k."${searchTable}_keys" match ?)`;

/** One full-text query for each word: several at once would not tell which of them a row has. */
export const postings = (searchTable: string, words: string): string =>
  `(select v.n, v.word, s.* from ${words} as v cross join "${searchTable}_keys" as k cross join "${searchTable}" as s where k."${searchTable}_keys" match v.keys and s.rowid = k.rowid and s.tenant_id = ? and s.workspace_id = ?)`;

/**
 * Keys are mixed with the scope, so other scopes' rows are not counted: to look each row up would
 * take ten times as long.
 */
export const wordCount = (searchTable: string, most: number): { text: string; parameters: number } => ({
  text: `(select count(*) from (select k.rowid from "${searchTable}_keys" as k where k."${searchTable}_keys" match v.keys limit ${most}))`,
  parameters: 0,
});

/** Keys are kept as text: 0.3 µs for sixty of them. */
export const hasKey = (column: string, key: string): string => `instr(${column}, ${key}) > 0`;

/**
 * A SQLite statement writes one table. The dependent writes follow the main one in the same
 * transaction.
 */
export function withDependents(
  main: Sql,
  dependents: readonly Sql[],
  index: SearchIndexWrite | undefined,
): Sql[] {
  const entries = index ? [writeEntries(index, SPELLING, ALWAYS), ...writeVectors(index, ALWAYS)] : [];
  return [main, ...dependents, ...entries];
}
