import type { memoryAssociationTable } from "../../../../entities/memory";
import type { InputOf, RowOf } from "../../../../entities/table";
import type { PageOptions } from "../../../db/pages/page";

/** Association: a weighted link from one item to another, of one kind. */
export interface MemoryAssociation extends RowOf<typeof memoryAssociationTable> {}

export interface MemoryAssociationInput extends InputOf<typeof memoryAssociationTable> {}

export interface MemoryAssociationKey extends Pick<MemoryAssociation, "fromId" | "toId"> {
  /** Default: `related`. */
  kind?: MemoryAssociation["kind"] | undefined;
}

/** All given conditions must hold. The strongest links come first. */
export interface MemoryAssociationListQuery extends PageOptions {
  /** The item at an end of the link. */
  itemId: string;
  /**
   * The end of the link that the item is at: `from` its source, `to` its target. Default: `any`.
   */
  end?: "any" | "from" | "to" | undefined;
  kind?: MemoryAssociation["kind"] | undefined;
  /** Least weight, 0 to 1. */
  minWeight?: number | undefined;
}

export interface MemoryLinkSimilarQuery {
  /** Least cosine of two linked items, above 0 and at most 1. Default: 0.8. */
  minCosine?: number | undefined;
  /** The most links that an item is given, to its nearest items, 1 to 100. Default: 5. */
  perItem?: number | undefined;
  /** The most items that this call goes through, 1 to 100,000. Default: 1,000. */
  limit?: number | undefined;
  /** The `nextCursor` of the previous call; null or left out: begin with the first item. */
  cursor?: string | null | undefined;
}

export interface MemoryLinkSimilarResult {
  /** Number of items that the call went through. */
  items: number;
  /** Number of links that it wrote. */
  linked: number;
  /** Number of links that it removed: their items are no longer similar. */
  unlinked: number;
  /** Hand it in as `cursor` to go on; null when all items are done. */
  nextCursor: string | null;
}

export interface MemoryLinkUsedTogetherQuery {
  /**
   * Two items are used together where one actor uses both within this time, in milliseconds, at
   * most a day. Default: 300,000, five minutes.
   */
  windowMs?: number | undefined;
  /**
   * How much of the way from a link's weight to 1 each use together goes, above 0 and below 1.
   * Default: 0.1.
   */
  rate?: number | undefined;
  /** The most accesses that this call counts, 1 to 1,000,000. Default: 10,000. */
  limit?: number | undefined;
}

export interface MemoryLinkUsedTogetherResult {
  /** Number of accesses that were counted. */
  accesses: number;
  /** Number of links that were made or strengthened; one counts again in a later batch. */
  linked: number;
  /** False when more accesses wait to be counted: call again. */
  done: boolean;
}
