import { agentEventTable } from "../../../../entities/agents";
import type { Call } from "../../../db/call";
import { rowMaker } from "../../../db/row-maker";
import { selection } from "../../../db/table";
import { count, name, ReturnedRows, RowColumns, Rows, raw, sql } from "../../../dialect/sql";
import type { AgentEvent, AgentEventInput } from "../types";
import { events, topics } from "./tables";

const insertTopic = topics.inserter(["tenant", "workspace", "name", "lastOffset", "createdAt", "appendedAt"]);
const ADVANCE = raw(
  `on conflict (tenant_id, workspace_id, name) do update set
    last_offset = agent_topic.last_offset + excluded.last_offset, appended_at = excluded.appended_at
  returning name, last_offset`,
);
const ADVANCED = selection<{ name: string; lastOffset: number }>({ name: "name", lastOffset: "count" });
const ADVANCED_TOPIC = new ReturnedRows(topics.rowColumns(["name", "lastOffset"]));

/** An event before it has an offset. */
type NewEvent = Omit<AgentEvent, "topic" | "offset">;

/** Makes events from validated inputs. */
export const eventMaker = rowMaker<typeof agentEventTable, NewEvent, AgentEventInput>(agentEventTable);

const GIVEN = events.rowColumns(eventMaker.properties);
const APPENDED = new RowColumns([["position", "count"], ...GIVEN.columns]);

/**
 * Appends events to a topic. The topic's row holds the last offset. It stays locked until the
 * transaction ends, so appends to one topic take turns.
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
    rows.map((each, i) => [i + 1, ...eventMaker.properties.map((property) => each[property])]),
    "events",
  );
  const dependents = sql`
    insert into ${events.name} (tenant_id, workspace_id, topic, event_offset, ${GIVEN.names})
    select ${name(tenant)}, ${name(workspace)}, m.name, m.last_offset - ${count(added)} + v.position, ${GIVEN.names}
    from ${values} as v cross join ${ADVANCED_TOPIC} as m order by v.position`;
  const statement = sql`${insertTopic(row)} ${ADVANCE}`;
  const advanced = await call.first(statement, ADVANCED, { dependents: [dependents] });
  const before = advanced!.lastOffset - added;
  return rows.map((each, i) => ({ topic, offset: before + i + 1, ...eventMaker.read(each) }));
}
