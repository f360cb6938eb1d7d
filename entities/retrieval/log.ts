import { count, flag, type Id, instant, integer, json, name, real, text, uuid } from "../columns";
import { type ScopedRow, table } from "../table";

/** Query log: one search and its answer. */
export const retrievalQueryTable = table("retrieval_query", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUIDv7, the `queryId` of the answer. */
    id: uuid<"retrieval query">(),
    /** Null where only the hash is kept, and for a search by vector. */
    text: text().nullable(),
    /** Hash of the text and the scope; null for a search by vector. */
    textHash: name().nullable(),
    /** The person or program that asked; null: not said. */
    actor: name().nullable(),
    /** Name of the configuration; null: none. */
    config: name().nullable(),
    configVersion: integer().nullable(),
    /** Embedding model of the dense leg; null: it did not run. */
    model: name().nullable(),
    /** Milliseconds of the search, with fractions. */
    latencyMs: real(),
    /** Whether the result cache answered. */
    cached: flag(),
    /** Candidates of each leg by source. */
    legs: json(),
    /** The first 50 hits: source, id and score. */
    hits: json(),
    /** Number of hits of the answer. */
    hitCount: count(),
    createdAt: instant(),
  },
  indexes: {
    retrieval_query_by_time: { on: ["createdAt", "id"] },
    retrieval_query_by_config: { on: ["config", "createdAt", "id"] },
  },
});

/** Relevance judgment: feedback on a hit of a logged query. It is deleted with the query. */
export const retrievalFeedbackTable = table("retrieval_feedback", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"retrieval feedback">().default("new"),
    /** The `queryId` of the answer. */
    queryId: uuid<"retrieval query">(),
    /** Source of the hit. */
    in: name("source"),
    /** Id of the hit. */
    itemId: uuid(),
    /** From -1, useless, to 1, useful. */
    rating: real().between(-1, 1).nullable(),
    /** Graded relevance: 0 not, 1 marginally, 2 fairly, 3 highly relevant. */
    relevance: integer().between(0, 3).nullable(),
    /** The person or program that judged. */
    actor: name().nullable(),
    /** Time of the feedback. Default: now. */
    createdAt: instant().default("now"),
  },
  indexes: {
    retrieval_feedback_by_time: { on: ["createdAt", "id"] },
    retrieval_feedback_of_query_by_time: { on: ["queryId", "createdAt", "id"] },
  },
  references: {
    retrieval_feedback_of_query: { on: ["queryId"], table: () => retrievalQueryTable, onDelete: "CASCADE" },
  },
});

export type RetrievalQueryId = Id<"retrieval query">;
export type RetrievalFeedbackId = Id<"retrieval feedback">;
export type RetrievalQueryEntity = ScopedRow<typeof retrievalQueryTable>;
export type RetrievalFeedbackEntity = ScopedRow<typeof retrievalFeedbackTable>;
