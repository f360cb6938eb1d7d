export type { MemoryProvenanceId } from "../../../../entities/memory";

import type { memoryProvenanceTable } from "../../../../entities/memory";
import type { RowOf } from "../../../../entities/table";
import type { UnifiedStoreError } from "../../../core/errors";
import type { Json, JsonInput } from "../../../core/json/json";
import type { PageOptions } from "../../../db/pages/page";
import type { MemoryItem, MemoryItemInput } from "../types";

/** Provenance: one of the items that were merged into an item. */
export interface MemoryProvenance extends RowOf<typeof memoryProvenanceTable> {}

/** Exactly one of the two is given. */
export interface MemoryProvenanceListQuery extends PageOptions {
  /** The item that holds what was merged. */
  itemId?: string | undefined;
  /** The item that was merged. */
  sourceId?: string | undefined;
}

/**
 * What near duplicates become. Type, policy and the time of the last use come from the items;
 * members that are given here win.
 */
export interface MemoryMerged<T = JsonInput>
  extends Pick<MemoryItemInput<T>, "content" | "embedding" | "decayScore" | "pinned"> {}

export interface MemoryConsolidateInput<T = Json> {
  /** Least cosine of two near duplicates, above 0 and at most 1. Default: 0.95. */
  minCosine?: number | undefined;
  /**
   * Makes one item of near duplicates, the oldest first: at least two of one type and policy. Null:
   * they stay as they are. It may take its time, since no transaction is open meanwhile.
   */
  merge: (items: MemoryItem<T>[]) => MemoryMerged | null | Promise<MemoryMerged | null>;
  /** Only find the groups: `merge` is not called, and nothing is written. Default: false. */
  dryRun?: boolean | undefined;
  /** What becomes of the merged items. Default: `archive`. */
  sources?: "archive" | "remove" | undefined;
  /** Only items of this type. */
  type?: string | undefined;
  /** The most items that this call goes through, 1 to 100,000. Default: 1,000. */
  limit?: number | undefined;
  /** The `nextCursor` of the previous call; null or left out: begin with the first item. */
  cursor?: string | null | undefined;
}

/** A group of near duplicates. */
export interface MemoryConsolidationGroup {
  /** The items, the oldest first. */
  itemIds: string[];
  /**
   * `merged`: into `itemId`. `found`: by a dry run. `declined`: `merge` gave null. `changed`: an
   * item was changed meanwhile, and the group is left for the next time. `failed`: `merge` threw,
   * or what it gave is no item; nothing was written.
   */
  outcome: "merged" | "found" | "declined" | "changed" | "failed";
  /** The new item. */
  itemId: string | null;
  /** What `merge` threw, or the `validation` error of what it gave. */
  error: UnifiedStoreError | Error | null;
}

export interface MemoryConsolidateResult {
  groups: MemoryConsolidationGroup[];
  /** Number of items that the call went through. */
  items: number;
  /** Number of items that were merged. */
  merged: number;
  /** Hand it in as `cursor` to go on; null when all items are done. */
  nextCursor: string | null;
}
