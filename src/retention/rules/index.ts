import type { KindName } from "../../db/retention/kinds";
import { sql, TableName } from "../../dialect/sql";
import type { RetentionRule } from "../rule";
import { beginnings } from "./beginning";
import { byTime } from "./by-time";
import { LOGS_RULE } from "./logs";
import { MEMORY_ITEMS_RULE } from "./memory-items";
import { SESSIONS_RULE } from "./sessions";
import { STATES_RULE } from "./states";

const created = (table: string): RetentionRule => byTime(new TableName(table), "created_at");

/** Jobs of a final state, which they reach at `finished_at`. */
const jobs = (status: "done" | "dead"): RetentionRule =>
  byTime(new TableName("ingest_job"), "created_at", {
    // A literal, as the index has it in front.
    only: status === "done" ? sql`t.status = 'done'` : sql`t.status = 'dead'`,
    end: "finished_at",
  });

/** The rule of each kind that belongs to a scope. Runs of data migrations belong to none. */
export const RETENTION_RULES: Readonly<Record<KindName, RetentionRule>> = {
  "memory.items": MEMORY_ITEMS_RULE,
  "memory.accesses": byTime(new TableName("memory_access"), "used_at"),
  "conversations.sessions": SESSIONS_RULE,
  "conversations.messages": beginnings({
    table: new TableName("conversation_message"),
    parents: { table: new TableName("conversation_session"), key: "id", type: "uuid" },
    parent: "session_id",
    place: "position",
    last: "message_count",
  }),
  "agents.events": beginnings({
    table: new TableName("agent_event"),
    parents: { table: new TableName("agent_topic"), key: "name", type: "name" },
    parent: "topic",
    place: "event_offset",
    last: "last_offset",
  }),
  "agents.state": STATES_RULE,
  "ingest.doneJobs": jobs("done"),
  "ingest.deadJobs": jobs("dead"),
  "ingest.logs": LOGS_RULE,
  "ingest.usage": created("ingest_usage"),
  "analytics.calls": created("analytics_call"),
  "analytics.bandits": created("analytics_bandit_event"),
  "analytics.metrics": created("analytics_metric"),
  "debates.debates": byTime(new TableName("debate"), "created_at", {
    only: sql`t.concluded_at is not null`,
    end: "concluded_at",
  }),
  "retrieval.queries": created("retrieval_query"),
};
