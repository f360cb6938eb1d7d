export type { DebateCritiqueId, DebateId, DebateTurnId, DebateVoteId } from "../../../entities/debates";

import type {
  DebateId,
  debateCritiqueTable,
  debateTable,
  debateTurnTable,
  debateVoteTable,
} from "../../../entities/debates";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";
import type { SearchMode } from "../../db/search/search";

/**
 * A question that a panel of agents argues about in rounds. `T` is the application's type of the
 * panel.
 */
export interface Debate<T = Json> extends WithJson<RowOf<typeof debateTable>, "panel", T | null> {}

/** A debate to open; with a `finalOutput`, one that has already ended. */
export interface DebateInput<T extends JsonInput = JsonInput>
  extends WithJson<InputOf<typeof debateTable>, "panel", T | null | undefined> {}

/** The conclusion of a debate. */
export interface DebateConclusionInput {
  /** "" for a debate that ended without an outcome. */
  finalOutput: string;
}

/** A turn: one statement of a role. */
export interface DebateTurn extends RowOf<typeof debateTurnTable> {}

export interface DebateTurnInput extends InputOf<typeof debateTurnTable> {}

/** A critique: an objection of one role to another. */
export interface DebateCritique extends RowOf<typeof debateCritiqueTable> {}

export interface DebateCritiqueInput extends InputOf<typeof debateCritiqueTable> {}

/** A vote: the role or other choice of one voter. */
export interface DebateVote extends RowOf<typeof debateVoteTable> {}

/** A voter may vote more than once; every vote counts. */
export interface DebateVoteInput extends InputOf<typeof debateVoteTable> {}

/** A turn in a transcript. */
export interface DebateTurnEvent extends DebateTurn {
  kind: "turn";
}

/** A critique in a transcript. */
export interface DebateCritiqueEvent extends DebateCritique {
  kind: "critique";
}

/** A vote in a transcript. */
export interface DebateVoteEvent extends DebateVote {
  kind: "vote";
}

/** An event of a debate; `kind` tells its type. */
export type DebateEvent = DebateTurnEvent | DebateCritiqueEvent | DebateVoteEvent;

export interface DebateListQuery extends PageOptions {
  /** True: only concluded debates; false: only open ones. Default: both. */
  concluded?: boolean | undefined;
  /** Created at or after. */
  createdFrom?: Date | undefined;
  /** Created before. */
  createdTo?: Date | undefined;
  /** By time of creation. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

export interface DebateSearchQuery extends PageOptions {
  /**
   * 1 to 1000 characters, 32 words (`any`: the first 32 count); case does not matter. Query and
   * final output are searched, each by itself.
   */
  text: string;
  /**
   * `any` (default): debates whose query or final output has any of the words, best match first,
   * ranked by BM25: rare words count more, and so do more occurrences and a shorter text. A search
   * ranks the texts with the rarest words, some thousand of them at most. `words`: debates whose
   * query or final output has all the words, best first. `substring`: debates in which one of them
   * contains the text literally, newest first.
   */
  mode?: SearchMode | undefined;
  /** True: only concluded debates; false: only open ones. Default: both. */
  concluded?: boolean | undefined;
}

/** A filter of a debate's events: all given conditions must hold. */
interface EventListQuery extends PageOptions {
  debateId: DebateId;
  round?: number | undefined;
  /** Created at or after. */
  createdFrom?: Date | undefined;
  /** Created before. */
  createdTo?: Date | undefined;
  /** By time of creation. Default `newest` first; a transcript has the opposite order. */
  order?: "newest" | "oldest" | undefined;
}

export interface DebateTurnListQuery extends EventListQuery {
  role?: string | undefined;
  model?: string | undefined;
}

export interface DebateCritiqueListQuery extends EventListQuery {
  from?: string | undefined;
  to?: string | undefined;
}

export interface DebateVoteListQuery extends EventListQuery {
  voter?: string | undefined;
  chosen?: string | undefined;
}

export interface DebateTranscriptQuery extends PageOptions {
  /** Only events of this round. Default: all rounds. */
  round?: number | undefined;
}

export interface DebateTallyQuery {
  /** Only votes of this round. Default: all rounds. */
  round?: number | undefined;
}

/** Votes for one choice. */
export interface DebateTally {
  chosen: string;
  votes: number;
}

/** Figures over some turns. A turn without a figure is left out of it; null when no turn has it. */
export interface DebateTurnFigures {
  turns: number;
  /** Sum, in US dollars. */
  totalCostUsd: number | null;
  /** Sum, in milliseconds. */
  totalLatencyMs: number | null;
  /** Milliseconds, over the turns that have a latency. */
  meanLatencyMs: number | null;
  /** Over the turns that have a confidence. */
  meanConfidence: number | null;
}

/** The figures of a whole debate, and of each role by itself. */
export interface DebateStats extends DebateTurnFigures {
  critiques: number;
  votes: number;
  /** In the order of their first turns. */
  roles: (DebateTurnFigures & { role: string })[];
}
