import { createIdFactory } from "../../src/core/ids";
import { scopeKey } from "../../src/core/search-text";
import type { MemoryItemInput } from "../../src/stores/memory/inputs";
import type { MemoryItem } from "../../src/stores/memory/types";

/** What the hand-written baselines of both engines offer; SQLite's do not wait. */
export interface HandWritten {
  add(input: MemoryItemInput): MemoryItem | Promise<MemoryItem>;
  get(id: string): MemoryItem | null | Promise<MemoryItem | null>;
  list(type: string, limit: number): MemoryItem[] | Promise<MemoryItem[]>;
}

/** The scope of all measurements. */
export const SCOPE = { tenant: "bench", workspace: "main" } as const;
export const SCOPE_KEY = scopeKey(SCOPE.tenant, SCOPE.workspace);

/** Ids of the same kind as ours: random ones would make the indexes slower, which is not what is compared. */
export const newId = createIdFactory(() => new Date());

/** A new item with the defaults filled in, by hand: nothing is checked. */
export function newItem(input: MemoryItemInput): MemoryItem {
  const createdAt = input.createdAt ?? new Date();
  return {
    id: newId(),
    type: input.type,
    content: input.content,
    embedding: null,
    policy: input.policy ?? "default",
    decayScore: input.decayScore ?? 1,
    pinned: input.pinned ?? false,
    archived: input.archived ?? false,
    createdAt,
    lastUsedAt: createdAt,
    version: 1,
  };
}
