import type { Call } from "../../db/call";
import type { RetrievalConfigSettings } from "../configs/settings";
import { checkQuery } from "../query";
import { searchAll } from "../search/search";
import { figuresOf } from "./figures";
import type { RetrievalFigures, RetrievalJudgedQuery } from "./types";

/** Figures of each query under one configuration, in the order of the queries. */
export interface Run {
  figures: RetrievalFigures[];
  latencies: number[];
}

/**
 * Searches each query, one after the other, so that latencies are those of a single caller. Neither
 * the result cache nor the query log takes part.
 */
export async function runQueries(
  call: Call,
  settings: RetrievalConfigSettings,
  { queries, k }: { queries: readonly RetrievalJudgedQuery[]; k: number },
): Promise<Run> {
  const run: Run = { figures: [], latencies: [] };
  for (const { text, judgments } of queries) {
    call.signal?.throwIfAborted();
    const query = checkQuery({ ...settings, text, limit: k });
    const since = performance.now();
    const { result, failure } = await searchAll(call, query);
    // Figures of words alone would pass for those of the configuration.
    if (failure !== null) throw failure;
    run.latencies.push(performance.now() - since);
    run.figures.push(figuresOf(result.hits, judgments, k));
  }
  return run;
}

export const ndcgsOf = ({ figures }: Run): number[] => figures.map(({ ndcg }) => ndcg);
