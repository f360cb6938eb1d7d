import { ALWAYS } from "../../../dialect/sql";
import type { Call } from "../../call";
import { type FoundText, type LexicalTable, Lookup, type RowFilter } from "./postings";
import type { QueryWord } from "./query-words";
import { Ranking } from "./ranking";
import type { LexicalStatistics } from "./statistics";

/**
 * The words are looked up from the rarest on, until they have so many texts. Of 200, 300, 500,
 * 1,000 and all, nDCG@10 is the same within 0.001 from 300 on, on three sets that people judged.
 */
const ENOUGH_POSTINGS = 300;
/** Of a word that more texts have, not all are looked up. */
const COMMON = 1000;
/** Texts with a common word that are taken: the latest, by id. More where a page is longer. */
const MOST_OF_COMMON = 500;
/** Rows that are all looked at, where a filter passes no more. */
const FEW = 2000;
/** On later pages what was added since the first is taken as well, up to so many times as much. */
const GROWTH = 4;
/** A walk goes on for some time where fewer texts are found than was estimated. */
const WALK_RESERVE = 1.5;
/** A filter leaves fewer of them. */
const FILTERED_WALK_RESERVE = 16;

/** Which texts a search looks at: on later pages those of the first. */
export interface Reach {
  /** How many of the words are looked up, rarest first; null: all rows that the filter passes. */
  words: number | null;
  /** For each common word among them the earliest id; null where all of its texts are taken. */
  floors: readonly (string | null)[];
}

export interface Gathering extends RowFilter {
  words: readonly QueryWord[];
  statistics: LexicalStatistics;
  /** Texts that are enough, if there are as many. */
  least: number;
  /** Of an earlier page. */
  reach?: Reach | undefined;
}

/**
 * Finds the texts that are to be ranked. The rarest words decide: a text that has only common ones
 * is hardly among the best, and there may be millions of them (measured on four judged sets: the
 * first ten are as good). Where a filter leaves too few, or the rarest word is a common one, all
 * rows that the filter passes are looked at if they are few. Else the next words are looked up.
 */
export function gather(
  call: Call,
  of: LexicalTable,
  gathering: Gathering,
): Promise<{ ranking: Ranking; reach: Reach }> {
  return new Gatherer(call, of, gathering).run();
}

class Gatherer {
  private readonly ranking: Ranking;
  private readonly lookup: Lookup;
  /** The places of the words that any text has, rarest first. */
  private readonly order: readonly number[];
  private readonly floors: (string | null)[] = [];
  private used = 0;

  constructor(
    call: Call,
    of: LexicalTable,
    private readonly gathering: Gathering,
  ) {
    const { words, statistics } = gathering;
    const { having } = statistics;
    this.ranking = new Ranking(words, statistics);
    this.lookup = new Lookup(call, of, gathering);
    this.order = words
      .flatMap((_, i) => (having[i]! > 0 ? [i] : []))
      .sort((a, b) => having[a]! - having[b]! || a - b);
  }

  async run(): Promise<{ ranking: Ranking; reach: Reach }> {
    const { ranking, order, floors, gathering } = this;
    const { reach, least, where } = gathering;
    if (reach?.words === null) await this.lookUpFiltered(FEW * GROWTH);
    else if (reach) await this.lookUp(Math.min(reach.words, order.length));
    else {
      let isFilterTried = where === ALWAYS;
      while (this.used < order.length && (this.used === 0 || ranking.size < least)) {
        if (!isFilterTried && (this.used > 0 || this.isCommon(order[0]!))) {
          if (await this.lookUpFiltered(FEW)) return { ranking, reach: FILTERED };
          isFilterTried = true;
        }
        await this.lookUp(this.endOfBlock());
      }
    }
    return { ranking, reach: reach ?? { words: this.used, floors } };
  }

  /** @returns whether the filter passes so few rows */
  private async lookUpFiltered(most: number): Promise<boolean> {
    const ids = await this.lookup.filtered(most + 1);
    if (ids.length > most) return false;
    if (ids.length > 0)
      this.ranking.add(await this.lookup.ofRows(this.gathering.words, ids), (n) => n ?? undefined);
    return true;
  }

  private async lookUp(end: number): Promise<void> {
    const { words } = this.gathering;
    const block = this.order.slice(this.used, end);
    this.used = end;
    const rare = block.filter((word) => !this.isCommon(word));
    if (rare.length > 0) {
      const texts = await this.lookup.all(rare.map((word) => words[word]!));
      this.ranking.add(texts, (n) => rare[n!]);
    }
    for (const word of block.filter((each) => this.isCommon(each)))
      this.ranking.add(await this.lookUpCommon(word), () => word);
  }

  /** Rare words until they have enough texts, or one common word. */
  private endOfBlock(): number {
    const { order, used } = this;
    let end = used;
    for (let postings = 0; end < order.length && postings < ENOUGH_POSTINGS; end++) {
      if (this.isCommon(order[end]!) && end > used) break;
      postings += this.gathering.statistics.having[order[end]!]!;
    }
    return end;
  }

  private async lookUpCommon(place: number): Promise<FoundText[]> {
    const { words, least, reach } = this.gathering;
    const word = words[place]!;
    const most = Math.max(MOST_OF_COMMON, least);
    const known = reach?.floors[this.floors.length];
    if (known !== undefined) {
      this.floors.push(known);
      return this.lookup.latest(word, most * GROWTH, known);
    }
    const texts = await this.latestOf(place, most);
    this.floors.push(texts.length < most ? null : texts.at(-1)!.id);
    return texts;
  }

  /**
   * Both ways give the same texts: to look the word up and sort its texts, or to walk back from the
   * latest text, which ends soon where many have the word.
   */
  private async latestOf(place: number, most: number): Promise<FoundText[]> {
    const { words, statistics } = this.gathering;
    const word = words[place]!;
    const count = statistics.having[place]!;
    const walk = Math.ceil((most * statistics.texts) / count);
    if (word.keys.length === 1 && walk < count) {
      const reserve = this.gathering.where === ALWAYS ? WALK_RESERVE : FILTERED_WALK_RESERVE;
      const texts = Math.min(count, Math.ceil(walk * reserve));
      const found = await this.lookup.walkBack(word, most, texts);
      if (found.length === most) return found;
    }
    return this.lookup.latest(word, most);
  }

  private isCommon(place: number): boolean {
    return this.gathering.statistics.having[place]! > COMMON;
  }
}

const FILTERED: Reach = { words: null, floors: [] };
