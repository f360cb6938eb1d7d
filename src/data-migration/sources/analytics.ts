import {
  analyticsBanditEventTable,
  analyticsCallTable,
  analyticsFeedbackTable,
  analyticsVariantTable,
} from "../../../entities/analytics";
import { validate } from "../../core/input/validation";
import { banditEventMaker } from "../../stores/analytics/bandits";
import { callMaker } from "../../stores/analytics/calls";
import { feedbackMaker } from "../../stores/analytics/feedback";
import { variantMaker } from "../../stores/analytics/variants";
import type { Source, Step } from "../read/step";
import { Target } from "../target/target";
import { jsonIfAny, orExtras } from "./reading/free-text";
import { UNKNOWN_TIME } from "./reading/values";

const CALL = new Target(analyticsCallTable);
const FEEDBACK = new Target(analyticsFeedbackTable);
const EVENT = new Target(analyticsBanditEventTable);
const VARIANT = new Target(analyticsVariantTable);

const calls: Step = {
  table: "llm_calls",
  target: CALL,
  key: ["id"],
  columns: ["task", "model", "ts"],
  optional: ["provider", "tokens_in", "tokens_out", "cost", "latency_ms", "profile_id", "success", "toolset"],
  keepsExtras: true,
  transform(row, sink) {
    const db = row.scope();
    const input = validate(
      callMaker.input,
      {
        id: row.id(),
        createdAt: row.instant("ts"),
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
    sink.write(CALL, db, callMaker.row(db, input));
  },
};

const variants: Step = {
  table: "prompt_variants",
  target: VARIANT,
  key: ["id"],
  columns: ["task", "template_hash"],
  optional: ["description"],
  transform(row, sink) {
    const input = validate(
      variantMaker.input,
      {
        id: row.id(),
        task: row.text("task"),
        templateHash: row.text("template_hash"),
        description: row.textOrNull("description"),
        createdAt: UNKNOWN_TIME,
      },
      "",
    );
    sink.write(VARIANT, row.scope(), { ...input, updatedAt: UNKNOWN_TIME, version: 1 });
  },
};

const events: Step = {
  table: "bandit_events",
  target: EVENT,
  key: ["id"],
  columns: ["task", "chosen_arm", "ts"],
  optional: ["context", "reward"],
  keepsExtras: true,
  transform(row, sink) {
    const db = row.scope();
    const input = validate(
      banditEventMaker.input,
      {
        id: row.id(),
        createdAt: row.instant("ts"),
        task: row.text("task"),
        arm: row.text("chosen_arm"),
        reward: row.numberOrNull("reward"),
        context: orExtras(row, jsonIfAny(row, "context")),
      },
      "",
    );
    sink.write(EVENT, db, banditEventMaker.row(db, input));
  },
};

const feedback: Step = {
  table: "human_feedback",
  target: FEEDBACK,
  key: ["id"],
  columns: ["llm_call_id", "ts"],
  optional: ["rating", "notes"],
  transform(row, sink) {
    const db = row.scope();
    const input = validate(
      feedbackMaker.input,
      {
        id: row.id(),
        createdAt: row.instant("ts"),
        callId: row.ref("llm_calls", "llm_call_id"),
        rating: row.numberOrNull("rating"),
        notes: row.textOrNull("notes"),
      },
      "",
    );
    sink.write(FEEDBACK, db, feedbackMaker.row(db, input));
  },
};

/** Source `analytics.db`. Its rows name neither tenant nor workspace. */
export const analytics: Source = {
  kind: "analytics",
  tier: "P1",
  steps: [calls, variants, events, feedback],
};
