import type { ScopedDb } from "../../../src/db/scoped";
import { type QueryWord, queryWords } from "../../../src/db/search/any/query-words";
import { type Ranked, Ranking } from "../../../src/db/search/any/ranking";
import { SAMPLE, SCORED_BYTES } from "../../../src/db/search/any/statistics";
import type { DocumentChunk } from "../../../src/stores/documents/types";
import { type Baseline, pageOf } from "../baseline";
import { chunkReader } from "./rows";

/** The places of the subject's statements. */
const COUNT_ALL = 0;
const TEXTS = 1;
const ROWS = 2;

const MOST_TEXTS = 200_000;

/** What is known of a large scope, as the subject keeps it. */
interface Known {
  texts: number;
  meanLength: number;
}

const scopes = new WeakMap<Baseline, Known>();

/**
 * Search of any word, for words that few texts have: all of them are looked up at once, and ranked
 * by the same function. Common words take further statements, which depend on the counts.
 */
export async function searchAny(baseline: Baseline, text: string, limit: number): Promise<DocumentChunk[]> {
  const { codec, scope } = baseline;
  const [tenant, workspace] = scope;
  const words = queryWords({ tenant, workspace } as ScopedDb, text);
  const list = codec.list(words.map((word, n) => wordRow(baseline, word, n)));
  const { having, ...known } = await statisticsOf(baseline, words.length, list);
  const order = [...having.keys()].filter((n) => having[n]! > 0);
  order.sort((a, b) => having[a]! - having[b]! || a - b);
  const rare = codec.list(order.map((n, i) => wordRow(baseline, words[n]!, i)));
  const found = await baseline.runNth(TEXTS, [...rare, ...scope, ...scope], (rows) =>
    rows.map(([n, id, part, text]) => ({ n, id, part, text })),
  );
  const ranking = new Ranking(words, { ...known, having });
  ranking.add(found as never, (n) => order[n!]);
  const taken = withEquals(ranking.rows(), limit + 1);
  if (taken.length === 0) return [];
  const ranked = codec.list(taken.map(({ id, score }) => [id, score]));
  return baseline.runNth(ROWS, [...ranked, ...scope, ...scope, limit + 1], (rows) =>
    pageOf(rows, limit, chunkReader(baseline)),
  );
}

const wordRow = ({ codec }: Baseline, { keys, text }: QueryWord, n: number): unknown[] => [
  n,
  codec.keys(keys),
  codec.keys(keys.subarray(0, 1)),
  text,
];

/** How many texts have each word, and how many there are. */
async function statisticsOf(
  baseline: Baseline,
  words: number,
  list: unknown[],
): Promise<Known & { having: number[] }> {
  const { scope } = baseline;
  const counted = baseline.engine === "postgres" ? scope : [];
  const found = (rows: unknown[][]): number[] => {
    const having = new Array<number>(words).fill(0);
    for (const [n, count] of rows) having[n as number] = count as number;
    return having;
  };
  const known = scopes.get(baseline);
  if (known) return { ...known, having: await baseline.runOwn(countOnly, [...counted, ...list], found) };
  const sample = [SCORED_BYTES, SCORED_BYTES, ...scope, SAMPLE, ...counted];
  const values = [...sample, baseline.codec.flag(true), SAMPLE, ...scope, MOST_TEXTS, ...list];
  return baseline.runNth(COUNT_ALL, values, (rows) => {
    const [, , , total, bytes, texts] = rows[0] as number[];
    const meanLength = Math.max(1, Math.round((bytes! / Math.max(1, total!)) * 100) / 100);
    const scopeNow = { texts: Math.max(1, texts ?? total!), meanLength };
    if (total! >= SAMPLE) scopes.set(baseline, scopeNow);
    return { ...scopeNow, having: found(rows) };
  });
}

/** Of the first statement the part that counts the texts of each word. */
function countOnly(texts: readonly string[]): string {
  const all = texts[COUNT_ALL]!;
  const count = /select v\.n, (\(select count\(\*\) from .*? limit \d+\)[^,]*\)),/s.exec(all)![1]!;
  const words = /\bend\s+from (\(.*\) as v) cross join sample as s\s*$/s.exec(all)![1]!;
  let parameters = 0;
  return `select v.n, ${count} from ${words}`.replace(/\$\d+/g, () => `$${++parameters}`);
}

/** Rows that have the score of the last one are ordered by the statement. */
function withEquals(rows: readonly Ranked[], least: number): readonly Ranked[] {
  let end = Math.min(rows.length, least);
  while (end < rows.length && rows[end]!.score === rows[end - 1]!.score) end++;
  return rows.slice(0, end);
}
