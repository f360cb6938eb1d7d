import type { UnifiedStoreError } from "../../core/errors";
import { rounded } from "../../core/vectors/similarity";
import type { Call } from "../../db/call";
import { firstTerms } from "../../db/search/search";
import { indexedText } from "../../db/search/search-rows";
import { type Sql, sql } from "../../dialect/sql";
import type { CheckedQuery } from "../query";
import { type RetrievalSource, type Source, sourceOf } from "../sources";
import type { RetrievalHit, RetrievalNotes, RetrievalResult } from "../types";
import type { Candidate, Found } from "./candidate";
import { denseLeg, noteMissingVectors } from "./dense";
import { diverse } from "./diversity";
import { type Fusion, fusedScore, fusionOf } from "./fusion";
import { gainsOf, withGain } from "./graph-expansion";
import { completed, LEG_CANDIDATES, runLegs, type Sought } from "./legs";
import { cursorBehind, type Position, positionOf } from "./position";
import { recencyOf } from "./recency";
import { rerank } from "./rerank";

type Dense = Sought["dense"];

/** An answer, and the error of an embedder that it had to do without. */
export interface Searched {
  result: RetrievalResult;
  failure: UnifiedStoreError | null;
}

/** One query over all of its sources: legs, fusion, recency, reranking, diversity, page. */
export async function searchAll(call: Call, query: CheckedQuery): Promise<Searched> {
  const notes: RetrievalNotes = {
    model: null,
    legs: {},
    skipped: [],
    config: null,
    cached: false,
    cachedAgeMs: null,
  };
  const after = positionOf(call, query);
  const leg = await denseLeg(call, query, { wordsAlone: after?.wordsAlone ?? false });
  const dense = leg.sought;
  if (leg.skipped !== null) notes.skipped.push(leg.skipped);
  const text = wordsOf(query, notes);
  const fusion = fusionOf(
    query.weights,
    { lexical: text !== null, dense: dense !== null },
    dense?.model.baseline ?? 0,
  );
  notes.model = dense?.model.name ?? null;
  const now = after?.now ?? call.now().getTime();
  const measure = { text, dense, fusion, halfLifeDays: query.halfLifeDays, now };
  const depth = Math.max(LEG_CANDIDATES, query.limit * 2, after?.depth ?? 0);
  const found = await Promise.all(
    query.sources.map(async (name) => {
      const source = sourceOf(name);
      const where = await whereOf(call, query, source);
      const result = await runLegs(call, source, { text, dense, where, depth });
      const { lexical, dense: near, path } = result;
      notes.legs[name] = { lexical, dense: near, path };
      const best = mayBeShown(result.found, query, { fusion, after });
      return candidatesOf(call, best, measure);
    }),
  );
  const all = await expanded(call, found.flat().sort(inOrder), query, measure);
  const ranked = all.filter(({ score }) => score >= query.minScore && score > 0).sort(inOrder);
  const ordered = await reordered(call, ranked, query, notes);
  const rest = after === null ? ordered : ordered.filter((each) => inOrder(each, after) > 0);
  const page = rest.slice(0, query.limit);
  const isMore = rest.length > query.limit && query.rerank === null && query.diversity === 0;
  if (dense !== null) noteMissingVectors(notes, query);
  const wordsAlone = leg.failure !== null || (after?.wordsAlone ?? false);
  const result: RetrievalResult = {
    hits: page.map(hitOf),
    nextCursor: isMore ? cursorBehind(call, query, page.at(-1)!, { depth, now, wordsAlone }) : null,
    notes,
    queryId: null,
  };
  return { result, failure: leg.failure };
}

/** The words of the query; null where the lexical leg does not run. */
function wordsOf({ text, weights }: CheckedQuery, notes: RetrievalNotes): string | null {
  if (text === null || weights.lexical === 0) {
    notes.skipped.push(text === null ? "lexical: the query has no text" : "lexical: its weight is 0");
    return null;
  }
  const words = firstTerms(text);
  if (words !== text) notes.skipped.push("lexical: the words after the 32nd");
  return words;
}

/** Rows that are read beyond a page, in case some are gone. */
const SPARE = 10;

/**
 * Of a source's candidates those that can be on the page: the best, and those with the score of the
 * last of them. All of them where more than the score decides, such as recency.
 */
function mayBeShown(
  found: readonly Found[],
  query: CheckedQuery,
  { fusion, after }: { fusion: Fusion; after: Position | null },
): readonly Found[] {
  const { limit, halfLifeDays, graph, rerank: hook, diversity } = query;
  if (halfLifeDays !== null || graph !== null || hook !== null || diversity > 0) return found;
  const most = after?.score ?? Number.POSITIVE_INFINITY;
  const scored = found
    .map((each) => ({ each, score: fusedScore(each.parts, fusion) }))
    .filter(({ score }) => score <= most)
    .sort((a, b) => b.score - a.score);
  const shown = scored.filter(({ score }) => score === most).length + limit + SPARE;
  const least = scored[shown - 1]?.score ?? 0;
  return scored.filter(({ score }) => score >= least).map(({ each }) => each);
}

/** The condition of a source: its filter, and that retention does not hide the row. */
async function whereOf(call: Call, query: CheckedQuery, source: Source): Promise<Sql | undefined> {
  const filter = query.where[source.name];
  const given = filter === undefined ? undefined : source.conditions(filter as never, call);
  const shown = source.hides && (await source.hides.where(call));
  if (!shown) return given;
  return given === undefined ? shown : sql`${given} and ${shown}`;
}

interface Measure {
  text: string | null;
  dense: Dense;
  fusion: Fusion;
  halfLifeDays: number | null;
  /** Milliseconds: on all pages of a query that of the first, so that scores stay as they are. */
  now: number;
}

/**
 * Candidates with what the graph adds. Neighbors that no leg has found join them, if they pass the
 * filter, with the scores of both legs.
 */
async function expanded(
  call: Call,
  candidates: readonly Candidate[],
  query: CheckedQuery,
  measure: Measure,
): Promise<readonly Candidate[]> {
  const { text, dense } = measure;
  const { graph } = query;
  if (graph === null || graph.weight === 0) return candidates;
  const gains = await gainsOf(call, candidates, graph);
  const known = new Set(candidates.flatMap(({ source, id }) => (source.name === "nodes" ? [id] : [])));
  const missing = query.sources.includes("nodes") ? [...gains.keys()].filter((id) => !known.has(id)) : [];
  const source = sourceOf("nodes");
  const passing = await source.passing(call, missing, await whereOf(call, query, source));
  const ids = passing.map(({ id }) => id);
  const found = await completed(call, source, { text, dense, ids });
  const more = await candidatesOf(call, found, measure);
  return [...candidates, ...more].map((each) => withGain(each, gains, graph));
}

/** Reads the rows of candidates and computes their scores. A row that is gone is left out. */
async function candidatesOf(
  call: Call,
  found: readonly Found[],
  { fusion, halfLifeDays, now }: Measure,
): Promise<Candidate[]> {
  const [first] = found;
  if (first === undefined) return [];
  const { rows, timeOf, isPinned } = first.source;
  const items = await rows.many(
    call,
    found.map(({ id }) => id),
  );
  return found.flatMap((each, i) => {
    const row = items[i];
    if (!row) return [];
    const time = timeOf(row).getTime();
    const recency = halfLifeDays === null || isPinned?.(row) ? null : recencyOf(time, now, halfLifeDays);
    const score = rounded(fusedScore(each.parts, fusion) * (recency ?? 1));
    const text = textIn(call, first.source, row);
    return [
      { ...each, row, time, text, score, parts: { ...each.parts, recency, graph: null, rerank: null } },
    ];
  });
}

/** The searched text of a row. */
export const textIn = (call: Call, { searched }: Source, row: object): string =>
  searched
    .texts(row as never)
    .map((entry) => indexedText(entry, call.context.contentRules))
    .join("\n");

/** Best first, then the latest, then the greatest id. */
const inOrder = (
  a: Pick<Candidate, "score" | "time" | "id">,
  b: Pick<Candidate, "score" | "time" | "id">,
): number => b.score - a.score || b.time - a.time || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

async function reordered(
  call: Call,
  candidates: readonly Candidate[],
  query: CheckedQuery,
  notes: RetrievalNotes,
): Promise<readonly Candidate[]> {
  let ordered = candidates;
  if (query.rerank !== null && candidates.length > 0) {
    const { signal } = call;
    const asked = { timeoutMs: query.rerankTimeoutMs, signal };
    const result = await rerank(query.rerank, query.text!, candidates, asked);
    if ("skipped" in result) notes.skipped.push(result.skipped);
    else {
      ordered = candidates
        .map((each, i) => {
          const score = result.scores[i]!;
          return { ...each, score, parts: { ...each.parts, rerank: score } };
        })
        .sort(inOrder);
    }
  }
  return query.diversity > 0 ? diverse(ordered, query.diversity, query.limit) : ordered;
}

const hitOf = ({ source, id, row, score, parts, text }: Candidate): RetrievalHit =>
  ({ in: source.name as RetrievalSource, id, item: row, score, parts, text }) as RetrievalHit;
