import type { CallOptions } from "../../core/call/deadline";
import { Collection, collection } from "../../db/collection";
import type { ScopeContext } from "../../db/scoped";
import { all, name, sql } from "../../dialect/sql";
import { RetrievalQueryListInput } from "./inputs";
import { recordLister } from "./lists";
import { pruneQueries } from "./prune";
import { queryLog } from "./query-log";
import type {
  RetrievalQueryListQuery,
  RetrievalQueryPruneQuery,
  RetrievalQueryPruneResult,
  RetrievalQueryRecord,
} from "./types";

const QUERIES = collection({
  name: "retrieval.queries",
  what: "query",
  table: queryLog,
  key: "id",
  page: recordLister(queryLog, {
    Input: RetrievalQueryListInput,
    where: ({ config }: RetrievalQueryListInput) =>
      all(config === undefined ? [] : [sql`q.config = ${name(config)}`]),
  }),
});

/**
 * Query log: the searches of the scope, with their answers. It is opt-in: `log` of the manager, of
 * a configuration or of a query. Reached as `scope.retrieval.queries`.
 */
export class RetrievalQueries extends Collection<RetrievalQueryRecord, RetrievalQueryListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, QUERIES);
  }

  /**
   * Deletes rows older than `olderThanMs`, or all but the newest `keep`, with their feedback, the
   * oldest first, in batches of 1,000. Each batch is a transaction of its own, unless the call runs
   * in one. Batches deleted before an abort stay deleted.
   *
   * @throws UnifiedStoreError `validation`, `aborted`, `timeout`
   * @example
   * const { deleted, done } = await acme.retrieval.queries.prune({ olderThanMs: 30 * 86_400_000 });
   */
  prune(query: RetrievalQueryPruneQuery, options: CallOptions = {}): Promise<RetrievalQueryPruneResult> {
    return this.call("prune", options, (call) => pruneQueries(call, query));
  }
}
