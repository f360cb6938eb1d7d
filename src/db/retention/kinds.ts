/** What `maxRows` counts the rows of: each workspace, or each parent of the rows. */
export type RetentionPart = "workspace" | "session" | "topic" | "episode";

/** A kind of rows that grows, and so has retention. */
export interface RetentionKind {
  readonly store: string;
  readonly what: string;
  /** What is kept, in words. */
  readonly about: string;
  /** Null: the number of rows cannot be bounded. */
  readonly maxRowsOf: RetentionPart | null;
  /** Whether reads can hide what is too old. */
  readonly hides: boolean;
  /** Whether a tenant can have a policy of its own. */
  readonly ofTenant: boolean;
}

const kind = (
  store: string,
  what: string,
  about: string,
  { of = "workspace" as RetentionPart | null, hides = false, ofTenant = true } = {},
): RetentionKind => ({ store, what, about, maxRowsOf: of, hides, ofTenant });

/** Every kind. The age of a row counts from the time that is named here. */
export const RETENTION_KINDS: readonly RetentionKind[] = [
  kind("memory", "items", "memory items whose policy does not exist, by last use", { hides: true }),
  kind("memory", "accesses", "access log of memory items, by time of use"),
  kind("conversations", "sessions", "sessions with their messages, by last activity", { hides: true }),
  kind("conversations", "messages", "messages, by creation", { of: "session", hides: true }),
  kind("agents", "events", "events between agents, by creation", { of: "topic", hides: true }),
  kind("agents", "state", "state of agents, by last write", { of: null, hides: true }),
  kind("ingest", "doneJobs", "jobs that are done, by their end"),
  kind("ingest", "deadJobs", "jobs that are dead, by their end"),
  kind("ingest", "logs", "logs of episodes, by creation", { of: "episode" }),
  kind("ingest", "usage", "usage log, by creation"),
  kind("analytics", "calls", "calls of models with their feedback, by creation"),
  kind("analytics", "bandits", "bandit events, by creation"),
  kind("analytics", "metrics", "metrics, by creation"),
  kind("debates", "debates", "concluded debates with their parts, by their end"),
  kind("retrieval", "queries", "query log with its feedback, by creation"),
  kind("migrations", "runs", "what finished data migrations keep of contents, by their end", {
    ofTenant: false,
  }),
];

/** Identifies a kind, such as `conversations.messages`. */
export type KindName = `${string}.${string}`;

export const kindName = ({ store, what }: { store: string; what: string }): KindName => `${store}.${what}`;
