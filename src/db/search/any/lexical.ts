import { ALWAYS } from "../../../dialect/sql";
import type { Call } from "../../call";
import { gather } from "./gather";
import { type LexicalTable, Lookup, type RowFilter } from "./postings";
import { type QueryWord, queryWords } from "./query-words";
import { type Ranked, Ranking } from "./ranking";
import { statisticsOf } from "./statistics";

/** How well a row's texts fit the words of a query. */
export interface LexicalMatch {
  id: string;
  /**
   * BM25 as a part of what a text of mean length would have that has each of the words once; 0 to
   * 1.
   */
  score: number;
  /** The words that it has, folded, in the order of the query. */
  words: string[];
}

/** The filter's conditions name the row by the table's alias. Default: none. */
export interface LexicalQuery extends Partial<RowFilter> {
  text: string;
  limit: number;
}

/**
 * The rows whose texts fit a query best: the lexical leg of a retrieval. It may be that a row has
 * the same score as the last one and is left out; of those the latest ids are given.
 *
 * @throws UnifiedStoreError `validation` for more than 32 words
 */
export async function lexicalCandidates(
  call: Call,
  of: LexicalTable,
  { text, where = ALWAYS, indexed, limit }: LexicalQuery,
): Promise<LexicalMatch[]> {
  const words = queryWords(call, text);
  if (words.length === 0) return [];
  const statistics = await statisticsOf(call, of.table.name.name, words);
  const { ranking } = await gather(call, of, { words, statistics, where, indexed, least: limit });
  return ranking.rows().slice(0, limit).map(matchOf(words, ranking.whole));
}

/**
 * The scores of rows that were found in another way, by the same measure. Rows that have none of
 * the words are left out; so are ids of no row.
 *
 * @throws UnifiedStoreError `validation` for more than 32 words
 */
export async function completeLexical(
  call: Call,
  of: LexicalTable,
  { text, ids }: { text: string; ids: readonly string[] },
): Promise<LexicalMatch[]> {
  const words = queryWords(call, text);
  if (words.length === 0 || ids.length === 0) return [];
  const statistics = await statisticsOf(call, of.table.name.name, words);
  const ranking = new Ranking(words, statistics);
  const lookup = new Lookup(call, of, { where: ALWAYS });
  ranking.add(await lookup.ofRows(words, ids), (n) => n ?? undefined);
  return ranking.rows().map(matchOf(words, ranking.whole));
}

const matchOf =
  (words: readonly QueryWord[], whole: number) =>
  ({ id, score, words: places }: Ranked): LexicalMatch => ({
    id,
    score: Math.min(1, score / whole),
    words: places.map((place) => words[place]!.spelling),
  });
