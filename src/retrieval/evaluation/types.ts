import type { RetrievalConfigSettings } from "../configs/settings";
import type { RetrievalSource } from "../sources";
import type { RetrievalWeights } from "../types";

/** How relevant a row is to a query. */
export interface RetrievalJudgment {
  in: RetrievalSource;
  id: string;
  /** 0 to 3: not, marginally, fairly, highly relevant. Fractions are allowed. */
  relevance: number;
}

/** A query with its judgments. Rows without a judgment count as not relevant. */
export interface RetrievalJudgedQuery {
  text: string;
  judgments: readonly RetrievalJudgment[];
}

/** Logged queries whose feedback is taken as judgments. */
export interface RetrievalJudgedLog {
  createdFrom?: Date | undefined;
  createdTo?: Date | undefined;
}

/** The judged queries: exactly one of the two. */
export interface RetrievalJudged {
  /** 1 to 10,000 queries. */
  dataset?: readonly RetrievalJudgedQuery[] | undefined;
  /**
   * Queries that were logged with their text, in a range of time. Feedback gives the judgments:
   * `relevance` as it is, else `3 · max(0, rating)`; of several on one row the mean.
   */
  log?: RetrievalJudgedLog | undefined;
}

/** Settings to compare, under a name for the report. */
export interface RetrievalCandidateConfig extends RetrievalConfigSettings {
  name: string;
}

export interface RetrievalEvaluateQuery extends RetrievalJudged {
  /**
   * 1 to 20 configurations: names of stored ones, or settings with a name of their own. Differences
   * are those from the first one. Default: the defaults of `search`.
   */
  configs?: readonly (string | RetrievalCandidateConfig)[] | undefined;
  /** Hits of each query that count, 1 to 100. Default 10. */
  k?: number | undefined;
}

/** Means over all queries, each from 0 to 1. */
export interface RetrievalFigures {
  /**
   * Normalized discounted cumulative gain of the first k hits. The gain of a hit is
   * `2^relevance - 1`, its discount `log2(rank + 1)`.
   */
  ndcg: number;
  /** Part of the relevant rows that are among the first k hits. */
  recall: number;
  /** Mean reciprocal rank of the first relevant hit; 0 where none is among the first k. */
  mrr: number;
}

/** A difference of nDCG with its interval. */
export interface RetrievalDifference {
  /** Mean difference of nDCG over the queries. */
  ndcg: number;
  /** Ends of the interval of 95 % by the paired bootstrap, 1,000 samples. */
  low: number;
  high: number;
}

export interface RetrievalConfigFigures extends RetrievalFigures {
  name: string;
  /** Version of a stored configuration; null for settings that were given. */
  version: number | null;
  /** Percentiles of the search, in milliseconds. */
  latencyMs: { p50: number; p95: number };
  /** Difference from the first configuration; null for the first itself. */
  difference: RetrievalDifference | null;
}

export interface RetrievalEvaluation {
  k: number;
  /** Queries that were searched. */
  queries: number;
  /** Queries without a relevant row, which tell nothing and were left out. */
  skipped: number;
  /** In the order given. */
  configs: RetrievalConfigFigures[];
}

/** What `tune` varies, one member after the other, in this order. */
export interface RetrievalTuneGrid {
  /** Default: lexical parts of 0, 0.1, … 1. */
  weights?: readonly RetrievalWeights[] | undefined;
  minScore?: readonly number[] | undefined;
  diversity?: readonly number[] | undefined;
  /** Null: without recency. */
  halfLifeDays?: readonly (number | null)[] | undefined;
}

export interface RetrievalTuneQuery extends RetrievalJudged {
  /** Configuration to start from, by name or by its settings. Default: the defaults of `search`. */
  config?: string | RetrievalConfigSettings | undefined;
  /** Values to try, at most 100 of each member. Default: weights. */
  over?: RetrievalTuneGrid | undefined;
  /** Hits of each query that count, 1 to 100. Default 10. */
  k?: number | undefined;
  /** Name of a configuration to write the found settings to. Default: nothing is written. */
  save?: string | undefined;
}

/** One half of the judged queries. */
export interface RetrievalTuneHalf {
  queries: number;
  /** With the settings to start from. */
  before: RetrievalFigures;
  /** With the found settings. */
  after: RetrievalFigures;
  difference: RetrievalDifference;
}

export interface RetrievalTuning {
  k: number;
  /** Queries without a relevant row, which were left out. */
  skipped: number;
  /** The found settings. */
  settings: RetrievalConfigSettings;
  /** The half on which they were found: its figures are too good. */
  tuned: RetrievalTuneHalf;
  /** The other half, which the search for settings has not seen. */
  heldOut: RetrievalTuneHalf;
  /** All settings that were tried, with the nDCG on the half `tuned`, in order. */
  trials: { settings: RetrievalConfigSettings; ndcg: number }[];
  /** The configuration that was written; null: none. */
  saved: { name: string; version: number } | null;
}
