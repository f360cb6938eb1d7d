import type { CallOptions } from "../core/call/deadline";
import type { ScopeContext } from "../db/scoped";
import { ScopedStore } from "../db/scoped-store";
import { checkQuery } from "./query";
import { searchAll } from "./search/search";
import type { RetrievalQuery, RetrievalResult, RetrievalSource } from "./types";
import { EmbeddingModels } from "./vectors/models";
import {
  type EmbedPendingQuery,
  type EmbedPendingResult,
  embedPending,
  type RetrievalStatus,
  statusOf,
} from "./vectors/pending";
import { RetrievalVectors } from "./vectors/vectors";

/**
 * Hybrid retrieval: search by words and by meaning, over rows of several stores. Reached as
 * `scope.retrieval`.
 */
export class Retrieval extends ScopedStore {
  /** Embedding models of the tenant. */
  readonly models: EmbeddingModels;
  /** Vectors of existing rows. */
  readonly vectors: RetrievalVectors;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "retrieval");
    this.models = new EmbeddingModels(context);
    this.vectors = new RetrievalVectors(context);
  }

  /**
   * Hybrid search. Two legs run on each source: words by BM25, and meaning by the cosine similarity
   * of vectors. Each gives 50 candidates, after the filters. Then both scores are computed for
   * every candidate, and their weighted sum is the score, 0 to 1. It does not depend on what else
   * was found, so `minScore` means the same in every query. Without an embedder or vectors the
   * words decide alone, and `notes.skipped` says why.
   *
   * @param query.in sources: `memory`, `messages`, `segments`. Default: all
   * @returns hits, best first; each with the parts of its score
   * @throws UnifiedStoreError `validation`; `connection` when the embedder fails
   * @example
   * const { hits } = await acme.retrieval.search({
   *   text: "How are whales classified?",
   *   in: ["memory", "messages"],
   *   where: { memory: { type: "fact" } },
   *   limit: 5,
   * });
   */
  search<K extends RetrievalSource = RetrievalSource>(
    query: RetrievalQuery & { in?: readonly K[] | undefined },
    options: CallOptions = {},
  ): Promise<RetrievalResult<K>> {
    return this.call("search", options, (call) => searchAll(call, checkQuery(query))) as unknown as Promise<
      RetrievalResult<K>
    >;
  }

  /**
   * Embeds texts that have no vector of the model, in batches. Several workers may run it at the
   * same time: each claims other texts. A worker that was killed leaves its claim for two minutes.
   * A text that changes meanwhile stays pending, so that no vector of an old text is ever found.
   *
   * @throws UnifiedStoreError `validation`, also without an embedder; `connection` when the
   * embedder fails: what was embedded before is kept
   * @example
   * const { embedded, done } = await acme.retrieval.embedPending({ limit: 500 });
   */
  embedPending(query: EmbedPendingQuery = {}, options: CallOptions = {}): Promise<EmbedPendingResult> {
    return this.call("embedPending", options, (call) => embedPending(call, query));
  }

  /**
   * Counts vectors and pending texts of the scope by source. It reads all search entries.
   *
   * @param query.model default: the active model
   * @throws UnifiedStoreError `validation`
   * @example
   * const { sources } = await acme.retrieval.status();
   * console.log(sources.memory.pending);
   */
  status(query: { model?: string | undefined } = {}, options: CallOptions = {}): Promise<RetrievalStatus> {
    return this.call("status", options, (call) => statusOf(call, query.model));
  }
}
