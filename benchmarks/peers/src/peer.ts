import { createIdFactory } from "../../../dist/src/core/ids.js";
import type { MemoryItem, MemoryItemInput } from "../../../dist/src/index.js";

export const OPERATIONS = ["get", "list", "add", "addMany"] as const;
export type OperationName = (typeof OPERATIONS)[number];

/**
 * Which item is meant. LangGraph finds it by its namespace, which the type is a part of; the others
 * by the id alone.
 */
export type Key = Pick<MemoryItem, "id" | "type">;

/** Another library at the same work as our memory store. */
export interface Peer {
  /** `TypeORM`; with the name of the call it is a row's label. */
  readonly name: string;
  readonly calls: Record<OperationName, string>;
  /** How many times as fast the subject has to be; without one the row only tells. */
  readonly targets: Partial<Record<OperationName, number>>;
  /** What of an item it keeps and gives back. */
  readonly fields: readonly (keyof MemoryItem)[];
  get(key: Key): Found | Promise<Found>;
  /** Newest first. */
  list(type: string, limit: number): Part[] | Promise<Part[]>;
  /** Writes the item, whose id is made by `newItem`. */
  add(item: MemoryItem): unknown;
  addMany(items: readonly MemoryItem[]): unknown;
  close(): unknown;
}

type Part = Partial<Record<keyof MemoryItem, unknown>>;
export type Found = Part | null | undefined;

/** The scope of all measurements. */
export const SCOPE = { tenant: "bench", workspace: "main" } as const;

export const ITEM_FIELDS = [
  "id",
  "type",
  "content",
  "policyName",
  "decayScore",
  "pinned",
  "archived",
  "createdAt",
  "lastUsedAt",
  "version",
] as const;

/**
 * Ids of the same kind as the subject's: random ones would make the indexes slower, which is not
 * what is compared.
 */
const newId = createIdFactory(() => new Date());

/** A new item with its defaults. Whoever uses a peer writes this much; nothing is checked. */
export function newItem(input: MemoryItemInput): MemoryItem {
  const createdAt = input.createdAt ?? new Date();
  return {
    id: newId(),
    type: input.type,
    content: input.content as MemoryItem["content"],
    policyName: input.policyName ?? "default",
    decayScore: 1,
    pinned: false,
    archived: false,
    createdAt,
    lastUsedAt: createdAt,
    version: 1,
  };
}
