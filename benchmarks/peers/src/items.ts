import { MEMORY_TYPES, memoryRow } from "../../../dist/benchmarks/fill/stores/memory.js";
import type { MemoryItemInput } from "../../../dist/src/index.js";

export const TYPES = MEMORY_TYPES;

/**
 * Memory items with texts of about 100 characters, one second apart. The same seed gives the same
 * items.
 */
export function items(count: number, seed: number): MemoryItemInput[] {
  return Array.from({ length: count }, (_, i) => {
    const { id: _id, ...item } = memoryRow(seed * 1_000_000 + i);
    return item;
  });
}

/** The same items without a time, as an application adds new items. */
export function newItems(count: number, seed: number): MemoryItemInput[] {
  return items(count, seed).map(({ createdAt: _, ...input }) => input);
}
