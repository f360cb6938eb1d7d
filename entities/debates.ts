import { instant, integer, json, name, real, text, uuid } from "./columns";
import { type ScopedRow, table } from "./table";

export const debateTable = table("debate", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    query: text(),
    /** How many rounds were planned; turns may be fewer or more. */
    rounds: integer(),
    panel: json().nullable(),
    finalOutput: text().nullable(),
    createdAt: instant(),
    /** Null while the debate is open. */
    concludedAt: instant().nullable(),
  },
  indexes: {
    debate_by_created: { on: ["createdAt", "id"] },
    // The few open ones among many: 5 to 8 ms without it for 4 of 20,000.
    debate_open: { on: ["createdAt", "id"], where: "concluded_at IS NULL" },
  },
});

export const debateTurnTable = table("debate_turn", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    debateId: uuid(),
    round: integer(),
    createdAt: instant(),
    role: name(),
    model: name(),
    output: text(),
    costUsd: real().nullable(),
    latencyMs: real().nullable(),
    confidence: real().nullable(),
  },
  indexes: {
    debate_turn_in_order: { on: ["debateId", "createdAt", "id"] },
  },
  references: {
    debate_turn_of_debate: { on: ["debateId"], table: () => debateTable, onDelete: "CASCADE" },
  },
});

export const debateCritiqueTable = table("debate_critique", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    debateId: uuid(),
    round: integer(),
    createdAt: instant(),
    from: name("from_role"),
    target: name("target_role"),
    content: text(),
  },
  indexes: {
    debate_critique_in_order: { on: ["debateId", "createdAt", "id"] },
  },
  references: {
    debate_critique_of_debate: { on: ["debateId"], table: () => debateTable, onDelete: "CASCADE" },
  },
});

export const debateVoteTable = table("debate_vote", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    debateId: uuid(),
    round: integer(),
    createdAt: instant(),
    voter: name(),
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

export type DebateEntity = ScopedRow<typeof debateTable>;
export type DebateTurnEntity = ScopedRow<typeof debateTurnTable>;
export type DebateCritiqueEntity = ScopedRow<typeof debateCritiqueTable>;
export type DebateVoteEntity = ScopedRow<typeof debateVoteTable>;
