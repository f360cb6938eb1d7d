import type { Scope } from "../../src/scope";
import type { MemoryItemInput } from "../../src/stores/memory/inputs";
import type { Subject } from "../types";
import { idOf, timeOf, unit } from "./rows";
import { inBatches, numbers, sentence } from "./sentences";

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
  policy: "default",
  createdAt: timeOf(n),
});

export const addMemory = (scope: Scope, from: number, to: number): Promise<unknown> =>
  scope.memory.addMany(numbers(from, to).map(memoryRow));

export const fillMemory = ({ scope }: Subject, from: number, to: number): Promise<void> =>
  inBatches(from, to, (first, end) => addMemory(scope, first, end));
