export type { MemoryItemId } from "../../../entities/memory";

import type { memoryItemTable, memoryPolicyTable } from "../../../entities/memory";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";
import type { SearchMode } from "../../db/search/search";
import type { MemoryQueryKept } from "./accesses/types";

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
  /** Items of this cluster, as of the last `clusters.build`. */
  clusterId?: string | undefined;
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
   * 1 to 1000 characters, 32 words (`any`: the first 32 count), case-insensitive. The search covers
   * strings and numbers of the content, not its keys.
   */
  text: string;
  /**
   * `any` (default): items that contain any of the words, best match first, ranked by BM25: rare
   * words count more, and so do more occurrences and a shorter text. A search ranks the texts with
   * the rarest words, some thousand of them at most. `words`: items that contain all words, best
   * match first. `substring`: items that contain the text as one string, most recently used first.
   * Its index uses the runs of three or more letters and digits. A text without such a run is
   * compared with every text of the scope.
   */
  mode?: SearchMode | undefined;
}

/** Items near to one item. */
export interface MemoryRelatedQuery {
  /** Most items, 1 to 100. Default 10. */
  limit?: number | undefined;
  /** Items that are less similar are left out, -1 to 1. Default: none is. */
  minCosine?: number | undefined;
  /**
   * Only archived items, or only others, such as without the sources that `consolidate` has
   * archived. Default: both.
   */
  archived?: boolean | undefined;
}

/** An item near to another one. */
export interface MemoryRelated<T = Json> {
  item: MemoryItem<T>;
  /** Cosine similarity, -1 to 1: higher is nearer. */
  cosine: number;
}

export interface MemoryTouchInput {
  /** Time of the use. Default: now. */
  usedAt?: Date | undefined;
  /** Who used it. With an actor or a query, the use is also added to the access log. */
  actor?: string | undefined;
  /** The query that found it. */
  query?: string | undefined;
  /** What of the query the access log keeps. Default: `hash`. */
  keepQuery?: MemoryQueryKept | undefined;
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

export interface MemoryDecayQuery {
  /**
   * Days after the last use until an item without accesses in the log has half of its score.
   * Default: 30.
   */
  halfLifeDays?: number | undefined;
  /** Reference time of the ages. Default: now. */
  now?: Date | undefined;
  /** The most items that this call goes through, 1 to 1,000,000. Default 10,000. */
  limit?: number | undefined;
  /** The `nextCursor` of the previous call; null or left out: begin with the first item. */
  cursor?: string | null | undefined;
}

export interface MemoryDecayResult {
  /** Number of items that the call went through. */
  items: number;
  /** Number of items whose score was written: it had changed by 0.001 or more. */
  changed: number;
  /** Hand it in as `cursor` to go on; null when all items are done. */
  nextCursor: string | null;
}
