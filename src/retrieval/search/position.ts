import { decodeCursor, encodeCursor } from "../../core/cursor";
import type { Call } from "../../db/call";
import type { CheckedQuery } from "../query";
import type { Candidate } from "./candidate";

/** The last hit of a page in the order of hits, and what all pages of a query have in common. */
export interface Position extends Pick<Candidate, "score" | "time" | "id"> {
  /** How deep the page has looked. */
  depth: number;
  /** Milliseconds: the time of the first page. */
  now: number;
  /** The embedder failed for the first page: scores of meaning would not follow its scores. */
  wordsAlone: boolean;
}

const SHAPE = ["number", "number", "string", "number", "number", "number"] as const;

export function cursorBehind(
  call: Call,
  query: CheckedQuery,
  { score, time, id }: Candidate,
  { depth, now, wordsAlone }: Pick<Position, "depth" | "now" | "wordsAlone">,
): string {
  const key = [Math.round(score * 1e6), time, id, depth, now, Number(wordsAlone)];
  return encodeCursor(queryId(call, query), key);
}

export function positionOf(call: Call, query: CheckedQuery): Position | null {
  if (query.cursor === undefined) return null;
  const [score, time, id, depth, now, wordsAlone] = decodeCursor(
    queryId(call, query),
    query.cursor,
    SHAPE,
  ) as [number, number, string, number, number, number];
  return {
    score: score / 1e6,
    time,
    id,
    now,
    // Each page looks deeper, so that there are as many pages as there are candidates.
    depth: Math.min(1000, Math.max(0, depth) + query.limit * 2),
    wordsAlone: wordsAlone === 1,
  };
}

function queryId(call: Call, query: CheckedQuery): string {
  const { cursor: _, limit: _limit, rerank: _rerank, vector, graph, ...rest } = query;
  const { nodesOf: _nodesOf, ...walked } = graph ?? {};
  return call.queryId({ ...rest, graph: walked, vector: vector && Array.from(vector) });
}
