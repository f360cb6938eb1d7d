import { decodeCursor, encodeCursor } from "../../core/cursor";
import { invalid } from "../../core/errors";
import { rounded } from "../../core/vectors/similarity";
import { checkVector } from "../../core/vectors/vector";
import type { Call } from "../../db/call";
import { activeModel } from "../../db/embedding/models";
import type { CheckedQuery } from "../query";
import { type RetrievalSource, sourceOf } from "../sources";
import type { RetrievalHit, RetrievalNotes, RetrievalResult } from "../types";
import type { Candidate, Found } from "./candidate";
import { diverse } from "./diversity";
import { type Fusion, fusedScore, fusionOf } from "./fusion";
import { LEG_CANDIDATES, runLegs, type Sought } from "./legs";
import { recencyOf } from "./recency";
import { rerank } from "./rerank";

type Dense = Sought["dense"];

/** One query over all of its sources: legs, fusion, recency, reranking, diversity, page. */
export async function searchAll(call: Call, query: CheckedQuery): Promise<RetrievalResult> {
  const notes: RetrievalNotes = { model: null, legs: {}, skipped: [] };
  const dense = await denseOf(call, query, notes);
  const text = query.text !== null && query.weights.lexical !== 0 ? query.text : null;
  const fusion = fusionOf(
    query.weights,
    { lexical: text !== null, dense: dense !== null },
    dense?.model.baseline ?? 0,
  );
  notes.model = dense?.model.name ?? null;
  const after = positionOf(call, query);
  const depth = Math.max(LEG_CANDIDATES, query.limit * 2, after?.depth ?? 0);
  const found = await Promise.all(
    query.sources.map(async (name) => {
      const source = sourceOf(name);
      const filter = query.where[name];
      const where = filter === undefined ? undefined : source.conditions(filter as never, call);
      const result = await runLegs(call, source, { text, dense, where, depth });
      const { lexical, dense: near, path } = result;
      notes.legs[name] = { lexical, dense: near, path };
      return candidatesOf(call, result.found, fusion, query.halfLifeDays);
    }),
  );
  const ranked = found
    .flat()
    .filter(({ score }) => score >= query.minScore && score > 0)
    .sort(inOrder);
  const ordered = await reordered(call, ranked, query, notes);
  const rest = after === null ? ordered : ordered.filter((each) => inOrder(each, after) > 0);
  const page = rest.slice(0, query.limit);
  const isMore = rest.length > query.limit && query.rerank === null && query.diversity === 0;
  return {
    hits: page.map(hitOf),
    nextCursor: isMore ? cursorBehind(call, query, page.at(-1)!, depth) : null,
    notes,
  };
}

/** The vector of the query and its model; null where the dense leg cannot run. */
async function denseOf(call: Call, query: CheckedQuery, notes: RetrievalNotes): Promise<Dense> {
  if (query.weights.dense === 0) return null;
  const model = await activeModel(call);
  if (model === null) {
    if (query.vector !== null)
      throw invalid("vector", "has nothing to be compared with: no row has a vector yet");
    return null;
  }
  if (query.vector !== null) return { model, vector: checkVector(query.vector, "vector", model) };
  const client = call.embeddings.clients.get(model.name);
  if (client?.embeds) return { model, vector: await client.ofQuery(query.text!, call.signal) };
  notes.skipped.push(`dense: the manager has no embedder for the model ${JSON.stringify(model.name)}`);
  return null;
}

/** Reads the rows of candidates and computes their scores. A row that is gone is left out. */
async function candidatesOf(
  call: Call,
  found: readonly Found[],
  fusion: Fusion,
  halfLifeDays: number | null,
): Promise<Candidate[]> {
  const [first] = found;
  if (first === undefined) return [];
  const { rows, timeOf, isPinned, searched } = first.source;
  const items = await rows.many(
    call,
    found.map(({ id }) => id),
  );
  const now = call.now().getTime();
  return found.flatMap((each, i) => {
    const row = items[i];
    if (!row) return [];
    const time = timeOf(row).getTime();
    const recency = halfLifeDays === null || isPinned?.(row) ? null : recencyOf(time, now, halfLifeDays);
    const score = rounded(fusedScore(each.parts, fusion) * (recency ?? 1));
    const text = searched
      .texts(row as never)
      .map((entry) => entry.text)
      .join("\n");
    return [{ ...each, row, time, text, score, parts: { ...each.parts, recency, rerank: null } }];
  });
}

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

/** A position is the last hit's order, and how deep its page has looked. */
interface Position extends Pick<Candidate, "score" | "time" | "id"> {
  depth: number;
}

function cursorBehind(
  call: Call,
  query: CheckedQuery,
  { score, time, id }: Candidate,
  depth: number,
): string {
  return encodeCursor(queryId(call, query), [Math.round(score * 1e6), time, id, depth]);
}

function positionOf(call: Call, query: CheckedQuery): Position | null {
  if (query.cursor === undefined) return null;
  const shape = ["number", "number", "string", "number"] as const;
  const [score, time, id, depth] = decodeCursor(queryId(call, query), query.cursor, shape) as [
    number,
    number,
    string,
    number,
  ];
  // Each page looks deeper, so that there are as many pages as there are candidates.
  return { score: score / 1e6, time, id, depth: Math.min(1000, Math.max(0, depth) + query.limit * 2) };
}

function queryId(
  call: Call,
  { cursor: _, limit: _limit, rerank: _rerank, vector, ...query }: CheckedQuery,
): string {
  return call.queryId({ ...query, vector: vector && Array.from(vector) });
}
