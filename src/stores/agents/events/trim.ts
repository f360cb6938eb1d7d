import { invalid } from "../../../core/errors";
import { validate } from "../../../core/input/validation";
import type { Call } from "../../../db/call";
import { selection } from "../../../db/table";
import { count, EMPTY, instant, integer, name, type Sql, sql } from "../../../dialect/sql";
import { EventTrimInput } from "../inputs";
import type { AgentEventTrimQuery, AgentEventTrimResult } from "../types";
import { events } from "./tables";

const OFFSET = selection<{ offset: number }>({ offset: "count" });

/** Deletes one range, from the oldest event on, so that no gap is left. */
export async function trimEvents(call: Call, query: AgentEventTrimQuery): Promise<AgentEventTrimResult> {
  const { topic, offsetTo, createdTo, limit = 10_000 } = validate(EventTrimInput, query, "");
  if (offsetTo === undefined && createdTo === undefined)
    throw invalid("offsetTo", "is missing: give it, or createdTo, or both");
  const at = (alias: string): Sql => sql`${call.inScope(alias)} and topic = ${name(topic)}`;
  const most = sql`(select min(f.event_offset) from ${events.name} as f where ${at("f")}) + ${integer(limit)}`;
  const inFront = offsetTo === undefined ? EMPTY : sql` and e.event_offset < ${count(offsetTo)}`;
  const older =
    createdTo === undefined
      ? EMPTY
      : sql` and e.event_offset < coalesce((
          select k.event_offset from ${events.name} as k
          where ${at("k")} and k.created_at >= ${instant(createdTo)} and k.event_offset < ${most}
          order by k.event_offset limit 1
        ), ${count(Number.MAX_SAFE_INTEGER)})`;
  const statement = sql`
    delete from ${events.name} as e where ${at("e")}${inFront}${older} and e.event_offset < ${most}
    returning event_offset`;
  const deleted = (await call.all(statement, OFFSET)).length;
  return { deleted, done: deleted < limit };
}
