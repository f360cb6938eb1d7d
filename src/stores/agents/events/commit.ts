import { agentConsumerTable } from "../../../../entities/agents";
import { hasCode, invalid, type UnifiedStoreError, versionConflict } from "../../../core/errors";
import { Shape } from "../../../core/input/shape";
import { validate } from "../../../core/input/validation";
import { unsignedZero } from "../../../core/zero";
import type { Call } from "../../../db/call";
import { selection } from "../../../db/table";
import { count, EMPTY, instant, integer, name, raw, type Sql, sql } from "../../../dialect/sql";
import type { AgentConsumer, AgentConsumerKey, AgentEventCommitInput } from "../types";
import { CONSUMER, CONSUMERS } from "./consumer-rows";
import { consumers, noTopic, topics } from "./tables";

const OFFSET = selection<{ offset: number }>({ offset: "count" });

/** The rules of a commit's input. */
export const commitRules = Shape.of<AgentEventCommitInput>(agentConsumerTable.columns);
export const consumerKeyRules = commitRules.only<AgentConsumerKey>(["topic", "consumer"]);

/** The new offset: a commit never moves it back, a rewind moves it anywhere. */
export const FORWARD = raw(
  `case when excluded.event_offset > agent_consumer.event_offset
    then excluded.event_offset else agent_consumer.event_offset end`,
);
export const ANYWHERE = raw("excluded.event_offset");
const COUNTED = raw("version = agent_consumer.version + 1, updated_at = excluded.updated_at");

/**
 * Upsert of a consumer's offset, if the topic has had that offset. Otherwise nothing is written,
 * and the error says why.
 */
export async function commitOffset(
  call: Call,
  input: AgentEventCommitInput,
  { to, ifVersion }: { to: Sql; ifVersion: number | undefined },
): Promise<AgentConsumer> {
  const given = validate(commitRules, input, "");
  const offset = unsignedZero(given.offset);
  const [of, who, done] = [name(given.topic), name(given.consumer), count(offset)];
  // With `ifVersion` no consumer is created.
  const existing =
    ifVersion === undefined
      ? EMPTY
      : sql` and ${integer(ifVersion)} = (
          select c.version from ${consumers.name} as c
          where ${call.inScope("c")} and c.topic = t.name and c.consumer = ${who})`;
  const unchanged =
    ifVersion === undefined ? EMPTY : sql` where agent_consumer.version = ${integer(ifVersion)}`;
  const statement = sql`
    insert into ${consumers.name} (tenant_id, workspace_id, topic, consumer, event_offset, version, updated_at)
    select ${name(call.tenant)}, ${name(call.workspace)}, t.name, ${who}, ${done}, 1, ${instant(call.now())}
    from ${topics.name} as t where ${call.inScope("t")} and t.name = ${of} and t.last_offset >= ${done}${existing}
    on conflict (tenant_id, workspace_id, topic, consumer)
    do update set event_offset = ${to}, ${COUNTED}${unchanged}
    returning ${consumers.columns.sql}, (
      select l.last_offset from ${topics.name} as l where ${call.inScope("l")} and l.name = ${of}
    ) - event_offset`;
  const committed = await call.first(statement, CONSUMER).catch((error: unknown) => {
    // The topic was removed meanwhile.
    throw hasCode(error, "in_use") ? noTopic("topic", error.cause) : error;
  });
  if (committed) return committed;
  throw await refusal(call, { ...given, offset }, ifVersion);
}

/** Why a commit wrote nothing. */
async function refusal(
  call: Call,
  { offset, ...key }: AgentEventCommitInput,
  ifVersion: number | undefined,
): Promise<UnifiedStoreError> {
  const statement = sql`
    select last_offset from ${topics.name} where ${call.inScope()} and name = ${name(key.topic)}`;
  const last = await call.first(statement, OFFSET);
  if (!last) return noTopic("topic");
  if (last.offset < offset)
    return invalid("offset", `must be the offset of an event: the topic's last offset is ${last.offset}`);
  return (await CONSUMERS.rows.one(call, key))
    ? versionConflict(CONSUMERS.key.describe(key), ifVersion)
    : CONSUMERS.missing(key);
}
