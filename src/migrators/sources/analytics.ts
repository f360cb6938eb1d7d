import {
  banditEventTable,
  llmCallTable,
  llmFeedbackTable,
  promptVariantTable,
} from "../../../entities/analytics";
import { validate } from "../../core/validation";
import { newBanditEvents } from "../../stores/analytics/bandit";
import { newCalls } from "../../stores/analytics/call";
import { newFeedbacks } from "../../stores/analytics/feedback";
import {
  BanditEventInput,
  LlmCallInput,
  LlmFeedbackInput,
  PromptVariantInput,
} from "../../stores/analytics/inputs";
import { Target } from "../target";
import { jsonIfAny, orExtras } from "./free-text";
import type { Source, Step } from "./source";
import { UNKNOWN_TIME } from "./values";

const CALL = new Target(llmCallTable);
const FEEDBACK = new Target(llmFeedbackTable);
const EVENT = new Target(banditEventTable);
const VARIANT = new Target(promptVariantTable);

const calls: Step = {
  table: "llm_calls",
  target: CALL,
  key: ["id"],
  columns: ["task", "model", "ts"],
  optional: ["provider", "tokens_in", "tokens_out", "cost", "latency_ms", "profile_id", "success", "toolset"],
  keepsExtras: true,
  move(row, to) {
    const db = row.scope();
    const input = validate(
      LlmCallInput,
      {
        id: row.id(),
        at: row.instant("ts"),
        task: row.text("task"),
        model: row.text("model"),
        provider: row.nameOrNull("provider"),
        profileId: row.nameOrNull("profile_id"),
        tokensIn: row.wholeOrNull("tokens_in"),
        tokensOut: row.wholeOrNull("tokens_out"),
        costUsd: row.numberOrNull("cost"),
        latencyMs: row.numberOrNull("latency_ms"),
        success: row.flagOrNull("success"),
        toolset: orExtras(row, jsonIfAny(row, "toolset")),
      },
      "",
    );
    to.emit(CALL, db, newCalls.row(db, input, ""));
  },
};

const variants: Step = {
  table: "prompt_variants",
  target: VARIANT,
  key: ["id"],
  columns: ["task", "template_hash"],
  optional: ["description"],
  move(row, to) {
    const input = validate(
      PromptVariantInput,
      {
        id: row.id(),
        task: row.text("task"),
        templateHash: row.text("template_hash"),
        description: row.textOrNull("description"),
        createdAt: UNKNOWN_TIME,
      },
      "",
    );
    to.emit(VARIANT, row.scope(), { ...input, updatedAt: UNKNOWN_TIME });
  },
};

const events: Step = {
  table: "bandit_events",
  target: EVENT,
  key: ["id"],
  columns: ["task", "chosen_arm", "ts"],
  optional: ["context", "reward"],
  keepsExtras: true,
  move(row, to) {
    const db = row.scope();
    const input = validate(
      BanditEventInput,
      {
        id: row.id(),
        at: row.instant("ts"),
        task: row.text("task"),
        arm: row.text("chosen_arm"),
        reward: row.numberOrNull("reward"),
        context: orExtras(row, jsonIfAny(row, "context")),
      },
      "",
    );
    to.emit(EVENT, db, newBanditEvents.row(db, input, ""));
  },
};

const feedback: Step = {
  table: "human_feedback",
  target: FEEDBACK,
  key: ["id"],
  columns: ["llm_call_id", "ts"],
  optional: ["rating", "notes"],
  move(row, to) {
    const db = row.scope();
    const input = validate(
      LlmFeedbackInput,
      {
        id: row.id(),
        at: row.instant("ts"),
        callId: row.ref("llm_calls", "llm_call_id"),
        rating: row.numberOrNull("rating"),
        notes: row.textOrNull("notes"),
      },
      "",
    );
    to.emit(FEEDBACK, db, newFeedbacks.row(db, input, ""));
  },
};

/** analytics.db: its rows name no tenant. */
export const analytics: Source = {
  kind: "analytics",
  tier: "P1",
  steps: [calls, variants, events, feedback],
};
