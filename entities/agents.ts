import { count, type Id, instant, integer, json, name, names, schemaVersion, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

/** Agent registry: one row for each agent, by name. */
export const agentTable = table("agent", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: made by the store. A `put` never changes it. */
    id: uuid<"agent">().default("new"),
    /** The key in the scope. */
    name: name(),
    /** Definition of the agent, such as prompt, model and tools. Default `{}`. */
    definition: json().default("{}"),
    /**
     * Names of its capabilities, at most 1000, without duplicates, in the order given. Default
     * none.
     */
    // Each one is also a row of `agent_capability`, for searches.
    capabilities: names().default("[]"),
    /** Default `{}`. */
    config: json().default("{}"),
    /** Current status: `idle`, or any name of the application. Default `idle`. */
    status: name().suggest("idle").default("idle"),
    /** Only for a new agent; an existing one keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** Time of the last `put` or `update`. */
    updatedAt: instant().generated(),
    /**
     * Time of the last heartbeat, or of the creation before the first one. Only for a new agent; an
     * existing one keeps its last heartbeat.
     */
    lastSeenAt: instant().default("now"),
    /** Starts at 1 and grows by one with each `put` and `update`, but not with heartbeats. */
    version: version(),
    /**
     * Number of writes of the capabilities. Only the capability rows with this number are valid.
     */
    capabilitySet: integer().generated(),
  },
  indexes: {
    agent_key: { on: ["name"], unique: true },
    agent_by_status: { on: ["status", "name"] },
    agent_by_seen: { on: ["lastSeenAt", "id"] },
  },
});

/**
 * Capabilities of agents. Rows of an earlier set may remain: a write that waited for another write
 * of the same agent does not see the rows that the other one added.
 */
export const agentCapabilityTable = table("agent_capability", {
  scope: "workspace",
  key: ["agentName", "capability"],
  columns: {
    agentName: name(),
    capability: name(),
    /** The agent's `capabilitySet` when the row was written. */
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

/** Key-value state of agents. The version counts the writes of a key. */
export const agentStateTable = table("agent_state", {
  scope: "workspace",
  key: ["key"],
  columns: {
    key: name(),
    value: json().typed("state", "key"),
    /**
     * Starts at 1 and grows by one with each write, up to 2^53 - 1. After a removal the key starts
     * at 1 again.
     */
    // State is written more often than other rows: a busy counter would use up 32 bits in a month.
    version: count().generated(),
    /**
     * Only for a new key; an existing one keeps its time. Null: migrated from a store without this
     * time. Default: now.
     */
    createdAt: instant().nullable().default("now"),
    /** Time of the last write. For a new key: `createdAt`. */
    updatedAt: instant().nullable().default("now"),
    /** Version of the schema that the value was written with; null: no schema. */
    schemaVersion: schemaVersion(),
    /** Lease of the last fenced write. */
    fenceLease: name().nullable().generated(),
    /** Fencing token of that write. A holder with a smaller token cannot write any more. */
    fenceToken: count().nullable().generated(),
  },
});

/**
 * Topic: an append-only log of events. Each append locks this row, so offsets have no gaps and
 * events become visible in order. A topic has no version: only appends change it, and `lastOffset`
 * counts them.
 */
export const agentTopicTable = table("agent_topic", {
  scope: "workspace",
  key: ["name"],
  columns: {
    name: name(),
    /** Offset of the last appended event. A trim does not change it. */
    lastOffset: count(),
    createdAt: instant(),
    /** Time of the last append. */
    appendedAt: instant(),
  },
});

/** Event that an agent publishes. It is immutable. */
export const agentEventTable = table("agent_event", {
  scope: "workspace",
  key: ["topic", "offset"],
  columns: {
    topic: name().generated(),
    /** Position in the topic: 1, 2, 3, … without gaps. */
    offset: count("event_offset").generated(),
    /** Type of the event: any name of the application. */
    type: name(),
    /** Default null. */
    payload: json().typed("events", "type").default("null"),
    /** Name of the agent that published it, registered or not; null when unknown. */
    agentName: name().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
    /** Version of the schema that the payload was written with; null: no schema. */
    schemaVersion: schemaVersion(),
  },
  references: {
    agent_event_of_topic: { on: ["topic"], table: () => agentTopicTable, onDelete: "CASCADE" },
  },
});

/** Committed offset of a consumer of a topic. */
export const agentConsumerTable = table("agent_consumer", {
  scope: "workspace",
  key: ["topic", "consumer"],
  columns: {
    topic: name(),
    consumer: name(),
    /** Offset of the last processed event; 0: none yet. */
    offset: count("event_offset"),
    /**
     * Starts at 1 and grows by one with each `commit` and `rewind`, since the offset may go back.
     */
    version: version(),
    /** Time of the last commit. */
    updatedAt: instant().generated(),
  },
  references: {
    agent_consumer_of_topic: { on: ["topic"], table: () => agentTopicTable, onDelete: "CASCADE" },
  },
});

/**
 * Lease with a fencing token: an exclusive right for a limited time. The row of a name is never
 * deleted, so its token only grows. A lease has no version. The token identifies one holding and
 * fences its writes, so a renewal must not change it.
 */
export const agentLeaseTable = table("agent_lease", {
  scope: "workspace",
  key: ["name"],
  columns: {
    name: name(),
    /** Name of the holder; null after the release. */
    holder: name().nullable(),
    /** Fencing token. It is greater than the token of every earlier holder of this name. */
    token: count(),
    acquiredAt: instant(),
    /** End of the lease. No other holder can acquire it before; the holder can renew it. */
    expiresAt: instant(),
  },
  indexes: {
    // Makes the token part of a key, so that a fenced write can lock it.
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
