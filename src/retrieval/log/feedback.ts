import { type RetrievalFeedbackEntity, retrievalFeedbackTable } from "../../../entities/retrieval/log";
import { invalid } from "../../core/errors";
import { IsOneOf } from "../../core/input/rules";
import { Shape } from "../../core/input/shape";
import { collection } from "../../db/collection";
import { Records, recordWrites } from "../../db/collections/records";
import { type RowMaker, rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { all, sql, uuid } from "../../dialect/sql";
import { SOURCE_NAMES } from "../sources";
import { RetrievalFeedbackListInput } from "./inputs";
import { recordLister } from "./lists";
import type { RetrievalFeedback, RetrievalFeedbackInput, RetrievalFeedbackListQuery } from "./types";

export const feedback = new Table<RetrievalFeedbackEntity, RetrievalFeedback>(retrievalFeedbackTable);

const maker = rowMaker<typeof retrievalFeedbackTable, RetrievalFeedback, RetrievalFeedbackInput>(
  retrievalFeedbackTable,
);

/** Makes rows of feedback from validated inputs. */
export const retrievalFeedbackMaker: RowMaker<RetrievalFeedbackInput, RetrievalFeedback> = {
  ...maker,
  input: Shape.of(retrievalFeedbackTable.columns, { in: IsOneOf(...SOURCE_NAMES) }),
  row(defaults, input, path = "") {
    if ((input.rating ?? null) === null && (input.relevance ?? null) === null)
      throw invalid(`${path}rating`, "or relevance must be given");
    return maker.row(defaults, input, path);
  },
};

const FEEDBACK = collection({
  name: "retrieval.feedback",
  what: "feedback",
  table: feedback,
  key: "id",
  page: recordLister(feedback, {
    Input: RetrievalFeedbackListInput,
    where: ({ queryId }: RetrievalFeedbackListInput) =>
      all(queryId === undefined ? [] : [sql`q.query_id = ${uuid(queryId.toLowerCase())}`]),
  }),
});
const WRITES = recordWrites(feedback, retrievalFeedbackMaker, {
  list: "feedbacks",
  parents: [{ what: "query", field: "queryId" }],
});

/**
 * Feedback on hits of logged queries: relevance judgments for `evaluate` and `tune`. It is deleted
 * with its query. Reached as `scope.retrieval.feedback`.
 */
export class RetrievalFeedbacks extends Records<
  RetrievalFeedbackInput,
  RetrievalFeedback,
  RetrievalFeedbackListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, FEEDBACK, WRITES);
  }
}
