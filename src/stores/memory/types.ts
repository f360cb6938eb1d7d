import type { CallOptions } from "../../core/deadline";
import type { Json } from "../../core/json";
import type { PageOptions } from "../../db/page";
import type { SearchMode } from "../../db/search";

/** Something an agent remembers. */
export interface MemoryItem {
  /** UUID; given by the caller or made by the store, growing with time. */
  id: string;
  /** What kind of memory: `fact`, `episodic`, or a name of the application's own. */
  type: string;
  content: Json;
  /** As 32-bit floats; null when it has none. */
  embedding: Float32Array | null;
  /** Name of the tenant's retention policy. An item whose policy does not exist is kept for ever. */
  policy: string;
  /** The application's own weight; the store only keeps it. */
  decayScore: number;
  /** Never pruned. */
  pinned: boolean;
  /** Never pruned. */
  archived: boolean;
  createdAt: Date;
  lastUsedAt: Date;
  /** 1 at first, one more with each `update`, `pin` and `archive`; `touch` leaves it. */
  version: number;
}

/** Which items a list or search is about: all conditions given must hold. */
export interface MemoryFilter {
  type?: string | undefined;
  policy?: string | undefined;
  pinned?: boolean | undefined;
  archived?: boolean | undefined;
  /** Created at or after. */
  createdFrom?: Date | undefined;
  /** Created before. */
  createdTo?: Date | undefined;
  /** Last used at or after. */
  usedFrom?: Date | undefined;
  /** Last used before. */
  usedTo?: Date | undefined;
}

export interface MemoryListQuery extends MemoryFilter, PageOptions {
  /** By time of creation. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

export interface MemorySearchQuery extends MemoryFilter, PageOptions {
  /** 1 to 1000 characters, at most 32 words; case does not matter. Strings and numbers of the content are searched, not its keys. */
  text: string;
  /**
   * `words` (default): items that have all the words, best first: the more often and the shorter the text, the better.
   * `substring`: items that contain the text as it stands, newest used first. It is looked up by its runs of three or more letters
   * and digits; without one, every text of the scope is compared.
   */
  mode?: SearchMode | undefined;
}

/** How long a tenant keeps the items that name it. */
export interface RetentionPolicy {
  name: string;
  /** Days after the last use; fractions are fine. */
  ttlDays: number;
  updatedAt: Date;
}

export interface PruneOptions extends CallOptions {
  /** The moment to count from. Default: now. */
  now?: Date | undefined;
  /** Most items to delete in this call, 1 to 1,000,000. Default 10,000. */
  maxRows?: number | undefined;
}

export interface PruneResult {
  deleted: number;
  /** False when items to prune are left: call again. */
  done: boolean;
}
