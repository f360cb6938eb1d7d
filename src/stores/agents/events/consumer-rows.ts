import { type AgentConsumerEntity, agentConsumerTable } from "../../../../entities/agents";
import type { CallOptions } from "../../../core/call/deadline";
import { type CollectionDefinition, objectKeyCollection } from "../../../db/collection";
import { pageByName } from "../../../db/pages/keyset-by-name";
import type { PageRequest } from "../../../db/pages/page";
import { paged } from "../../../db/pages/paged";
import type { ScopedDb } from "../../../db/scoped";
import { name, Rows, raw, type Sql, sql } from "../../../dialect/sql";
import { ConsumerListInput } from "../inputs";
import type { AgentConsumer, AgentConsumerKey, AgentConsumerListQuery } from "../types";
import { type ConsumerRow, consumers, topics } from "./tables";

const KEY = ["topic", "consumer"] as const;
const KEYS = consumers.rowColumns(KEY);
const BY_CONSUMER = raw("c.consumer");

/** A consumer with its lag: the number of events appended after its offset. */
export const CONSUMER = consumers.columns.with<{ lag: number }>({ lag: "count" });

const stored = objectKeyCollection<
  AgentConsumerEntity,
  ConsumerRow,
  AgentConsumerListQuery,
  AgentConsumerKey
>({
  name: "agents.events.consumers",
  what: "consumer",
  definition: agentConsumerTable,
  table: consumers,
  key: KEY,
  page: listConsumers,
});

/** Consumers with their lag, from the last offset in the row of their topic. */
export const CONSUMERS: CollectionDefinition<AgentConsumer, AgentConsumerListQuery, AgentConsumerKey> = {
  ...stored,
  hides: undefined,
  page: listConsumers,
  rows: {
    one: (call, { topic, consumer }) =>
      call.first(
        sql`${selectFrom(call)} and c.topic = ${name(topic)} and c.consumer = ${name(consumer)}`,
        CONSUMER,
      ),
    async many(call, keys) {
      if (keys.length === 0) return [];
      const rows = new Rows(
        KEYS,
        keys.map(({ topic, consumer }) => [topic, consumer]),
        "keys",
      );
      const statement = sql`${selectFrom(call)} and (c.topic, c.consumer) in (select v.topic, v.consumer from ${rows} as v)`;
      const found = await call.all(statement, CONSUMER);
      const byKey = new Map(found.map((row) => [keyText(row), row]));
      return keys.map((key) => byKey.get(keyText(key)) ?? null);
    },
  },
};

function listConsumers(
  db: ScopedDb,
  query: AgentConsumerListQuery,
  options: CallOptions,
): PageRequest<AgentConsumer> {
  const listed = { method: "list", Input: ConsumerListInput, query, options };
  return paged(db, listed, (call, input, at) => {
    const select = sql`${selectFrom(call)} and c.topic = ${name(input.topic)}`;
    const list = { query: call.queryId(input), select, returns: CONSUMER, by: BY_CONSUMER };
    return pageByName(call, { ...list, nameOf: (row) => row.consumer }, at);
  });
}

const selectFrom = (db: ScopedDb): Sql => sql`
  select ${consumers.columns.as("c")}, t.last_offset - c.event_offset from ${consumers.name} as c
  join ${topics.name} as t on ${db.inScope("t")} and t.name = c.topic where ${db.inScope("c")}`;

const keyText = ({ topic, consumer }: AgentConsumerKey): string => `${topic}\0${consumer}`;
