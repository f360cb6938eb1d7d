import type { CallOptions } from "../../../core/deadline";
import { hasCode, invalid, notFound, type UnifiedStoreError, versionConflict } from "../../../core/errors";
import { validate } from "../../../core/validation";
import { unsignedZero } from "../../../core/zero";
import type { ScopedDb } from "../../../db/scoped";
import { selection } from "../../../db/table";
import { atVersion } from "../../../db/version";
import { count, EMPTY, instant, integer, name, raw, type Sql, sql } from "../../../dialect/sql";
import { EventCommitInput } from "../inputs";
import type { AgentConsumer, AgentConsumerKey, AgentEventCommitInput } from "../types";
import { consumers, noTopic, topics } from "./tables";

const OFFSET = selection<{ offset: number }>({ offset: "count" });
const VERSION = selection<{ version: number }>({ version: "integer" });

export const CONSUMER = selection<AgentConsumer>({
  topic: "name",
  consumer: "name",
  offset: "count",
  lag: "count",
  version: "integer",
  updatedAt: "instant",
});

/** Of consumers `c` and their topics `t`. */
export const CONSUMER_COLUMNS = raw(
  "c.topic, c.consumer, c.event_offset, t.last_offset - c.event_offset, c.version, c.updated_at",
);

export const consumerOf = (db: ScopedDb, { topic, consumer }: AgentConsumerKey): Sql =>
  sql`${db.inScope()} and topic = ${name(topic)} and consumer = ${name(consumer)}`;

const FORWARD = raw(
  `case when excluded.event_offset > agent_consumer.event_offset
    then excluded.event_offset else agent_consumer.event_offset end`,
);
const ANYWHERE = raw("excluded.event_offset");
const COUNTED = raw("version = agent_consumer.version + 1, updated_at = excluded.updated_at");

interface Commit {
  method: "commit" | "rewind";
  input: AgentEventCommitInput;
  ifVersion: number | undefined;
  options: CallOptions;
}

/**
 * Where the offset is one that the topic has had; otherwise nothing is written, and it is told why.
 */
export async function commitOffset(
  db: ScopedDb,
  { method, input, ifVersion, options }: Commit,
): Promise<AgentConsumer> {
  const given = validate(EventCommitInput, input, "");
  const { topic, consumer } = given;
  const offset = unsignedZero(given.offset);
  const [of, who, done] = [name(topic), name(consumer), count(offset)];
  const to = method === "rewind" ? ANYWHERE : FORWARD;
  // With `ifVersion` none is made that is not there.
  const existing =
    ifVersion === undefined
      ? EMPTY
      : sql` and ${integer(ifVersion)} = (
          select c.version from ${consumers.name} as c
          where ${db.inScope("c")} and c.topic = t.name and c.consumer = ${who})`;
  const unchanged =
    ifVersion === undefined ? EMPTY : sql` where agent_consumer.version = ${integer(ifVersion)}`;
  const statement = sql`
    insert into ${consumers.name} (tenant_id, workspace_id, topic, consumer, event_offset, version, updated_at)
    select ${name(db.tenant)}, ${name(db.workspace)}, t.name, ${who}, ${done}, 1, ${instant(db.now())}
    from ${topics.name} as t where ${db.inScope("t")} and t.name = ${of} and t.last_offset >= ${done}${existing}
    on conflict (tenant_id, workspace_id, topic, consumer)
    do update set event_offset = ${to}, ${COUNTED}${unchanged}
    returning topic, consumer, event_offset, (
      select l.last_offset from ${topics.name} as l where ${db.inScope("l")} and l.name = ${of}
    ) - event_offset, version, updated_at`;
  const committed = await db.first(method, statement, CONSUMER, { options }).catch((error: unknown) => {
    // The topic was removed meanwhile.
    throw hasCode(error, "in_use") ? noTopic("topic", error.cause) : error;
  });
  if (committed) return committed;
  throw await refusal(db, { method, input: { topic, consumer, offset }, ifVersion, options });
}

/** Why a commit wrote nothing. */
async function refusal(
  db: ScopedDb,
  { method, input, ifVersion, options }: Commit,
): Promise<UnifiedStoreError> {
  const { topic, offset } = input;
  const known = sql`select last_offset from ${topics.name} where ${db.inScope()} and name = ${name(topic)}`;
  const last = await db.first(method, known, OFFSET, { options });
  if (!last) return noTopic("topic");
  if (last.offset < offset)
    return invalid("offset", `must be that of an event: the topic's last one has ${last.offset}`);
  return changedConsumer(db, { method, key: input, ifVersion, options });
}

export const noConsumer = (): UnifiedStoreError =>
  notFound("consumer of this topic and name", undefined, "consumer");

interface Refused {
  method: string;
  key: AgentConsumerKey;
  ifVersion: number | undefined;
  options: CallOptions;
}

/** Whether the consumer has another version, or is not there. */
async function changedConsumer(
  db: ScopedDb,
  { method, key, ifVersion, options }: Refused,
): Promise<UnifiedStoreError> {
  return (await isThere(db, { method, key, options }))
    ? versionConflict("the consumer", ifVersion)
    : noConsumer();
}

async function isThere(db: ScopedDb, { method, key, options }: Omit<Refused, "ifVersion">): Promise<boolean> {
  const statement = sql`select version from ${consumers.name} where ${consumerOf(db, key)}`;
  return (await db.first(method, statement, VERSION, { options })) !== null;
}

export async function removeConsumer(
  db: ScopedDb,
  { method, key, ifVersion, options }: Refused,
): Promise<boolean> {
  const statement = sql`
    delete from ${consumers.name} where ${consumerOf(db, key)}${atVersion(ifVersion)} returning version`;
  if (await db.first(method, statement, VERSION, { options })) return true;
  if (ifVersion !== undefined && (await isThere(db, { method, key, options })))
    throw versionConflict("the consumer", ifVersion);
  return false;
}
