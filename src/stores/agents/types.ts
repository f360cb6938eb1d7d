import type { CallOptions } from "../../core/deadline";
import type { Json } from "../../core/json";
import type { PageOptions } from "../../db/page";

/** An agent as the registry knows it. */
export interface Agent {
  /** UUID; given by the caller or made by the store. It stays the same through every `put`. */
  id: string;
  /** Its key in the scope. */
  name: string;
  /** What it is: prompt, model, tools. */
  definition: Json;
  /** What it can do, in the order given, each once. */
  capabilities: string[];
  config: Json;
  /** What it is doing: `idle`, or a name of the application's own. */
  status: string;
  createdAt: Date;
  /** When it was last put or updated. */
  updatedAt: Date;
  /** The last heartbeat; the creation until there was one. */
  lastSeenAt: Date;
  /** 1 at first, one more with each `put` and `update`; heartbeats leave it. */
  version: number;
}

export interface AgentListQuery extends PageOptions {
  status?: string | undefined;
  /** Only agents that have this among their capabilities. */
  capability?: string | undefined;
}

export interface AgentStaleQuery extends PageOptions {
  /** Last seen longer ago than so many milliseconds, a whole number from 0. */
  olderThanMs: number;
}

export interface AgentHeartbeatOptions extends CallOptions {
  /** What it is doing now. Default: as before. */
  status?: string | undefined;
  /** The moment of the heartbeat. Default: now. */
  at?: Date | undefined;
}

/** The value of a key, with its history in one number. */
export interface AgentState {
  key: string;
  value: Json;
  /** 1 at first, one more with each write; at most 2^53 - 1. A key that was removed begins again at 1. */
  version: number;
  /** Null where it was put with null: it came from a store that did not know. */
  createdAt: Date | null;
  updatedAt: Date | null;
}

/**
 * A lease that a write is made under. Pass what `acquire` gave, which names its tenant and workspace; spelled out without them it is taken
 * for one of the scope in which it is used.
 */
export interface AgentFence {
  /** The lease's name. */
  lease: string;
  /** What `acquire` gave. */
  token: number;
  /** Default: the scope's. Another one is refused. */
  tenant?: string | undefined;
  /** Default: the scope's. Another one is refused. */
  workspace?: string | undefined;
}

export interface AgentStateWriteOptions extends CallOptions {
  /** Write only if the key still has this version; 0: only if the key is absent. Otherwise `version_conflict`, or `not_found`. */
  ifVersion?: number | undefined;
  /** Write only while this is the lease's current token. Otherwise `conflict`, and nothing is written. */
  fence?: AgentFence | AgentLease | undefined;
}

export interface AgentStatePutOptions extends AgentStateWriteOptions {
  /** For a new key alone: one that exists keeps its time. Null: not known. Default: now. */
  createdAt?: Date | null | undefined;
  /** For a new key alone. Null: not known. Default: now. */
  updatedAt?: Date | null | undefined;
}

export interface AgentStateUpdateOptions extends CallOptions {
  /** How often the function is called at most, 1 to 10,000. Default 100. */
  maxAttempts?: number | undefined;
  /** As in `put`. */
  fence?: AgentFence | AgentLease | undefined;
}

export interface AgentStateListQuery extends PageOptions {
  /** Only keys that begin with this, compared exactly: `%`, `_` and `\` mean themselves, case matters. Default: all. */
  prefix?: string | undefined;
}

/** Something that an agent tells others. */
export interface AgentEvent {
  topic: string;
  /** Its place in the topic: 1, 2, 3, … without gaps. */
  offset: number;
  /** What kind of event: a name of the application's own. */
  type: string;
  payload: Json;
  /** The agent that it comes from; null where that was not said. */
  source: string | null;
  createdAt: Date;
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
  consumer: string;
  /** The last event that it is done with; 0 for none. */
  offset: number;
  /** How many were appended after that one, those trimmed away included. */
  lag: number;
  /** When it last committed. */
  updatedAt: Date;
}

export interface AgentEventListQuery extends PageOptions {
  topic: string;
  /** Events from this offset on, itself included. */
  offsetFrom?: number | undefined;
  /** Events in front of this offset. */
  offsetTo?: number | undefined;
}

export interface AgentPollQuery {
  /** Who asks: a name that `commit` is called with. */
  consumer: string;
  /** Most events, 1 to 1000. Default 50. */
  limit?: number | undefined;
}

export interface AgentCommitOptions extends CallOptions {
  /** Move back as well, to read events once more. Default false: a lower offset changes nothing. */
  rewind?: boolean | undefined;
}

export interface AgentTrimQuery {
  /** An offset: events in front of it. A Date: all in front of the first event that was created at that time or later. */
  before: number | Date;
  /** Most events to delete in this call, 1 to 1,000,000. Default 10,000. */
  maxRows?: number | undefined;
}

export interface AgentTrimResult {
  deleted: number;
  /** False when there may be more to delete: call again. */
  done: boolean;
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

export interface AgentLeaseRequest {
  /** Who asks: a name that no other process uses. */
  holder: string;
  /** How long it is held without being renewed, in milliseconds: 1 to 31,536,000,000, which is a year. */
  ttlMs: number;
}

export interface AgentLeaseRenewal {
  /** What `acquire` gave. */
  token: number;
  /** From now, as in `acquire`. */
  ttlMs: number;
}

/** A lease while work is done under it. */
export interface AgentHeldLease extends AgentLease {
  /** Aborted when the lease is lost, and by the call's own signal and timeout: stop then. */
  signal: AbortSignal;
}
