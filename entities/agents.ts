import {
  CountColumn,
  InstantColumn,
  IntegerColumn,
  JsonColumn,
  NameColumn,
  ScopedRow,
  TenantTable,
  UuidColumn,
} from "./columns";
import { Check, ForeignKey, Index } from "./decorators";

@TenantTable("agent")
@Index("agent_key", ["tenant", "workspace", "name"], { unique: true })
@Index("agent_by_status", ["tenant", "workspace", "status", "name"])
@Index("agent_by_seen", ["tenant", "workspace", "lastSeenAt", "id"])
export class AgentEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("name")
  name!: string;

  @JsonColumn("definition")
  definition!: unknown;

  /** An array of names, in the order given; each is a row of `agent_capability` as well, to be found by. */
  @JsonColumn("capabilities")
  capabilities!: unknown;

  @JsonColumn("config")
  config!: unknown;

  @NameColumn("status")
  status!: string;

  @InstantColumn("created_at")
  createdAt!: Date;

  @InstantColumn("updated_at")
  updatedAt!: Date;

  /** The last heartbeat; the creation until there was one. */
  @InstantColumn("last_seen_at")
  lastSeenAt!: Date;

  @IntegerColumn("version")
  version!: number;

  /** How often the capabilities were written: their rows that have this number are those in effect. */
  @IntegerColumn("capability_set")
  capabilitySet!: number;
}

/**
 * What an agent can do. Rows of an earlier set may be left behind: a write that waited for another one of the same agent does
 * not see the rows which that has added.
 */
@TenantTable("agent_capability")
@Index("agent_capability_by_capability", ["tenant", "workspace", "capability", "agent"])
@ForeignKey(() => AgentEntity, ["tenant", "workspace", "agent"], ["tenant", "workspace", "name"], {
  name: "agent_capability_of_agent",
  onDelete: "CASCADE",
})
export class AgentCapabilityEntity extends ScopedRow {
  @NameColumn("agent", { primary: true })
  agent!: string;

  @NameColumn("capability", { primary: true })
  capability!: string;

  @IntegerColumn("capability_set")
  capabilitySet!: number;
}

@TenantTable("agent_state")
export class AgentStateEntity extends ScopedRow {
  @NameColumn("key", { primary: true })
  key!: string;

  @JsonColumn("value")
  value!: unknown;

  /** Written more often than anything else: 32 bits would last for a month of a busy counter. */
  @CountColumn("version")
  version!: number;

  /** Null where it came from a store that did not know. */
  @InstantColumn("created_at", { nullable: true })
  createdAt!: Date | null;

  @InstantColumn("updated_at", { nullable: true })
  updatedAt!: Date | null;

  /** The lease that the last fenced write was made under, and its token: no earlier holder writes after a later one. */
  @NameColumn("fence_lease", { nullable: true })
  fenceLease!: string | null;

  @CountColumn("fence_token", { nullable: true })
  fenceToken!: number | null;
}

/** Its row is locked by whoever appends, so that offsets have no gaps and events become visible in their order. */
@TenantTable("agent_topic")
export class AgentTopicEntity extends ScopedRow {
  @NameColumn("name", { primary: true })
  name!: string;

  @CountColumn("last_offset")
  lastOffset!: number;

  @InstantColumn("created_at")
  createdAt!: Date;

  @InstantColumn("appended_at")
  appendedAt!: Date;
}

const OfTopic = (name: string): ClassDecorator =>
  ForeignKey(() => AgentTopicEntity, ["tenant", "workspace", "topic"], ["tenant", "workspace", "name"], {
    name,
    onDelete: "CASCADE",
  });

@TenantTable("agent_event")
@OfTopic("agent_event_of_topic")
export class AgentEventEntity extends ScopedRow {
  @NameColumn("topic", { primary: true })
  topic!: string;

  @CountColumn("event_offset", { primary: true })
  offset!: number;

  @NameColumn("type")
  type!: string;

  @JsonColumn("payload")
  payload!: unknown;

  /** The agent that it comes from, which need not be registered (any more). */
  @NameColumn("source", { nullable: true })
  source!: string | null;

  @InstantColumn("created_at")
  createdAt!: Date;
}

@TenantTable("agent_consumer")
@OfTopic("agent_consumer_of_topic")
export class AgentConsumerEntity extends ScopedRow {
  @NameColumn("topic", { primary: true })
  topic!: string;

  @NameColumn("consumer", { primary: true })
  consumer!: string;

  /** The last event that it is done with. */
  @CountColumn("event_offset")
  offset!: number;

  @InstantColumn("updated_at")
  updatedAt!: Date;
}

/** The row of a name is never deleted: its token only grows. */
@TenantTable("agent_lease")
// Makes the token part of a key, which who writes under it can hold on to.
@Index("agent_lease_by_token", ["tenant", "workspace", "name", "token"], { unique: true })
@Check("agent_lease_token", "token >= 1")
export class AgentLeaseEntity extends ScopedRow {
  @NameColumn("name", { primary: true })
  name!: string;

  /** Null once it is released. */
  @NameColumn("holder", { nullable: true })
  holder!: string | null;

  @CountColumn("token")
  token!: number;

  @InstantColumn("acquired_at")
  acquiredAt!: Date;

  @InstantColumn("expires_at")
  expiresAt!: Date;
}
