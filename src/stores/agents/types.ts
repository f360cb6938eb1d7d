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

/** An agent as the registry knows it. `T` is the type of its definition. */
export interface Agent<T = Json> extends AgentRow {
  /** What it is: prompt, model, tools. */
  definition: T;
  config: Json;
}

/** An agent to register, or to replace where the name has one. */
export interface AgentInput<T extends JsonInput = JsonInput> extends InputOf<typeof agentTable> {
  /** What it is: prompt, model, tools. Default `{}`. */
  definition?: T | undefined;
  /** Default `{}`. */
  config?: JsonInput | undefined;
}

/** What a patch does not change. */
export type AgentKept = "id" | "name" | "createdAt" | "lastSeenAt";

/** What to change of an agent; what is left out stays. */
export interface AgentPatch<T extends JsonInput = JsonInput> extends PatchOf<typeof agentTable, AgentKept> {
  /** What it is: prompt, model, tools. */
  definition?: T | undefined;
  /** Replaces all that were there. */
  capabilities?: readonly string[] | undefined;
  config?: JsonInput | undefined;
}

export interface AgentListQuery extends PageOptions {
  status?: Agent["status"] | undefined;
  /** Only agents that have this among their capabilities. */
  capability?: string | undefined;
  /** Last seen at this moment or later. */
  lastSeenFrom?: Date | undefined;
  /** Last seen before: those that may be gone. */
  lastSeenTo?: Date | undefined;
  /**
   * By name in code point order, or by the last heartbeat, the longest ago first. Default `name`.
   */
  order?: "name" | "lastSeen" | undefined;
}

type StateRow = Omit<RowOf<typeof agentStateTable>, "fenceLease" | "fenceToken">;

/** The value of a key, with its history in one number. */
export interface AgentState<T = Json> extends StateRow {
  value: T;
}

/** A value to set. */
export interface AgentStateInput<T = JsonInput> extends InputOf<typeof agentStateTable> {
  value: T;
}

/** What a lease is known by to its holder: of what `acquire` gave, which can be passed as it is. */
export interface AgentLeaseKey {
  name: string;
  /** What `acquire` gave. */
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
   * Only keys that begin with this, compared exactly: `%`, `_` and `\` mean themselves. Default:
   * all.
   */
  prefix?: string | undefined;
}

/** Something that an agent tells others. */
export interface AgentEvent<T = Json> extends RowOf<typeof agentEventTable> {
  payload: T;
}

/** An event to append. */
export interface AgentEventInput<T = JsonInput> extends InputOf<typeof agentEventTable> {
  /** Default null. */
  payload?: T | undefined;
}

/** What an event is known by. */
export interface AgentEventKey {
  topic: string;
  offset: number;
}

export interface AgentEventListQuery extends PageOptions {
  topic: string;
  /** Events from this offset on, itself included. */
  offsetFrom?: number | undefined;
  /** Events in front of this offset. */
  offsetTo?: number | undefined;
}

export interface AgentEventPollQuery {
  topic: string;
  /** Who asks: a name that `commit` is called with. */
  consumer: string;
  /** Most events, 1 to 1000. Default 50. */
  limit?: number | undefined;
}

/** How far a consumer is to be. */
export interface AgentEventCommitInput extends InputOf<typeof agentConsumerTable> {}

/** What to trim away; of two bounds both count. One has to be given. */
export interface AgentEventTrimQuery {
  topic: string;
  /** Events in front of this offset. */
  offsetTo?: number | undefined;
  /** Events in front of the first one that was created at this time or later. */
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

/** How far a consumer of a topic is. */
export interface AgentConsumer extends RowOf<typeof agentConsumerTable> {
  /** How many were appended after its offset, those trimmed away included. */
  lag: number;
}

/** What a consumer is known by: in another topic the same name is another consumer. */
export interface AgentConsumerKey {
  topic: string;
  consumer: string;
}

export interface AgentConsumerListQuery extends PageOptions {
  topic: string;
}

/** The right to do something alone, for a time. */
export interface AgentLease extends RowOf<typeof agentLeaseTable> {
  tenant: string;
  workspace: string;
  holder: string;
}

export interface AgentLeaseInput {
  name: string;
  /** Who asks: a name that no other process uses. */
  holder: string;
  /**
   * How long it is held without being renewed, in milliseconds: 1 to 31,536,000,000, which is a
   * year.
   */
  leaseMs: number;
}

export interface AgentLeaseRenewInput {
  /** From now, as in `acquire`. */
  leaseMs: number;
}

export interface AgentLeaseListQuery extends PageOptions {
  holder?: string | undefined;
}

/** A lease while work is done under it. */
export interface AgentHeldLease extends AgentLease {
  /** Aborted when the lease is lost, and by the call's own signal and timeout: stop then. */
  signal: AbortSignal;
}
