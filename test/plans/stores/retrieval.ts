import type { Retrieval, Scope, Stores } from "../../../src";
import { at, type FilledScope, id, into, middle } from "../data";
import { call, list, many } from "../operation";
import type { StorePlans } from "../store-plans";

const retrievalOf = (stores: Stores): Retrieval => (stores as Scope).retrieval;

/** Every tenth query has feedback. */
const feedbacks = ({ size }: FilledScope): number => Math.floor(size / 10);
const nth = (filled: FilledScope): string => id(middle(filled));
const about = { in: "memory" as const, itemId: id(1), rating: 1 };

export const retrieval: StorePlans = {
  tables: ["retrieval_query", "retrieval_feedback"],

  fill({ series, id, time }, filled) {
    const insert = into(filled);
    return [
      insert(
        "retrieval_query",
        "id, text, text_hash, config, config_version, latency_ms, cached, legs, hits, hit_count, created_at",
        `${id("i")}, 'a question that is about as long as one', 'hash-' || i, 'config-' || i % 10, 1, i % 50, false, '{}', '[]', 0, ${time("i")}`,
        series(filled.size),
      ),
      insert(
        "retrieval_feedback",
        "id, query_id, source, item_id, rating, created_at",
        `${id("i")}, ${id("i * 10")}, 'memory', ${id("i")}, 1, ${time("i * 10")}`,
        series(feedbacks(filled)),
      ),
    ];
  },

  // Left out: configurations, of which a tenant has few, and `prune({ keep })`, which counts the
  // entries of the index that it keeps.
  operations: {
    "retrieval.queries.get": call((stores, filled) => retrievalOf(stores).queries.get(nth(filled))),
    "retrieval.queries.list": list((stores, page) => retrievalOf(stores).queries.list(page)),
    "retrieval.queries.list oldest": list((stores, page) =>
      retrievalOf(stores).queries.list({ ...page, order: "oldest" }),
    ),
    "retrieval.queries.list config": list((stores, page) =>
      retrievalOf(stores).queries.list({ ...page, config: "config-1" }),
    ),
    "retrieval.queries.list range": list((stores, page, filled) =>
      retrievalOf(stores).queries.list({
        ...page,
        createdFrom: at(middle(filled)),
        createdTo: at(middle(filled) + 100),
      }),
    ),
    "retrieval.queries.prune": call((stores) =>
      retrievalOf(stores).queries.prune({ olderThanMs: 0, now: at(30), limit: 20 }),
    ),
    "retrieval.feedback.add": call((stores, filled) =>
      retrievalOf(stores).feedback.add({ ...about, queryId: nth(filled) }),
    ),
    "retrieval.feedback.addMany": call((stores, filled) =>
      retrievalOf(stores).feedback.addMany(many(filled, (n) => ({ ...about, queryId: id(n) }))),
    ),
    "retrieval.feedback.list": list((stores, page) => retrievalOf(stores).feedback.list(page)),
    "retrieval.feedback.list queryId": list((stores, page, filled) =>
      retrievalOf(stores).feedback.list({ ...page, queryId: id(10 * Math.floor(feedbacks(filled) / 2)) }),
    ),
  },

  expected: {
    "retrieval.queries.get": { by: ["retrieval_query_pk"] },
    "retrieval.queries.list": { by: ["retrieval_query_by_time"] },
    "retrieval.queries.list oldest": { by: ["retrieval_query_by_time"] },
    "retrieval.queries.list config": { by: ["retrieval_query_by_config"] },
    "retrieval.queries.list range": { by: ["retrieval_query_by_time"] },
    "retrieval.queries.prune": { by: ["retrieval_query_by_time"] },
    "retrieval.feedback.add": { by: [] },
    "retrieval.feedback.addMany": { by: [] },
    "retrieval.feedback.list": { by: ["retrieval_feedback_by_time"] },
    "retrieval.feedback.list queryId": { by: ["retrieval_feedback_of_query_by_time"] },
  },
};
