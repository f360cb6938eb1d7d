import { type Id, instant, integer, json, name, real, text, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

const MOST_ROUNDS = 10_000;
/** Largest figure, as in analytics: ten million of them add up without a relevant error. */
const MOST = 900_000_000_000;

/** Debate: a question that a panel of agents discusses in rounds. */
export const debateTable = table("debate", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"debate">().default("new"),
    query: text(),
    /** Number of planned rounds, 1 to 10,000. The turns may have fewer or more rounds. */
    rounds: integer().between(1, MOST_ROUNDS),
    /** Members of the panel, in the form of the application; null when unknown. */
    panel: json().nullable(),
    /** Result of the debate; null while it is open. */
    finalOutput: text().nullable(),
    /** Start of the debate. Default: now. */
    createdAt: instant().default("now"),
    /**
     * End of the debate; null while it is open. It requires `finalOutput`. Default with it:
     * `createdAt`.
     */
    concludedAt: instant().nullable(),
    /** Starts at 1 and becomes 2 when the debate is concluded. */
    version: version(),
  },
  indexes: {
    debate_by_created: { on: ["createdAt", "id"] },
    // For the few open debates among many. Without this index, 4 of 20,000 took 5 to 8 ms.
    debate_open: { on: ["createdAt", "id"], where: "concluded_at IS NULL" },
  },
});

/** Turn: the output of one role. It is deleted with its debate. */
export const debateTurnTable = table("debate_turn", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"debate turn">().default("new"),
    debateId: uuid<"debate">(),
    /** 0 to 10,000. */
    round: integer().between(0, MOST_ROUNDS),
    /** Time of the event. Default: now. */
    createdAt: instant().default("now"),
    role: name(),
    model: name(),
    output: text(),
    /** US dollars, at most 900 billion; null when unknown. */
    costUsd: real().between(0, MOST).nullable(),
    /** Milliseconds, with fractions; null when unknown. */
    latencyMs: real().between(0, MOST).nullable(),
    /** Any finite number, on the scale of the application; null when unknown. */
    confidence: real().nullable(),
  },
  indexes: {
    debate_turn_in_order: { on: ["debateId", "createdAt", "id"] },
  },
  references: {
    debate_turn_of_debate: { on: ["debateId"], table: () => debateTable, onDelete: "CASCADE" },
  },
});

/** Critique of one role by another. It is deleted with its debate. */
export const debateCritiqueTable = table("debate_critique", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"debate critique">().default("new"),
    debateId: uuid<"debate">(),
    /** 0 to 10,000. */
    round: integer().between(0, MOST_ROUNDS),
    /** Time of the event. Default: now. */
    createdAt: instant().default("now"),
    /** Role of the critic. */
    from: name("from_role"),
    /** Role that is criticised. */
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

/** One vote. It is deleted with its debate. */
export const debateVoteTable = table("debate_vote", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"debate vote">().default("new"),
    debateId: uuid<"debate">(),
    /** 0 to 10,000. */
    round: integer().between(0, MOST_ROUNDS),
    /** Time of the event. Default: now. */
    createdAt: instant().default("now"),
    /** Name of the voter. A voter may vote several times, and every vote counts. */
    voter: name(),
    /** The choice: a role or an option. */
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
