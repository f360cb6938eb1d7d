import { type AnalyticsFeedbackEntity, analyticsFeedbackTable } from "../../../entities/analytics";
import { collection } from "../../db/collection";
import { Records, recordWrites } from "../../db/collections/records";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { all, sql, uuid } from "../../dialect/sql";
import { AnalyticsFeedbackListInput } from "./inputs";
import { recordLister } from "./lists";
import type { AnalyticsFeedback, AnalyticsFeedbackInput, AnalyticsFeedbackListQuery } from "./types";

const table = new Table<AnalyticsFeedbackEntity, AnalyticsFeedback>(analyticsFeedbackTable);

/** Makes rows of feedback from validated inputs. */
export const feedbackMaker = rowMaker<
  typeof analyticsFeedbackTable,
  AnalyticsFeedback,
  AnalyticsFeedbackInput
>(analyticsFeedbackTable);

const FEEDBACK = collection({
  name: "analytics.feedback",
  what: "feedback",
  table,
  key: "id",
  page: recordLister(table, {
    Input: AnalyticsFeedbackListInput,
    where: ({ callId }: AnalyticsFeedbackListInput) =>
      all(callId === undefined ? [] : [sql`c.call_id = ${uuid(callId.toLowerCase())}`]),
  }),
});
const WRITES = recordWrites(table, feedbackMaker, {
  list: "feedbacks",
  parents: [{ what: "call", field: "callId" }],
});

/**
 * Feedback from people about calls. It is deleted with its call. Reached as
 * `scope.analytics.feedback`.
 */
export class AnalyticsFeedbacks extends Records<
  AnalyticsFeedbackInput,
  AnalyticsFeedback,
  AnalyticsFeedbackListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, FEEDBACK, WRITES);
  }
}
