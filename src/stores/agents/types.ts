export type { AgentId } from "../../../entities/agents";

import type { AgentId } from "../../../entities/agents";
import type { Suggested } from "../../../entities/columns";
import type { CallOptions } from "../../core/deadline";
import type { Json } from "../../core/json";
import type { PageOptions } from "../../db/page";

/** An agent as the registry knows it. `T` is the type of its definition. */
export interface Agent<T = Json> {
  /** UUID; given by the caller or made by the store. It stays the same through every `put`. */
  id: AgentId;
  /** Its key in the scope. */
  name: string;
  /** What it is: prompt, model, tools. */
  definition: T;
  /** What it can do, in the order given, each once. */
  capabilities: string[];
  config: Json;
  /** What it is doing: `idle`, or a name of the application's own. */
  status: Suggested<"idle">;
  createdAt: Date;
  /** When it was last put or updated. */
  updatedAt: Date;
  /** The last heartbeat; the creation until there was one. */
  lastSeenAt: Date;
  /** 1 at first, one more with each `put` and `update`; heartbeats leave it. */
  version: number;
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

/** The value of a key, with its history in one number. */
export interface AgentState<T = Json> {
  key: string;
  value: T;
  /**
   * 1 at first, one more with each write; at most 2^53 - 1. A key that was removed begins again at
   * 1.
   */
  version: number;
  /** Null where it was put with null: it came from a store that did not know. */
  createdAt: Date | null;
  updatedAt: Date | null;
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
export interface AgentEvent<T = Json> {
  topic: string;
  /** Its place in the topic: 1, 2, 3, … without gaps. */
  offset: number;
  /** What kind of event: a name of the application's own. */
  type: string;
  payload: T;
  /** The agent that it comes from; null where that was not said. */
  agentName: string | null;
  createdAt: Date;
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

export interface AgentEventCommitInput {
  topic: string;
  consumer: string;
  /** Of the last event that it is done with; 0: of none. */
  offset: number;
}

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

export interface AgentTopic {
  name: string;
  /** Of the last event that was appended; it stays when events are trimmed away. */
  lastOffset: number;
  createdAt: Date;
  /** When it was last appended to. */
  appendedAt: Date;
}

/** How far a consumer of a topic is. */
export interface AgentConsumer {
  topic: string;
  consumer: string;
  /** The last event that it is done with; 0 for none. */
  offset: number;
  /** How many were appended after that one, those trimmed away included. */
  lag: number;
  /** 1 at first, one more with each `commit` and `rewind`. */
  version: number;
  /** When it last committed. */
  updatedAt: Date;
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
export interface AgentLease {
  tenant: string;
  workspace: string;
  name: string;
  holder: string;
  /** Greater than that of every earlier holder of this name. */
  token: number;
  acquiredAt: Date;
  /** Until then nobody else gets it; it may be renewed before. */
  expiresAt: Date;
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
