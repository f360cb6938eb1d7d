import type { CallLimits, CallOptions } from "../../../core/deadline";
import { JsonText } from "../../../core/json";
import { allConformed, conformed } from "../../../db/conform";
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

/**
 * Events with payloads as the schemas of their types make them.
 *
 * @param inputs as `validate` gave them
 */
export const typedEvents = (
  db: ScopedDb,
  inputs: readonly AgentEventInput[],
  { signal }: CallLimits,
): Promise<NewEvent[]> =>
  allConformed(db, events.typed!, inputs, { list: "events", signal }).then((given) =>
    given.map((each, i) => newEvent(db, each, `events[${i}]`)),
  );

/** The same of one. */
export const typedEvent = async (
  db: ScopedDb,
  input: AgentEventInput,
  { signal }: CallLimits,
): Promise<NewEvent> => newEvent(db, await conformed(db, events.typed!, input, { signal }));

export function newEvent(db: ScopedDb, given: TypedInput, path = ""): NewEvent {
  const { type, payload = null, agentName = null, createdAt, schemaVersion = null } = given;
  const field = path === "" ? "payload" : `${path}.payload`;
  return {
    type,
    payload: JsonText.of(payload, field),
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
  db: ScopedDb,
  method: string,
  { topic, rows }: { topic: string; rows: readonly NewEvent[] },
  options: CallOptions,
): Promise<AgentEvent[]> {
  const { tenant, workspace } = db;
  const at = new Date(db.now());
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
  const advanced = await db.first(method, statement, ADVANCED, { follow: [follow], options });
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
