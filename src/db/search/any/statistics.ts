import type { TextStatistics } from "../../../core/search/bm25";
import { scopeKey } from "../../../core/search-text";
import {
  flag,
  hasKey,
  integer,
  raw,
  type Sql,
  sql,
  TableName,
  WordCount,
  WordRows,
} from "../../../dialect/sql";
import type { Call } from "../../call";
import { selection } from "../../table";
import type { QueryWord } from "./query-words";
import { type KnownScope, knownScope, rememberScope } from "./statistics-cache";

/** What BM25 needs to know of a scope and of a query's words. */
export interface LexicalStatistics extends TextStatistics {
  /** For each word how many texts have it. */
  having: readonly number[];
}

/** Bytes of a text that its score is made of: longer ones count as texts of this length. */
export const SCORED_BYTES = 4000;
/**
 * Up to here it is counted how many texts have a word; of words that more texts have it is
 * estimated from the sample. Counting is most of what a search costs on PostgreSQL.
 */
const MOST_COUNTED = 300;
/** The latest texts, by id: a scope that has no more is known exactly. */
export const SAMPLE = 1000;
/** A scope that has more counts as one of this size: counting 200,000 takes some 10 ms. */
const MOST_TEXTS = 200_000;

/**
 * How many texts there are, how long they are on average, and how many have each word. It is the
 * same on every engine: counts are exact up to a bound, estimates come from the same sample. What
 * is known of larger scopes, and of their common words, is kept for some minutes.
 */
export async function statisticsOf(
  call: Call,
  table: string,
  words: readonly QueryWord[],
): Promise<LexicalStatistics> {
  const key = `${table} ${scopeKey(call.tenant, call.workspace)}`;
  const known = knownScope(call.database, key);
  const having = words.map((word) => known?.words.get(wordId(word)));
  const unknown = words.flatMap((_, i) => (having[i] === undefined ? [i] : []));
  const ask = (asked: readonly number[], sampled: boolean): Promise<Counted[]> => {
    const what = { words: asked.map((i) => words[i]!), sampled, sized: known === undefined };
    return call.all(counting(call, table, what), COUNTED);
  };
  let scope: KnownScope | undefined = known;
  let common = unknown;
  if (known && unknown.length > 0) {
    for (const { n, found } of await ask(unknown, false)) having[unknown[n]!] = found;
    common = unknown.filter((i) => having[i]! > MOST_COUNTED);
  }
  if (!scope || common.length > 0) {
    const rows = await ask(common, true);
    scope ??= scopeOf(rows[0]!);
    const whole = scope.texts / Math.min(SAMPLE, rows[0]!.total!);
    for (const { n, found, sampled } of rows) having[common[n]!] = estimate(found, sampled! * whole);
    const isLarge = rows[0]!.total! >= SAMPLE;
    if (isLarge) {
      for (const i of common) if (having[i]! > MOST_COUNTED) scope.words.set(wordId(words[i]!), having[i]!);
      rememberScope(call.database, key, scope);
    }
  }
  return { texts: scope.texts, meanLength: scope.meanLength, having: having as number[] };
}

const wordId = ({ keys, text }: QueryWord): string => text ?? String(keys[0]);

function scopeOf({ total, bytes, texts }: Counted): KnownScope {
  const count = Math.max(1, total!);
  // In hundredths, as cursors have it.
  const meanLength = Math.max(1, Math.round((bytes! / count) * 100) / 100);
  return { texts: Math.max(1, texts ?? total!), meanLength, words: new Map() };
}

const estimate = (found: number, estimated: number): number =>
  found <= MOST_COUNTED ? found : Math.max(found, Math.round(estimated));

interface Counted {
  n: number;
  /** Texts with the word, up to one more than are counted. */
  found: number;
  /** Texts of the sample with it. */
  sampled: number | null;
  /** Texts of the sample. */
  total: number | null;
  /** Of the sample's texts. */
  bytes: number | null;
  /** Of the scope; null where the sample has all of them. */
  texts: number | null;
}

const COUNTED = selection<Counted>({
  n: "integer",
  found: "count",
  sampled: "count",
  total: "count",
  bytes: "count",
  texts: "count",
});

const HAS_WORD = hasKey("i.search_keys", "v.first_key");
const NO_SAMPLE = raw("null, null, null, null");

function counting(
  call: Call,
  table: string,
  { words, sampled, sized }: { words: readonly QueryWord[]; sampled: boolean; sized: boolean },
): Sql {
  const searchTable = new TableName(`${table}_search`);
  const found = new WordCount(searchTable.name, call, MOST_COUNTED + 1);
  if (!sampled) return sql`select v.n, ${found}, ${NO_SAMPLE} from ${new WordRows(words)} as v`;
  return sql`
    with newest as materialized (
      select i.search_keys,
        case when octet_length(i.search_text) > ${integer(SCORED_BYTES)} then ${integer(SCORED_BYTES)} else octet_length(i.search_text) end as bytes
      from ${searchTable} as i where ${call.inScope("i")}
      order by i.item_id desc, i.part desc limit ${integer(SAMPLE)}
    ), sample as materialized (select count(*) as total, sum(bytes) as bytes from newest)
    select v.n, ${found}, (select count(*) from newest as i where ${HAS_WORD}), s.total, coalesce(s.bytes, 0),
      case when ${flag(sized)} and s.total = ${integer(SAMPLE)} then (
        select count(*) from (
          select i.item_id from ${searchTable} as i where ${call.inScope("i")} limit ${integer(MOST_TEXTS)}
        ) as t
      ) end
    from ${new WordRows(words)} as v cross join sample as s`;
}
