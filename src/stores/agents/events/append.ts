import { JsonText } from "../../../core/json";
import type { Call } from "../../../db/call";
import type { ScopedDb } from "../../../db/scoped";
import { selection } from "../../../db/table";
import { count, MainRows, name, RowColumns, Rows, raw, sql } from "../../../dialect/sql";
import type { AgentEventInput } from "../inputs";
import type { AgentEvent } from "../types";
import { events, topics } from "./tables";

const insertTopic = topics.inserter(["tenant", "workspace", "name", "lastOffset", "createdAt", "appendedAt"]);
const ADVANCE = raw(
  `on conflict (tenant_id, workspace_id, name) do update set
    last_offset = agent_topic.last_offset + excluded.last_offset, appended_at = excluded.appended_at
  returning name, last_offset`,
);
const ADVANCED = selection<{ name: string; lastOffset: number }>({ name: "name", lastOffset: "count" });
const ADVANCED_TOPIC = new MainRows(topics.rowColumns(["name", "lastOffset"]));
const APPENDED = new RowColumns([
  ["position", "count"],
  ["type", "name"],
  ["payload", "json"],
  ["agent_name", "name"],
  ["created_at", "instant"],
  ["schema_version", "integer"],
]);

/** An event before its place is known. */
export interface NewEvent {
  type: string;
  payload: JsonText;
  agentName: string | null;
  createdAt: Date;
  /** Of the payload's schema. */
  schemaVersion: number | null;
}

interface TypedInput extends AgentEventInput {
  schemaVersion?: number;
}

/** @param path of the input in errors, such as `events[3].` */
export function newEvent(db: ScopedDb, input: TypedInput, path = ""): NewEvent {
  const { type, payload = null, agentName = null, createdAt, schemaVersion = null } = input;
  return {
    type,
    payload: JsonText.of(payload, `${path}payload`),
    agentName,
    createdAt: new Date(createdAt ?? db.now()),
    schemaVersion,
  };
}

/**
 * To one who appends; the topic's row, which tells the offsets, is locked until the transaction
 * ends.
 */
export async function appendEvents(
  call: Call,
  topic: string,
  rows: readonly NewEvent[],
): Promise<AgentEvent[]> {
  const { tenant, workspace } = call;
  const at = new Date(call.now());
  const added = rows.length;
  const row = { tenant, workspace, name: topic, lastOffset: added, createdAt: at, appendedAt: at };
  const values = new Rows(
    APPENDED,
    rows.map(({ type, payload, agentName, createdAt, schemaVersion }, i) => [
      ...[i + 1, type, payload, agentName, createdAt, schemaVersion],
    ]),
    "events",
  );
  const follow = sql`
    insert into ${events.name} (tenant_id, workspace_id, ${events.columns.sql})
    select ${name(tenant)}, ${name(workspace)}, m.name, m.last_offset - ${count(added)} + v.position,
      v.type, v.payload, v.agent_name, v.created_at, v.schema_version
    from ${values} as v cross join ${ADVANCED_TOPIC} as m order by v.position`;
  const statement = sql`${insertTopic(row)} ${ADVANCE}`;
  const advanced = await call.first(statement, ADVANCED, { follow: [follow] });
  const before = advanced!.lastOffset - added;
  return rows.map(({ type, payload, agentName, createdAt }, i) => ({
    topic,
    offset: before + i + 1,
    type,
    payload: payload.value(),
    agentName,
    createdAt,
  }));
}
