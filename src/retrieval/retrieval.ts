import type { CallOptions } from "../core/call/deadline";
import type { ScopeContext } from "../db/scoped";
import { ScopedStore } from "../db/scoped-store";
import { answer } from "./answer";
import { RetrievalConfigs } from "./configs/configs";
import { evaluate } from "./evaluation/evaluate";
import { tune } from "./evaluation/tune";
import type {
  RetrievalEvaluateQuery,
  RetrievalEvaluation,
  RetrievalTuneQuery,
  RetrievalTuning,
} from "./evaluation/types";
import { RetrievalFeedbacks } from "./log/feedback";
import { RetrievalQueries } from "./log/queries";
import type { RetrievalQuery, RetrievalResult, RetrievalSource } from "./types";
import { EmbeddingModels } from "./vectors/models";
import { type OptimizeQuery, type OptimizeResult, optimize } from "./vectors/optimize";
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
  /** Configurations of searches. */
  readonly configs: RetrievalConfigs;
  /** Query log. */
  readonly queries: RetrievalQueries;
  /** Feedback on hits. */
  readonly feedback: RetrievalFeedbacks;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "retrieval");
    this.models = new EmbeddingModels(context);
    this.vectors = new RetrievalVectors(context);
    this.configs = new RetrievalConfigs(context);
    this.queries = new RetrievalQueries(context);
    this.feedback = new RetrievalFeedbacks(context);
  }

  /**
   * Hybrid search. Two legs run on each source: words by BM25, and meaning by the cosine similarity
   * of vectors. Each gives 50 candidates, after the filters. Then both scores are computed for
   * every candidate, and their weighted sum is the score, 0 to 1. It does not depend on what else
   * was found, so `minScore` means the same in every query. Without an embedder or vectors, and
   * where the embedder fails, the words decide alone, and `notes.skipped` says why.
   *
   * @param query.in sources: `memory`, `messages`, `segments`, `chunks`, `nodes`. Default: all
   * @param query.config name of a configuration; the query's own members replace its members
   * @returns hits, best first; each with the parts of its score
   * @throws UnifiedStoreError `validation`; `not_found` when the configuration or the model does
   * not exist, with `field`; `connection` when the embedder fails and the words cannot decide: they
   * have no weight, or an earlier page has scores of meaning
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
    return this.call("search", options, (call) => answer(call, query)) as unknown as Promise<
      RetrievalResult<K>
    >;
  }

  /**
   * Embeds texts that have no vector of the model, in batches. Several workers may run it at the
   * same time: each claims other texts. A worker that was killed leaves its claim for two minutes.
   * A text that changes meanwhile stays pending, so that no vector of an old text is ever found.
   *
   * A text that the embedder refuses does not stop the others: the call goes on to its end, and
   * names it in `failed`. It stays pending, and each later call tries it again.
   *
   * @throws UnifiedStoreError `validation`, also without an embedder; `connection` or `validation`
   * when the embedder fails for every text of a batch: the other sources come first, and what was
   * embedded is kept
   * @example
   * const { embedded, failed, done } = await acme.retrieval.embedPending({ limit: 500 });
   * for (const { in: source, id, error } of failed) console.warn(source, id, error.message);
   */
  embedPending(query: EmbedPendingQuery = {}, options: CallOptions = {}): Promise<EmbedPendingResult> {
    return this.call("embedPending", options, (call) => embedPending(call, query));
  }

  /**
   * Counts vectors and pending texts of the scope by source. It reads all search entries.
   *
   * @param query.model default: the active model
   * @throws UnifiedStoreError `validation`; `not_found` when neither the tenant nor the manager has
   * the model
   * @example
   * const { sources } = await acme.retrieval.status();
   * console.log(sources.memory.pending);
   */
  status(query: { model?: string | undefined } = {}, options: CallOptions = {}): Promise<RetrievalStatus> {
    return this.call("status", options, (call) => statusOf(call, query));
  }

  /**
   * Makes indexes for the vectors of this scope, where PostgreSQL has the extension pgvector 0.8 or
   * later: one partial HNSW index over the sketches of each source. A search of 100,000 vectors
   * of 384 dimensions then takes 12 ms instead of 37, and may miss a neighbor. Writes of vectors go
   * on meanwhile, and cost 0.3 ms more each afterwards. Searches use an index after at most a
   * minute.
   *
   * It is for an operator: the role must own the tables. Building takes some 7 s for 50,000
   * vectors, within the role's `statement_timeout`. `maintenance_work_mem` decides how fast. A
   * second call makes what is missing, and makes an index anew that was left unfinished. Indexes of
   * the tenant that have no vector any more, as after `models.remove`, are dropped.
   *
   * @param query.in sources. Default: all
   * @param query.model default: the active model
   * @returns for each source its index, or the reason why it has none. Without pgvector and on
   * SQLite there is nothing to do
   * @throws UnifiedStoreError `conflict` in a transaction; `permission`; `validation`, `aborted`,
   * `timeout`
   * @example
   * const { sources } = await acme.retrieval.optimize({ in: ["memory"] });
   * console.log(sources.memory?.state, sources.memory?.reason);
   */
  optimize(query: OptimizeQuery = {}, options: CallOptions = {}): Promise<OptimizeResult> {
    return this.call("optimize", options, (call) => optimize(call, query));
  }

  /**
   * Evaluates configurations side by side: searches each judged query under each of them, and
   * compares the hits with the judgments. It writes nothing, and neither uses the result cache nor
   * the query log. Searches run one after the other. `evaluationTable` and `evaluationPage` show
   * the result.
   *
   * @throws UnifiedStoreError `validation`, also when no query has a relevant row; `not_found` when
   * a configuration does not exist; `aborted`, `timeout`
   * @example
   * const { configs } = await acme.retrieval.evaluate({
   *   dataset: [
   *     { text: "How are whales classified?", judgments: [{ in: "memory", id, relevance: 3 }] },
   *   ],
   *   configs: ["support", { name: "words alone", weights: { dense: 0 } }],
   * });
   */
  evaluate(query: RetrievalEvaluateQuery, options: CallOptions = {}): Promise<RetrievalEvaluation> {
    return this.call("evaluate", options, (call) => evaluate(call, query));
  }

  /**
   * Finds better settings: tries the values of a grid on one half of the judged queries, and
   * reports the figures of both halves, before and after. The halves are chosen by a hash of the
   * text, so they are the same each time. Believe the figures of `heldOut`. It writes nothing
   * unless `save` names a configuration.
   *
   * @throws UnifiedStoreError `validation`, also when a half has no query; `not_found` when the
   * configuration does not exist; `aborted`, `timeout`
   * @example
   * const { settings, heldOut } = await acme.retrieval.tune({
   *   log: { createdFrom: new Date("2026-01-01") },
   *   over: { weights: [{ lexical: 0.3, dense: 0.7 }, { lexical: 0.7, dense: 0.3 }] },
   * });
   * if (heldOut.difference.low > 0)
   *   await acme.retrieval.configs.put({ name: "support", ...settings });
   */
  tune(query: RetrievalTuneQuery, options: CallOptions = {}): Promise<RetrievalTuning> {
    return this.call("tune", options, (call) =>
      tune(call, query, (input) => this.configs.put(input, { signal: options.signal })),
    );
  }
}
