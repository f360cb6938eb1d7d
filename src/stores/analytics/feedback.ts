import { type LlmFeedbackEntity, llmFeedbackTable } from "../../../entities/analytics";
import { checkId } from "../../core/arguments";
import type { CallOptions } from "../../core/deadline";
import { hasCode, UnifiedStoreError } from "../../core/errors";
import { validate } from "../../core/validation";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { sql, uuid } from "../../dialect/sql";
import { LlmFeedbackInput, RecordListInput } from "./inputs";
import { recordLister } from "./lists";
import { figure, recorder } from "./recorder";
import type { LlmFeedback } from "./types";

export const feedback = new Table<LlmFeedbackEntity, LlmFeedback>(llmFeedbackTable);

export const newFeedbacks = recorder<LlmFeedbackEntity, LlmFeedbackInput, LlmFeedback>({
  table: feedback,
  Input: LlmFeedbackInput,
  list: "feedbacks",
  own: ["callId", "rating", "notes"],
  make: ({ callId, rating, notes }) => ({
    callId: callId.toLowerCase(),
    rating: figure(rating),
    notes: notes ?? null,
  }),
  alone: true,
});

export function recordFeedback(
  db: ScopedDb,
  input: LlmFeedbackInput,
  options: CallOptions,
): Promise<LlmFeedback> {
  const method = "recordFeedback";
  return db.method(method, () => {
    const given = validate(LlmFeedbackInput, input, "");
    return newFeedbacks.one(db, method, given, options).catch((error: unknown) => {
      throw withoutCall(error, `there is no call ${given.callId.toLowerCase()} in this scope`);
    });
  });
}

export function recordFeedbacks(
  db: ScopedDb,
  inputs: readonly LlmFeedbackInput[],
  options: CallOptions,
): Promise<LlmFeedback[]> {
  const method = "recordFeedbacks";
  return db.method(method, () =>
    newFeedbacks.many(db, method, inputs, options).catch((error: unknown) => {
      throw withoutCall(error, NO_CALL);
    }),
  );
}

const NO_CALL = "there is no call of one of the callIds in this scope: nothing was recorded";

/** Feedback refers to its call and to nothing else: when the database misses what it refers to, that is the call. */
function withoutCall(error: unknown, message: string): unknown {
  if (!hasCode(error, "foreign_key")) return error;
  return new UnifiedStoreError("not_found", message, { field: "callId", cause: error.cause });
}

export const listOfFeedback = recordLister(feedback, {
  method: "listFeedback",
  Input: RecordListInput,
  order: "newest",
});

/** Of one call, whose id is asked for. */
export const listOfOneCall = recordLister(feedback, {
  method: "feedbackOf",
  Input: RecordListInput,
  of: (callId) => sql`c.call_id = ${uuid(checkId(callId, "callId"))}`,
  order: "oldest",
});
