export type { AgentId } from "../../../entities/agents";

import type {
  agentConsumerTable,
  agentEventTable,
  agentLeaseTable,
  agentStateTable,
  agentTable,
  agentTopicTable,
} from "../../../entities/agents";
import type { InputOf, PatchOf, RowOf } from "../../../entities/table";
import type { CallOptions } from "../../core/call/deadline";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";

type AgentRow = Omit<RowOf<typeof agentTable>, "capabilitySet">;

/** A registered agent. `T` is the type of its definition. */
export interface Agent<T = Json> extends AgentRow {
  /** What it is: prompt, model, tools. */
  definition: T;
  config: Json;
}

/** An agent to register, or to replace if the name exists. */
export interface AgentInput<T extends JsonInput = JsonInput> extends InputOf<typeof agentTable> {
  /** What it is: prompt, model, tools. Default `{}`. */
  definition?: T | undefined;
  /** Default `{}`. */
  config?: JsonInput | undefined;
}

/** Members that a patch cannot change. */
export type AgentKept = "id" | "name" | "createdAt" | "lastSeenAt";

/** The changes to an agent. Members left out stay as they are. */
export interface AgentPatch<T extends JsonInput = JsonInput> extends PatchOf<typeof agentTable, AgentKept> {
  /** What it is: prompt, model, tools. */
  definition?: T | undefined;
  /** Replaces all that were there. */
  capabilities?: readonly string[] | undefined;
  config?: JsonInput | undefined;
}

export interface AgentListQuery extends PageOptions {
  status?: Agent["status"] | undefined;
  /** Only agents with this capability. */
  capability?: string | undefined;
  /** Last seen at this moment or later. */
  lastSeenFrom?: Date | undefined;
  /** Last seen before this moment: agents that may be gone. */
  lastSeenTo?: Date | undefined;
  /** By name in code point order, or by last heartbeat, oldest first. Default `name`. */
  order?: "name" | "lastSeen" | undefined;
}

type StateRow = Omit<RowOf<typeof agentStateTable>, "fenceLease" | "fenceToken">;

/** The value of a key, with a version that grows by one at each change. */
export interface AgentState<T = Json> extends StateRow {
  value: T;
}

/** A value to set. */
export interface AgentStateInput<T = JsonInput> extends InputOf<typeof agentStateTable> {
  value: T;
}

/** The key of a held lease. The lease that `acquire` returned can be passed as it is. */
export interface AgentLeaseKey {
  name: string;
  /** The fencing token that `acquire` returned. */
  token: number;
  /** Default: the scope's. Another one is refused. */
  tenant?: string | undefined;
  /** Default: the scope's. Another one is refused. */
  workspace?: string | undefined;
}

export interface AgentStateModifyOptions extends CallOptions {
  /**
   * Write only while this is the lease's current token. Otherwise `conflict`, and nothing is
   * written.
   */
  fence?: AgentLeaseKey | undefined;
}

export interface AgentStateWriteOptions extends AgentStateModifyOptions {
  /**
   * Write only if the key still has this version; 0: only if the key is absent.
   * Otherwise `version_conflict`, or `not_found`.
   */
  ifVersion?: number | undefined;
}

export interface AgentStateListQuery extends PageOptions {
  /**
   * Only keys that begin with this, compared exactly: `%`, `_` and `\` are ordinary characters.
   * Default: all.
   */
  prefix?: string | undefined;
}

/** An event in the log of a topic. */
export interface AgentEvent<T = Json> extends RowOf<typeof agentEventTable> {
  payload: T;
}

/** An event to append. */
export interface AgentEventInput<T = JsonInput> extends InputOf<typeof agentEventTable> {
  /** Default null. */
  payload?: T | undefined;
}

/** The key of an event. */
export interface AgentEventKey {
  topic: string;
  offset: number;
}

export interface AgentEventListQuery extends PageOptions {
  topic: string;
  /** Events from this offset on, inclusive. */
  offsetFrom?: number | undefined;
  /** Events before this offset. */
  offsetTo?: number | undefined;
}

export interface AgentEventPollQuery {
  topic: string;
  /** The consumer's name, as in `commit`. */
  consumer: string;
  /** Most events, 1 to 1000. Default 50. */
  limit?: number | undefined;
}

/** The new offset of a consumer. */
export interface AgentEventCommitInput extends InputOf<typeof agentConsumerTable> {}

/** The events to trim. At least one bound is required; two bounds both apply. */
export interface AgentEventTrimQuery {
  topic: string;
  /** Events before this offset. */
  offsetTo?: number | undefined;
  /** Events before the first event that was created at this time or later. */
  createdTo?: Date | undefined;
  /** Most events to delete in this call, 1 to 1,000,000. Default 10,000. */
  limit?: number | undefined;
}

export interface AgentEventTrimResult {
  deleted: number;
  /** False when there may be more to delete: call again. */
  done: boolean;
}

export interface AgentTopic extends RowOf<typeof agentTopicTable> {}

/** A consumer of a topic, with its offset. */
export interface AgentConsumer extends RowOf<typeof agentConsumerTable> {
  /** The number of events appended after its offset, trimmed events included. */
  lag: number;
}

/** The key of a consumer. The same name in another topic is another consumer. */
export interface AgentConsumerKey {
  topic: string;
  consumer: string;
}

export interface AgentConsumerListQuery extends PageOptions {
  topic: string;
}

/** Lease: the exclusive right to do something, for a limited time. */
export interface AgentLease extends RowOf<typeof agentLeaseTable> {
  tenant: string;
  workspace: string;
  holder: string;
}

export interface AgentLeaseInput {
  name: string;
  /** The caller: a name that no other process uses. */
  holder: string;
  /** Time until it expires unless renewed, in milliseconds: 1 to 31,536,000,000, one year. */
  leaseMs: number;
}

export interface AgentLeaseRenewInput {
  /** From now, as in `acquire`. */
  leaseMs: number;
}

export interface AgentLeaseListQuery extends PageOptions {
  holder?: string | undefined;
}

/** A lease during the work of `withLease`. */
export interface AgentHeldLease extends AgentLease {
  /**
   * Aborted when the lease is lost, and by the call's own signal and timeout: the work should stop.
   */
  signal: AbortSignal;
}
