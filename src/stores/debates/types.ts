import type { Json } from "../../core/json";
import type { PageOptions } from "../../db/page";
import type { SearchMode } from "../../db/search";

/** A question that a panel of agents argues about in rounds. */
export interface Debate {
  /** UUID; given by the caller or made by the store, growing with time. */
  id: string;
  query: string;
  /** How many rounds were planned; turns may be fewer or more. */
  rounds: number;
  /** Who takes part, in the application's own form; null when it was not told. */
  panel: Json;
  /** Null while the debate is open. */
  finalOutput: string | null;
  createdAt: Date;
  /** Null while the debate is open. */
  concludedAt: Date | null;
}

interface EventOfDebate {
  id: string;
  debateId: string;
  round: number;
  createdAt: Date;
}

/** What one role said. */
export interface DebateTurn extends EventOfDebate {
  kind: "turn";
  role: string;
  model: string;
  output: string;
  /** US dollars; null when not known. */
  costUsd: number | null;
  /** Milliseconds; null when not known. */
  latencyMs: number | null;
  /** In the application's own measure; null when not known. */
  confidence: number | null;
}

/** What one role held against another. */
export interface DebateCritique extends EventOfDebate {
  kind: "critique";
  from: string;
  target: string;
  content: string;
}

/** Whom, or what, a voter chose. */
export interface DebateVote extends EventOfDebate {
  kind: "vote";
  voter: string;
  chosen: string;
  reason: string | null;
}

/** Anything that happened in a debate; `kind` tells which. */
export type DebateEvent = DebateTurn | DebateCritique | DebateVote;

export interface DebateListQuery extends PageOptions {
  /** True: only those concluded; false: only those open. Default: both. */
  concluded?: boolean | undefined;
  /** Created at or after. */
  createdFrom?: Date | undefined;
  /** Created before. */
  createdTo?: Date | undefined;
  /** By time of creation. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

export interface DebateSearchQuery extends PageOptions {
  /** 1 to 1000 characters, at most 32 words; case does not matter. Query and final output are searched, each alone. */
  text: string;
  /**
   * `words` (default): debates whose query or final output has all the words, best first: the more often and the
   * shorter the text, the better. `substring`: debates where one of them contains the text as it stands, newest first.
   */
  mode?: SearchMode | undefined;
  /** True: only those concluded; false: only those open. Default: both. */
  concluded?: boolean | undefined;
}

/** Votes for one choice. */
export interface DebateTally {
  chosen: string;
  votes: number;
}

/** Figures over some turns. Turns that do not tell a figure are left out of it; null when none tells it. */
export interface DebateTurnFigures {
  turns: number;
  /** Sum, in US dollars. */
  totalCostUsd: number | null;
  /** Sum, in milliseconds. */
  totalLatencyMs: number | null;
  /** Milliseconds, over the turns that tell theirs. */
  meanLatencyMs: number | null;
  /** Over the turns that tell theirs. */
  meanConfidence: number | null;
}

/** The figures of a whole debate, and of each role by itself. */
export interface DebateStats extends DebateTurnFigures {
  critiques: number;
  votes: number;
  /** In the order of their first turns. */
  roles: (DebateTurnFigures & { role: string })[];
}
