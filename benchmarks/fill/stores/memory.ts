import { memoryItemTable } from "../../../entities/memory";
import { textHash } from "../../../src/core/search-text";
import type { Scope } from "../../../src/scope";
import { indexEntry, newRow } from "../../../src/stores/memory/item";
import type { MemoryItemInput } from "../../../src/stores/memory/types";
import { filler } from "../fill";
import { idOf, timeOf, unit } from "../rows";
import { numbers, sentence } from "../sentences";
import { FilledTable } from "../table";
import { addOrganised, makeOrganised, ORGANISED_TABLES } from "./memory-organised";

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

export async function addMemory(scope: Scope, from: number, to: number): Promise<void> {
  await scope.memory.addMany(numbers(from, to).map(memoryRow));
  await addOrganised(scope, from, to);
}

const ITEM = FilledTable.of(memoryItemTable);
const ENTRY = ITEM.search();

export const fillMemory = filler({
  tables: [ITEM, ENTRY, ...ORGANISED_TABLES],
  make: (n, maker) => {
    const row = newRow(maker.db, memoryRow(n));
    const entry = indexEntry(row);
    maker.emit(ITEM, row);
    maker.index(ENTRY, entry);
    makeOrganised(n, maker, textHash(entry.text));
  },
});
