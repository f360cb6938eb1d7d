import { count, instant, integer, json, name, uuid } from "./columns";
import { type ScopedRow, table } from "./table";

export const agentTable = table("agent", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    name: name(),
    definition: json(),
    /** An array of names, in the order given; each is a row of `agent_capability` as well, to be found by. */
    capabilities: json(),
    config: json(),
    status: name(),
    createdAt: instant(),
    updatedAt: instant(),
    /** The last heartbeat; the creation until there was one. */
    lastSeenAt: instant(),
    version: integer(),
    /** How often the capabilities were written: their rows that have this number are those in effect. */
    capabilitySet: integer(),
  },
  indexes: {
    agent_key: { on: ["name"], unique: true },
    agent_by_status: { on: ["status", "name"] },
    agent_by_seen: { on: ["lastSeenAt", "id"] },
  },
});

/**
 * What an agent can do. Rows of an earlier set may be left behind: a write that waited for another one of the same agent does
 * not see the rows which that has added.
 */
export const agentCapabilityTable = table("agent_capability", {
  scope: "workspace",
  key: ["agent", "capability"],
  columns: {
    agent: name(),
    capability: name(),
    capabilitySet: integer(),
  },
  indexes: {
    agent_capability_by_capability: { on: ["capability", "agent"] },
  },
  references: {
    agent_capability_of_agent: { on: ["agent"], table: () => agentTable, to: ["name"], onDelete: "CASCADE" },
  },
});

export const agentStateTable = table("agent_state", {
  scope: "workspace",
  key: ["key"],
  columns: {
    key: name(),
    value: json(),
    /** Written more often than anything else: 32 bits would last for a month of a busy counter. */
    version: count(),
    /** Null where it came from a store that did not know. */
    createdAt: instant().nullable(),
    updatedAt: instant().nullable(),
    /** The lease that the last fenced write was made under, and its token: no earlier holder writes after a later one. */
    fenceLease: name().nullable(),
    fenceToken: count().nullable(),
  },
});

/** Its row is locked by whoever appends, so that offsets have no gaps and events become visible in their order. */
export const agentTopicTable = table("agent_topic", {
  scope: "workspace",
  key: ["name"],
  columns: {
    name: name(),
    lastOffset: count(),
    createdAt: instant(),
    appendedAt: instant(),
  },
});

export const agentEventTable = table("agent_event", {
  scope: "workspace",
  key: ["topic", "offset"],
  columns: {
    topic: name(),
    offset: count("event_offset"),
    type: name(),
    payload: json(),
    /** The agent that it comes from, which need not be registered (any more). */
    source: name().nullable(),
    createdAt: instant(),
  },
  references: {
    agent_event_of_topic: { on: ["topic"], table: () => agentTopicTable, onDelete: "CASCADE" },
  },
});

export const agentConsumerTable = table("agent_consumer", {
  scope: "workspace",
  key: ["topic", "consumer"],
  columns: {
    topic: name(),
    consumer: name(),
    /** The last event that it is done with. */
    offset: count("event_offset"),
    updatedAt: instant(),
  },
  references: {
    agent_consumer_of_topic: { on: ["topic"], table: () => agentTopicTable, onDelete: "CASCADE" },
  },
});

/** The row of a name is never deleted: its token only grows. */
export const agentLeaseTable = table("agent_lease", {
  scope: "workspace",
  key: ["name"],
  columns: {
    name: name(),
    /** Null once it is released. */
    holder: name().nullable(),
    token: count(),
    acquiredAt: instant(),
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

export type AgentEntity = ScopedRow<typeof agentTable>;
export type AgentCapabilityEntity = ScopedRow<typeof agentCapabilityTable>;
export type AgentStateEntity = ScopedRow<typeof agentStateTable>;
export type AgentTopicEntity = ScopedRow<typeof agentTopicTable>;
export type AgentEventEntity = ScopedRow<typeof agentEventTable>;
export type AgentConsumerEntity = ScopedRow<typeof agentConsumerTable>;
export type AgentLeaseEntity = ScopedRow<typeof agentLeaseTable>;
