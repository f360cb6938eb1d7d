import { LlmFeedbackEntity } from "../../../entities/analytics";
import type { CallOptions } from "../../core/deadline";
import { hasCode, UnifiedStoreError } from "../../core/errors";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { sql, uuid } from "../../dialect/sql";
import { LlmFeedbackInput, LlmFeedbackOfInput, RecordListInput } from "./inputs";
import { recordLister } from "./lists";
import { figure, recorder } from "./recorder";
import type { LlmFeedback } from "./types";

export const feedback = new Table<LlmFeedbackEntity, LlmFeedback>(LlmFeedbackEntity);

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
  return db.method(method, () =>
    newFeedbacks.one(db, method, input, options).catch((error: unknown) => {
      throw withoutCall(
        error,
        "not_found",
        () => `there is no call ${input.callId.toLowerCase()} in this scope`,
      );
    }),
  );
}

export function recordFeedbacks(
  db: ScopedDb,
  inputs: readonly LlmFeedbackInput[],
  options: CallOptions,
): Promise<LlmFeedback[]> {
  const method = "recordFeedbacks";
  return db.method(method, () =>
    newFeedbacks.many(db, method, inputs, options).catch((error: unknown) => {
      throw withoutCall(error, "foreign_key", () => NO_CALL);
    }),
  );
}

const NO_CALL =
  "each callId must be the id of a call of this scope: for one of them there is none, and nothing was recorded";

/** Feedback refers to its call and to nothing else: when the database misses what it refers to, that is the call. */
function withoutCall(error: unknown, code: "not_found" | "foreign_key", message: () => string): unknown {
  if (!hasCode(error, "foreign_key")) return error;
  return new UnifiedStoreError(code, message(), { cause: error.cause });
}

export const listOfFeedback = recordLister(feedback, {
  method: "listFeedback",
  Input: RecordListInput,
  order: "newest",
});

export const listOfOneCall = recordLister(feedback, {
  method: "feedbackOf",
  Input: LlmFeedbackOfInput,
  where: ({ callId }) => sql`c.call_id = ${uuid(callId.toLowerCase())}`,
  order: "oldest",
});
