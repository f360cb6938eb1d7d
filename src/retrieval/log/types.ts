import type {
  RetrievalFeedbackId,
  RetrievalQueryId,
  retrievalFeedbackTable,
  retrievalQueryTable,
} from "../../../entities/retrieval/log";
import type { InputOf, RowOf } from "../../../entities/table";
import type { PageOptions } from "../../db/pages/page";
import type { RetrievalSource } from "../sources";
import type { RetrievalNotes } from "../types";

export type { RetrievalFeedbackId, RetrievalQueryId };

/** One hit of a logged query. */
export interface RetrievalLoggedHit {
  in: RetrievalSource;
  id: string;
  score: number;
}

type QueryRow = RowOf<typeof retrievalQueryTable>;

/** One row of the query log. */
export type RetrievalQueryRecord = Omit<QueryRow, "legs" | "hits"> & {
  /** Candidates of each leg by source, and the path of the dense leg. */
  legs: RetrievalNotes["legs"];
  /** The first 50 hits. */
  hits: RetrievalLoggedHit[];
};

export interface RetrievalQueryListQuery extends PageOptions {
  /** Name of a configuration. */
  config?: string | undefined;
  createdFrom?: Date | undefined;
  createdTo?: Date | undefined;
  /** Default `newest`. */
  order?: "newest" | "oldest" | undefined;
}

/** Exactly one of `olderThanMs` and `keep`. */
export interface RetrievalQueryPruneQuery {
  /** Deletes rows older than this many milliseconds. */
  olderThanMs?: number | undefined;
  /** Keeps the newest so many rows, 0 or more, and deletes the others. */
  keep?: number | undefined;
  /** The moment to count from. Default: now. */
  now?: Date | undefined;
  /** Most rows to delete in this call, 1 to 1,000,000. Default 10,000. */
  limit?: number | undefined;
}

export interface RetrievalQueryPruneResult {
  /** Rows deleted; feedback that was deleted with its query is not counted. */
  deleted: number;
  /** False when rows to prune may be left: call again. */
  done: boolean;
}

/** Feedback on a hit. `rating` or `relevance` is not null. */
export type RetrievalFeedback = Omit<RowOf<typeof retrievalFeedbackTable>, "in"> & { in: RetrievalSource };

/** At least one of `rating` and `relevance`. */
export type RetrievalFeedbackInput = Omit<InputOf<typeof retrievalFeedbackTable>, "in"> & {
  in: RetrievalSource;
};

export interface RetrievalFeedbackListQuery extends PageOptions {
  queryId?: string | undefined;
  createdFrom?: Date | undefined;
  createdTo?: Date | undefined;
  /** Default `newest`. */
  order?: "newest" | "oldest" | undefined;
}
