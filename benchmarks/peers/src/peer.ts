import { createIdFactory } from "../../../dist/src/core/ids.js";
import type { MemoryItem, MemoryItemInput } from "../../../dist/src/index.js";

export const OPERATIONS = ["get", "list", "add", "addMany"] as const;
export type OperationName = (typeof OPERATIONS)[number];

/**
 * Key of an item. LangGraph needs the type, which is part of its namespace; all others need only
 * the id.
 */
export type Key = Pick<MemoryItem, "id" | "type">;

/** Another library that does the same work as the memory store. */
export interface Peer {
  /** `TypeORM`; with the name of the call it is the label of a row. */
  readonly name: string;
  readonly calls: Record<OperationName, string>;
  /** Minimum ratio of the subject's speed. Without it, the row is only informative. */
  readonly targets: Partial<Record<OperationName, number>>;
  /** The part of an item that the peer stores and returns. */
  readonly fields: readonly (keyof MemoryItem)[];
  get(key: Key): Found | Promise<Found>;
  /** Newest first. */
  list(type: string, limit: number): Part[] | Promise<Part[]>;
  /** Writes an item with an id from `newItem`. */
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
 * Ids of the same kind as the subject's. Random ids would make the indexes slower, which is not the
 * subject of the comparison.
 */
const newId = createIdFactory(() => new Date());

/** A new item with its defaults, as the user of a peer would write it. Nothing is validated. */
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
