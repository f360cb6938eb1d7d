import type { RetrievalQueryId } from "../../entities/retrieval/log";
import type { RetrievalLog } from "../db/retrieval/settings";
import type { ConversationMessage, ConversationMessageFilter } from "../stores/conversations/types";
import type { DocumentChunk, DocumentChunkFilter } from "../stores/documents/types";
import type { GraphNode, GraphNodeFilter } from "../stores/graph/types";
import type { IngestSegment, IngestSegmentFilter } from "../stores/ingest/types";
import type { MemoryFilter, MemoryItem } from "../stores/memory/types";
import type { RetrievalSource } from "./sources";

export type { RetrievalSource } from "./sources";

/** The row of a hit by its source. */
export interface RetrievalItems {
  memory: MemoryItem;
  messages: ConversationMessage;
  segments: IngestSegment;
  chunks: DocumentChunk;
  nodes: GraphNode;
}

/** Filters by source: the same members as in the search of the source's store. */
export interface RetrievalWhere {
  memory?: MemoryFilter | undefined;
  messages?: ConversationMessageFilter | undefined;
  segments?: Partial<IngestSegmentFilter> | undefined;
  chunks?: DocumentChunkFilter | undefined;
  nodes?: GraphNodeFilter | undefined;
}

/** Weights of the two legs, 0 or more. Only their ratio counts. */
export interface RetrievalWeights {
  /** Words: BM25. Default 0.5. */
  lexical?: number | undefined;
  /** Meaning: cosine similarity. Default 0.5. */
  dense?: number | undefined;
}

export interface RetrievalRecency {
  /** After so many days a row's score is halved. */
  halfLifeDays: number;
}

/**
 * Graph expansion: a row gains by the score of its neighbors in the graph. Opt-in, since it helps
 * where edges say what belongs together: nDCG@10 on a graph of co-citations rose from .344 to
 * .360, and fell on one of synonyms from .219 to .213.
 */
export interface RetrievalGraph {
  /** Types of the edges that are followed, in both directions. */
  edges: readonly string[];
  /** Part of a neighbor's score that is added for each hop, 0 to 1. Default 0.1. */
  weight?: number | undefined;
  /** 1, the default, or 2. */
  hops?: number | undefined;
  /** Only edges that are valid at this time. Default: any time. */
  validAt?: Date | undefined;
  /**
   * The ids of the nodes that a row of another source names, such as those in its content. Default:
   * none, so that only nodes have neighbors.
   */
  nodesOf?: ((row: { in: RetrievalSource; item: unknown }) => readonly string[]) | undefined;
}

/** A candidate as a reranker gets it. */
export interface RetrievalCandidate {
  in: RetrievalSource;
  id: string;
  /** The searched text. */
  text: string;
  score: number;
}

/**
 * Rerank hook: gives a score for each candidate, in their order; higher is better. It gets all
 * candidates of the query, not only the page.
 */
export type RetrievalRerank = (
  query: string,
  candidates: readonly RetrievalCandidate[],
  options: { signal: AbortSignal },
) => Promise<readonly number[]> | readonly number[];

export interface RetrievalQuery {
  /** Words and meaning of the query, 1 to 1,000 characters. */
  text?: string | undefined;
  /**
   * Vector of the query, by the tenant's active model. Default: the vector of `text` that the
   * embedder gives.
   */
  vector?: readonly number[] | Float32Array | undefined;
  /** Where to search. Default: every source. */
  in?: readonly RetrievalSource[] | undefined;
  /** Filters by source. They apply before any limit. */
  where?: RetrievalWhere | undefined;
  /** Most hits, 1 to 100. Default 10. */
  limit?: number | undefined;
  /** The `nextCursor` of the previous page. Not with `rerank` or `diversity`. */
  cursor?: string | null | undefined;
  /** Hits with a lower score are left out, 0 to 1. Default: none is. */
  minScore?: number | undefined;
  weights?: RetrievalWeights | undefined;
  recency?: RetrievalRecency | undefined;
  graph?: RetrievalGraph | undefined;
  /**
   * Maximal marginal relevance (Carbonell and Goldstein, 1998): 0 orders by score alone, 1 by
   * difference from the hits before. Default 0.
   */
  diversity?: number | undefined;
  rerank?: RetrievalRerank | undefined;
  /** Milliseconds for `rerank`; then the order without it is used. Default 2,000. */
  rerankTimeoutMs?: number | undefined;
  /**
   * Embedding model of the dense leg: to compare one that is being filled with the active one.
   * Default: the tenant's active model.
   */
  model?: string | undefined;
  /** Name of a configuration. The query's own members replace those of the configuration. */
  config?: string | undefined;
  /** What the query log keeps. Default: as the configuration or the manager says. */
  log?: RetrievalLog | undefined;
  /**
   * Result cache: milliseconds for which the answer is given again, 0 to 86,400,000; 0: never.
   * Default: as the configuration or the manager says.
   */
  cacheMs?: number | undefined;
  /**
   * The person or program that asks, for the query log. The erasure of a participant deletes the
   * logged queries with its id.
   */
  actor?: string | undefined;
}

/** The parts of a hit's score. */
export interface RetrievalParts {
  /** Cosine similarity, -1 to 1; null: no vector of the current text. */
  cosine: number | null;
  /** BM25 of the query's words, as a part of the best possible, 0 to 1. */
  lexical: number;
  /** Words of the query that the text has. */
  words: string[];
  /** Factor of recency, 0 to 1; null: not asked for, or pinned. */
  recency: number | null;
  /** What the best neighbor in the graph added, and by which edge; null: nothing. */
  graph: { from: string; edge: string; added: number } | null;
  /** Score of the rerank hook; null: none. */
  rerank: number | null;
}

/** One found row. @typeParam K its source */
export type RetrievalHit<K extends RetrievalSource = RetrievalSource> = {
  [S in K]: {
    in: S;
    id: string;
    item: RetrievalItems[S];
    /** 0 to 1, the same for a row whatever else was found; with `rerank` the hook's score. */
    score: number;
    parts: RetrievalParts;
    /** The searched text. */
    text: string;
  };
}[K];

/** How a query was answered. */
export interface RetrievalNotes {
  /** The model of the dense leg; null: it did not run. */
  model: string | null;
  /**
   * Candidates of each leg by source, and the path of the dense leg. `exact`: every vector that
   * passes the filter was compared; `sketch`: those with the nearest sketches; `hnsw`: those that
   * an index of `optimize` gave.
   */
  legs: {
    [S in RetrievalSource]?: {
      lexical: number | null;
      dense: number | null;
      path: "exact" | "sketch" | "hnsw" | null;
    };
  };
  /**
   * Parts of the query that did not run, with the reason, such as `dense: the manager has no
   * embedder`.
   */
  skipped: string[];
  /** The configuration that was used, with its version; null: none. */
  config: { name: string; version: number } | null;
  /** True where the result cache answered. */
  cached: boolean;
  /** Milliseconds since the cached answer was computed; null: it was computed now. */
  cachedAgeMs: number | null;
}

export interface RetrievalResult<K extends RetrievalSource = RetrievalSource> {
  /** Best first; equal scores by time, then by id. */
  hits: RetrievalHit<K>[];
  /** Null: the last page. */
  nextCursor: string | null;
  notes: RetrievalNotes;
  /** Id of the row in the query log, for feedback; null: it was not logged. */
  queryId: RetrievalQueryId | null;
}
