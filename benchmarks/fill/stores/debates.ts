import { debateTable, debateTurnTable } from "../../../entities/debates";
import type { Scope } from "../../../src/scope";
import { indexEntries, newDebate } from "../../../src/stores/debates/debate";
import { turnMaker } from "../../../src/stores/debates/turns";
import type { DebateInput, DebateTurnInput } from "../../../src/stores/debates/types";
import { filler } from "../fill";
import { idOf, TURNS_PER_DEBATE, timeOf, unit } from "../rows";
import { numbers, sentence } from "../sentences";
import { FilledTable } from "../table";

export const PANEL = ["optimist", "sceptic", "judge"] as const;

/** The nth debate. Three of four are concluded. */
export function debateRow(n: number): DebateInput {
  const createdAt = timeOf(n);
  const open = {
    id: idOf("debate", n),
    query: sentence(n),
    rounds: TURNS_PER_DEBATE,
    panel: PANEL,
    createdAt,
  };
  if (n % 4 === 0) return open;
  return { ...open, finalOutput: sentence(n, 1), concludedAt: new Date(createdAt.getTime() + 900) };
}

/** Its turns, one in each round. */
const turnRows = (n: number): DebateTurnInput[] =>
  Array.from({ length: TURNS_PER_DEBATE }, (_, i) => ({
    id: idOf("turn", n * TURNS_PER_DEBATE + i),
    debateId: idOf("debate", n),
    ...turnSaid(n, i),
    createdAt: new Date(timeOf(n).getTime() + 100 * (i + 1)),
  }));

/** The text of the ith turn of the nth debate. */
export const turnSaid = (n: number, i: number): Omit<DebateTurnInput, "debateId"> => ({
  role: PANEL[i % PANEL.length]!,
  model: "model-1",
  output: sentence(n, 2 + i),
  round: i + 1,
  costUsd: unit(n + i) / 100,
  latencyMs: Math.floor(unit(n + i) * 5000),
  confidence: unit(n - i),
});

/** In one transaction, so that no debate lacks its turns. */
export const addDebates = (scope: Scope, from: number, to: number): Promise<void> =>
  scope.transaction(async (tx) => {
    const places = numbers(from, to);
    await tx.debates.addMany(places.map(debateRow));
    await tx.debates.turns.addMany(places.flatMap(turnRows));
  });

const DEBATE = FilledTable.of(debateTable);
const ENTRY = DEBATE.search();
const TURNS = FilledTable.of(debateTurnTable);

export const fillDebates = filler({
  tables: [DEBATE, ENTRY, TURNS],
  make: (n, { db, emit, index }) => {
    const row = newDebate(db, debateRow(n));
    emit(DEBATE, row);
    for (const entry of indexEntries(row)) index(ENTRY, entry);
    for (const turn of turnRows(n)) emit(TURNS, turnMaker.row(db, turn));
  },
});
