export type { MemoryItemId } from "../../../entities/memory";

import type { memoryItemTable, memoryPolicyTable } from "../../../entities/memory";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";
import type { SearchMode } from "../../db/search/search";

/** Memory item: something that an agent remembers. @typeParam T the content */
export interface MemoryItem<T = Json> extends WithJson<RowOf<typeof memoryItemTable>, "content", T> {}

/** A new item. Omitted members have the default that is documented at each member. */
export interface MemoryItemInput<T = JsonInput>
  extends WithJson<InputOf<typeof memoryItemTable>, "content", T> {}

/** Members that a patch cannot change. */
export type MemoryItemKept = "id" | "createdAt";

/**
 * Changes of an item. Omitted members keep their value. Content is replaced as a whole. An
 * embedding is the vector of the content in the same patch.
 */
export type MemoryItemPatch<T = JsonInput> = {
  [M in keyof MemoryItemInput as M extends MemoryItemKept ? never : M]?: MemoryItemInput<T>[M] | undefined;
};

/** Filter of a list or search. All given conditions must hold. */
export interface MemoryFilter {
  type?: MemoryItem["type"] | undefined;
  policyName?: string | undefined;
  pinned?: boolean | undefined;
  archived?: boolean | undefined;
  /** Created at or after. */
  createdFrom?: Date | undefined;
  /** Created before. */
  createdTo?: Date | undefined;
  /** Last used at or after. */
  lastUsedFrom?: Date | undefined;
  /** Last used before. */
  lastUsedTo?: Date | undefined;
}

export interface MemoryListQuery extends MemoryFilter, PageOptions {
  /** Order by time of creation. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

export interface MemorySearchQuery extends MemoryFilter, PageOptions {
  /**
   * 1 to 1000 characters, at most 32 words, case-insensitive. The search covers strings and numbers
   * of the content, not its keys.
   */
  text: string;
  /**
   * `words` (default): items that contain all words, best match first. A match is better with more
   * occurrences and a shorter text. `substring`: items that contain the text as one string, most
   * recently used first. Its index uses the runs of three or more letters and digits. A text
   * without such a run is compared with every text of the scope.
   */
  mode?: SearchMode | undefined;
}

export interface MemoryTouchInput {
  /** Time of the use. Default: now. */
  usedAt?: Date | undefined;
}

/** Retention policy: how long a tenant keeps the items that name it. */
export interface MemoryPolicy extends RowOf<typeof memoryPolicyTable> {}

export interface MemoryPolicyInput extends InputOf<typeof memoryPolicyTable> {}

export interface MemoryPruneQuery {
  /** Reference time of the pruning. Default: now. */
  now?: Date | undefined;
  /** Largest number of items to delete in this call, 1 to 1,000,000. Default 10,000. */
  limit?: number | undefined;
}

export interface MemoryPruneResult {
  deleted: number;
  /** False when more items are due: call again. */
  done: boolean;
}
