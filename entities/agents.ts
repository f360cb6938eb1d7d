import { count, type Id, instant, integer, json, name, names, schemaVersion, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

/** An agent as the registry knows it, by its name. */
export const agentTable = table("agent", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store. It stays the same through every `put`. */
    id: uuid<"agent">().default("new"),
    /** Its key in the scope. */
    name: name(),
    /** What it is: prompt, model, tools. Default `{}`. */
    definition: json().default("{}"),
    /** Names of what it can do, at most 1000, in the order given, each once. Default none. */
    // Each is a row of `agent_capability` as well, to be found by.
    capabilities: names().default("[]"),
    /** Default `{}`. */
    config: json().default("{}"),
    /** What it is doing: `idle`, or a name of the application's own. Default `idle`. */
    status: name().suggest("idle").default("idle"),
    /** Of a new agent; one that exists keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** When it was last put or updated. */
    updatedAt: instant().generated(),
    /**
     * The last heartbeat; the creation until there was one. Of a new agent; one that exists keeps
     * its last heartbeat.
     */
    lastSeenAt: instant().default("now"),
    /** 1 at first, one more with each `put` and `update`; heartbeats leave it. */
    version: version(),
    /** How often the capabilities were written: their rows with this number are those in effect. */
    capabilitySet: integer().generated(),
  },
  indexes: {
    agent_key: { on: ["name"], unique: true },
    agent_by_status: { on: ["status", "name"] },
    agent_by_seen: { on: ["lastSeenAt", "id"] },
  },
});

/**
 * What an agent can do. Rows of an earlier set may be left behind: a write that waited for another
 * one of the same agent does not see the rows which that has added.
 */
export const agentCapabilityTable = table("agent_capability", {
  scope: "workspace",
  key: ["agentName", "capability"],
  columns: {
    agentName: name(),
    capability: name(),
    /** The agent's number when the row was written. */
    capabilitySet: integer(),
  },
  indexes: {
    agent_capability_by_capability: { on: ["capability", "agentName"] },
  },
  references: {
    agent_capability_of_agent: {
      on: ["agentName"],
      table: () => agentTable,
      to: ["name"],
      onDelete: "CASCADE",
    },
  },
});

/** The value of a key, with its history in one number. */
export const agentStateTable = table("agent_state", {
  scope: "workspace",
  key: ["key"],
  columns: {
    key: name(),
    value: json().typed("state", "key"),
    /**
     * 1 at first, one more with each write; at most 2^53 - 1. A key that was removed begins again
     * at 1.
     */
    // Written more often than anything else: 32 bits would last for a month of a busy counter.
    version: count().generated(),
    /**
     * Of a new key; one that exists keeps its time. Null: it came from a store that did not know.
     * Default: now.
     */
    createdAt: instant().nullable().default("now"),
    /** When it was last written. Of a new key: as `createdAt`. */
    updatedAt: instant().nullable().default("now"),
    /** The version of the schema that the value was written by; null: without one. */
    schemaVersion: schemaVersion(),
    /** The lease that the last fenced write was made under. */
    fenceLease: name().nullable().generated(),
    /** Its token then: no earlier holder writes after a later one. */
    fenceToken: count().nullable().generated(),
  },
});

/**
 * A log of events. Its row is locked by whoever appends, so that offsets have no gaps and events
 * become visible in their order. It has no version: nothing but appending changes it, and
 * `lastOffset` counts that.
 */
export const agentTopicTable = table("agent_topic", {
  scope: "workspace",
  key: ["name"],
  columns: {
    name: name(),
    /** Of the last event that was appended; it stays when events are trimmed away. */
    lastOffset: count(),
    createdAt: instant(),
    /** When it was last appended to. */
    appendedAt: instant(),
  },
});

/** Something that an agent tells others. It is never changed. */
export const agentEventTable = table("agent_event", {
  scope: "workspace",
  key: ["topic", "offset"],
  columns: {
    topic: name().generated(),
    /** Its place in the topic: 1, 2, 3, … without gaps. */
    offset: count("event_offset").generated(),
    /** What kind of event: a name of the application's own. */
    type: name(),
    /** Default null. */
    payload: json().typed("events", "type").default("null"),
    /** The agent that it comes from, registered or not; null where that was not said. */
    agentName: name().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
    /** The version of the schema that the payload was written by; null: without one. */
    schemaVersion: schemaVersion(),
  },
  references: {
    agent_event_of_topic: { on: ["topic"], table: () => agentTopicTable, onDelete: "CASCADE" },
  },
});

/** How far a consumer of a topic is. */
export const agentConsumerTable = table("agent_consumer", {
  scope: "workspace",
  key: ["topic", "consumer"],
  columns: {
    topic: name(),
    consumer: name(),
    /** Of the last event that it is done with; 0: of none. */
    offset: count("event_offset"),
    /** 1 at first, one more with each `commit` and `rewind`: the offset may go back. */
    version: version(),
    /** When it last committed. */
    updatedAt: instant().generated(),
  },
  references: {
    agent_consumer_of_topic: { on: ["topic"], table: () => agentTopicTable, onDelete: "CASCADE" },
  },
});

/**
 * The right to do something alone, for a time. The row of a name is never deleted: its token only
 * grows. It has no version: its token tells one holding from the next, and is what writes are
 * fenced by, so it must not grow when the same holder renews.
 */
export const agentLeaseTable = table("agent_lease", {
  scope: "workspace",
  key: ["name"],
  columns: {
    name: name(),
    /** Null once it is released. */
    holder: name().nullable(),
    /** Greater than that of every earlier holder of this name. */
    token: count(),
    acquiredAt: instant(),
    /** Until then nobody else gets it; it may be renewed before. */
    expiresAt: instant(),
  },
  indexes: {
    // Makes the token part of a key, which who writes under it can hold on to.
    agent_lease_by_token: { on: ["name", "token"], unique: true },
  },
  checks: {
    agent_lease_token: "token >= 1",
  },
});

export type AgentId = Id<"agent">;

export type AgentEntity = ScopedRow<typeof agentTable>;
export type AgentCapabilityEntity = ScopedRow<typeof agentCapabilityTable>;
export type AgentStateEntity = ScopedRow<typeof agentStateTable>;
export type AgentTopicEntity = ScopedRow<typeof agentTopicTable>;
export type AgentEventEntity = ScopedRow<typeof agentEventTable>;
export type AgentConsumerEntity = ScopedRow<typeof agentConsumerTable>;
export type AgentLeaseEntity = ScopedRow<typeof agentLeaseTable>;
