import { memoryItemTable } from "../../../entities/memory";
import type { Scope } from "../../../src/scope";
import { indexEntry, newRow } from "../../../src/stores/memory/item";
import type { MemoryItemInput } from "../../../src/stores/memory/types";
import { filler } from "../fill";
import { idOf, timeOf, unit } from "../rows";
import { numbers, sentence } from "../sentences";
import { FilledTable } from "../table";

export const MEMORY_TYPES = [
  "fact",
  "preference",
  "episodic",
  "summary",
  "task",
  "decision",
  "entity",
  "note",
] as const;

export const memoryType = (n: number): string => MEMORY_TYPES[n % MEMORY_TYPES.length]!;

export const memoryContent = (n: number): { text: string; source: string; turn: number } => ({
  text: sentence(n),
  source: "conversation",
  turn: Math.floor(unit(n) * 500),
});

/** The nth item. */
export const memoryRow = (n: number): MemoryItemInput => ({
  id: idOf("item", n),
  type: memoryType(n),
  content: memoryContent(n),
  policyName: "default",
  createdAt: timeOf(n),
});

export const addMemory = (scope: Scope, from: number, to: number): Promise<unknown> =>
  scope.memory.addMany(numbers(from, to).map(memoryRow));

const ITEM = FilledTable.of(memoryItemTable);
const ENTRY = ITEM.search();

export const fillMemory = filler({
  tables: [ITEM, ENTRY],
  make: (n, { db, emit, index }) => {
    const row = newRow(db, memoryRow(n));
    emit(ITEM, row);
    index(ENTRY, indexEntry(row));
  },
});
