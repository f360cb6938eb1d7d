export type { MemoryAccessId } from "../../../../entities/memory";

import type { memoryAccessTable } from "../../../../entities/memory";
import type { InputOf, RowOf } from "../../../../entities/table";
import type { PageOptions } from "../../../db/pages/page";

/** Access: a use of an item. */
export interface MemoryAccess extends RowOf<typeof memoryAccessTable> {}

/** What of a query is kept: its text and a hash, the hash alone, or nothing. */
export type MemoryQueryKept = "text" | "hash" | "none";

export interface MemoryAccessInput extends InputOf<typeof memoryAccessTable> {
  /**
   * What of the query is kept. The hash tells equal queries, and a short query can be guessed from
   * it. Default: `hash`.
   */
  keepQuery?: MemoryQueryKept | undefined;
}

/** All given conditions must hold. */
export interface MemoryAccessListQuery extends PageOptions {
  itemId?: string | undefined;
  actor?: string | undefined;
  /** Used at or after. */
  usedFrom?: Date | undefined;
  /** Used before. */
  usedTo?: Date | undefined;
  /** Order by time of the use. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

export interface MemoryAccessPruneQuery {
  /** Delete accesses that are older than this. Default: none is too old. */
  olderThanMs?: number | undefined;
  /** The most accesses to keep of one item, the newest ones. Default: 1,000. */
  mostPerItem?: number | undefined;
  /** The most accesses to keep of the scope, the newest ones. Default: 100,000. */
  most?: number | undefined;
  /** Reference time of `olderThanMs`. Default: now. */
  now?: Date | undefined;
  /** Largest number of accesses to delete in this call, 1 to 1,000,000. Default 10,000. */
  limit?: number | undefined;
}
