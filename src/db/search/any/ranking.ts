import { inverseFrequency, saturation } from "../../../core/search/bm25";
import type { FoundText } from "./postings";
import type { QueryWord } from "./query-words";
import { type LexicalStatistics, SCORED_BYTES } from "./statistics";

/** A row that has some of the words. */
export interface Ranked {
  id: string;
  /** Millionths of BM25, so that every engine rounds and orders alike. */
  score: number;
  /** Which of the words it has, by their places in the query. */
  words: readonly number[];
}

const MILLION = 1_000_000;

/**
 * Scores rows by the texts that were found of them. A row with several parts has the score of the
 * best.
 *
 * A score is made of the first 4,000 characters of a text: with all of them, a thousand long texts
 * would be 100 MB. A word by which a text was found counts once where it only comes behind them.
 */
export class Ranking {
  private readonly texts = new Map<string, { found: FoundText; has: Set<number> }>();
  private readonly weights: readonly number[];

  constructor(
    private readonly words: readonly QueryWord[],
    private readonly statistics: LexicalStatistics,
  ) {
    this.weights = statistics.having.map((having) => inverseFrequency(statistics.texts, having));
  }

  /** What a row would have that has each word once, in a text of mean length. In millionths. */
  get whole(): number {
    return Math.max(1, Math.round(this.weights.reduce((sum, weight) => sum + weight, 0) * MILLION));
  }

  /** @param word the place in the query that a text's `n` stands for */
  add(texts: readonly FoundText[], word: (n: number | null) => number | undefined): void {
    for (const found of texts) {
      const key = `${found.id}${found.part}`;
      const text = this.texts.get(key) ?? { found, has: new Set() };
      this.texts.set(key, text);
      const place = word(found.n);
      if (place !== undefined) text.has.add(place);
    }
  }

  /** How many texts there are. */
  get size(): number {
    return this.texts.size;
  }

  /** Rows that have a word, best first, and of equal scores the latest id. */
  rows(): Ranked[] {
    const best = new Map<string, Ranked>();
    for (const { found, has } of this.texts.values()) {
      const ranked = this.rank(found, has);
      const before = best.get(found.id);
      if (ranked.score > 0 && (!before || before.score < ranked.score)) best.set(found.id, ranked);
    }
    return [...best.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1));
  }

  private rank({ id, text }: FoundText, has: ReadonlySet<number>): Ranked {
    const { words, weights, statistics } = this;
    const isCut = text.length >= SCORED_BYTES;
    const bytes = isCut ? SCORED_BYTES : Math.min(SCORED_BYTES, Buffer.byteLength(text));
    const found: number[] = [];
    let score = 0;
    for (let i = 0; i < words.length; i++) {
      const count = words[i]!.sought.countIn(text, isCut) || (has.has(i) ? 1 : 0);
      if (count === 0) continue;
      found.push(i);
      score += weights[i]! * saturation(count, bytes, statistics.meanLength);
    }
    return { id, score: Math.round(score * MILLION), words: found };
  }
}
