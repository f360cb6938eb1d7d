export type { MemoryItemId } from "../../../entities/memory";

import type { memoryItemTable, memoryPolicyTable } from "../../../entities/memory";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";
import type { SearchMode } from "../../db/search/search";

/** Something an agent remembers. @typeParam T the content */
export interface MemoryItem<T = Json> extends WithJson<RowOf<typeof memoryItemTable>, "content", T> {}

/** A new item: what is left out has the default that its member tells. */
export interface MemoryItemInput<T = JsonInput>
  extends WithJson<InputOf<typeof memoryItemTable>, "content", T> {}

/** What a patch does not change. */
export type MemoryItemKept = "id" | "createdAt";

/**
 * What to change: members left out stay as they are. Content is replaced whole, and an embedding is
 * of the content that comes with it.
 */
export type MemoryItemPatch<T = JsonInput> = {
  [M in keyof MemoryItemInput as M extends MemoryItemKept ? never : M]?: MemoryItemInput<T>[M] | undefined;
};

/** Which items a list or search is about: all conditions given must hold. */
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
  /** By time of creation. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

export interface MemorySearchQuery extends MemoryFilter, PageOptions {
  /**
   * 1 to 1000 characters, at most 32 words; case does not matter. Strings and numbers of the
   * content are searched, not its keys.
   */
  text: string;
  /**
   * `words` (default): items that have all the words, best first: the more often and the shorter
   * the text, the better. `substring`: items that contain the text as it stands, newest used first.
   * It is looked up by its runs of three or more letters and digits; without one, every text of the
   * scope is compared.
   */
  mode?: SearchMode | undefined;
}

export interface MemoryTouchInput {
  /** The moment of use. Default: now. */
  usedAt?: Date | undefined;
}

/** How long a tenant keeps the items that name it. */
export interface MemoryPolicy extends RowOf<typeof memoryPolicyTable> {}

export interface MemoryPolicyInput extends InputOf<typeof memoryPolicyTable> {}

export interface MemoryPruneQuery {
  /** The moment to count from. Default: now. */
  now?: Date | undefined;
  /** Most items to delete in this call, 1 to 1,000,000. Default 10,000. */
  limit?: number | undefined;
}

export interface MemoryPruneResult {
  deleted: number;
  /** False when items to prune are left: call again. */
  done: boolean;
}
