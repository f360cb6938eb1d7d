import { type Id, instant, integer, json, name, real, text, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

const MOST_ROUNDS = 10_000;
/** As of calls in analytics: ten million of them add up without losing a billionth that counts. */
const MOST = 900_000_000_000;

/** A question that a panel of agents argues about in rounds. */
export const debateTable = table("debate", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"debate">().default("new"),
    query: text(),
    /** How many rounds are planned, 1 to 10,000; turns may be fewer or more. */
    rounds: integer().between(1, MOST_ROUNDS),
    /** Who takes part, in the application's own form; null where it was not told. */
    panel: json().nullable(),
    /** What came of it; null while the debate is open. */
    finalOutput: text().nullable(),
    /** When it was opened. Default: now. */
    createdAt: instant().default("now"),
    /**
     * Only together with `finalOutput`, and then by default `createdAt`; null while the debate is
     * open.
     */
    concludedAt: instant().nullable(),
    /** 1 at first, one more when it is concluded. */
    version: version(),
  },
  indexes: {
    debate_by_created: { on: ["createdAt", "id"] },
    // The few open ones among many: 5 to 8 ms without it for 4 of 20,000.
    debate_open: { on: ["createdAt", "id"], where: "concluded_at IS NULL" },
  },
});

/** What one role said. It goes with its debate. */
export const debateTurnTable = table("debate_turn", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"debate turn">().default("new"),
    debateId: uuid<"debate">(),
    /** 0 to 10,000. */
    round: integer().between(0, MOST_ROUNDS),
    /** When it happened. Default: now. */
    createdAt: instant().default("now"),
    role: name(),
    model: name(),
    output: text(),
    /** US dollars, at most 900 billion; null where it is not known. */
    costUsd: real().between(0, MOST).nullable(),
    /** Milliseconds, fractions are fine; null where it is not known. */
    latencyMs: real().between(0, MOST).nullable(),
    /** In the application's own measure: any finite number; null where it is not known. */
    confidence: real().nullable(),
  },
  indexes: {
    debate_turn_in_order: { on: ["debateId", "createdAt", "id"] },
  },
  references: {
    debate_turn_of_debate: { on: ["debateId"], table: () => debateTable, onDelete: "CASCADE" },
  },
});

/** What one role held against another. It goes with its debate. */
export const debateCritiqueTable = table("debate_critique", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"debate critique">().default("new"),
    debateId: uuid<"debate">(),
    /** 0 to 10,000. */
    round: integer().between(0, MOST_ROUNDS),
    /** When it happened. Default: now. */
    createdAt: instant().default("now"),
    /** The role that criticises. */
    from: name("from_role"),
    /** The role that is criticised. */
    to: name("to_role"),
    content: text(),
  },
  indexes: {
    debate_critique_in_order: { on: ["debateId", "createdAt", "id"] },
  },
  references: {
    debate_critique_of_debate: { on: ["debateId"], table: () => debateTable, onDelete: "CASCADE" },
  },
});

/** One vote. It goes with its debate. */
export const debateVoteTable = table("debate_vote", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"debate vote">().default("new"),
    debateId: uuid<"debate">(),
    /** 0 to 10,000. */
    round: integer().between(0, MOST_ROUNDS),
    /** When it happened. Default: now. */
    createdAt: instant().default("now"),
    /** Who may vote more than once: every vote counts. */
    voter: name(),
    /** Whom, or what, the voter chose. */
    chosen: name(),
    reason: text().nullable(),
  },
  indexes: {
    debate_vote_in_order: { on: ["debateId", "createdAt", "id"] },
  },
  references: {
    debate_vote_of_debate: { on: ["debateId"], table: () => debateTable, onDelete: "CASCADE" },
  },
});

export type DebateId = Id<"debate">;
export type DebateTurnId = Id<"debate turn">;
export type DebateCritiqueId = Id<"debate critique">;
export type DebateVoteId = Id<"debate vote">;

export type DebateEntity = ScopedRow<typeof debateTable>;
export type DebateTurnEntity = ScopedRow<typeof debateTurnTable>;
export type DebateCritiqueEntity = ScopedRow<typeof debateCritiqueTable>;
export type DebateVoteEntity = ScopedRow<typeof debateVoteTable>;
