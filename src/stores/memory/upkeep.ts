import type { MemoryItemId } from "../../../entities/memory";
import type { CallOptions } from "../../core/call/deadline";
import type { Json } from "../../core/json/json";
import { Collection } from "../../db/collection";
import type { ScopeContext } from "../../db/scoped";
import { consolidate } from "./consolidation/consolidate";
import type { MemoryConsolidateInput, MemoryConsolidateResult } from "./consolidation/types";
import { decay } from "./decay";
import { prune } from "./prune";
import { ITEMS } from "./queries";
import type {
  MemoryDecayQuery,
  MemoryDecayResult,
  MemoryItem,
  MemoryListQuery,
  MemoryPruneQuery,
  MemoryPruneResult,
} from "./types";

/** What keeps a memory in order: it works through many items, in batches. */
export abstract class MemoryUpkeep<R extends MemoryItem> extends Collection<
  R,
  MemoryListQuery,
  MemoryItemId
> {
  /** @internal */
  protected constructor(context: ScopeContext) {
    super(context, ITEMS as never);
  }

  /**
   * Retention: deletes items that were not used for longer than the `ttlDays` of their policy. It
   * deletes in batches of 1,000. Each batch is its own transaction, unless the call is already in
   * one. Pinned and archived items stay, and items whose policy does not exist. If a signal stops
   * the call, the finished batches stay deleted.
   *
   * @throws UnifiedStoreError `validation`, `aborted`, `timeout`
   * @example
   * const { deleted, done } = await acme.memory.prune({ limit: 50_000 });
   */
  prune(query: MemoryPruneQuery = {}, options: CallOptions = {}): Promise<MemoryPruneResult> {
    return this.call("prune", options, (call) => prune(call, query));
  }

  /**
   * Computes `decayScore` of each item: 2^(-a / (h × (1 + ln(1 + n)))), where a is the time since
   * the last use, h the half-life, and n the number of its uses in the access log. So it is 1 right
   * after a use and halves with each half-life, which grows with the uses. Pinned and archived
   * items keep their score. The version of an item does not change.
   *
   * It works in batches of 1,000, each of its own, in the order of the ids.
   *
   * @throws UnifiedStoreError `validation`; `aborted`, `timeout`: the finished batches stay
   * @example
   * const { changed, nextCursor } = await acme.memory.decay({ halfLifeDays: 14 });
   */
  decay(query: MemoryDecayQuery = {}, options: CallOptions = {}): Promise<MemoryDecayResult> {
    return this.call("decay", options, (call) => decay(call, query));
  }

  /**
   * Merges near duplicates through a function of the caller's. A group is a connected component: an
   * item, its neighbors with a cosine of at least `minCosine`, and theirs, up to 50 items of one
   * type and policy. Pinned and archived items are in no group. The new item takes over accesses
   * and associations. `provenance` keeps what was merged, and the merged items are archived, or
   * removed.
   *
   * `merge` runs outside of any transaction of this call. Then one transaction for each group
   * writes all or nothing, and nothing where an item has changed meanwhile. It takes one search of
   * the nearest vectors for each item.
   *
   * @throws UnifiedStoreError `validation`; `aborted`, `timeout`: the groups that were merged stay
   * @example
   * const { merged, nextCursor } = await acme.memory.consolidate<{ text: string }>({
   *   minCosine: 0.95,
   *   merge: (items) => ({ content: { text: items.map((each) => each.content.text).join("; ") } }),
   * });
   */
  consolidate<T = Json>(
    input: MemoryConsolidateInput<T>,
    options: CallOptions = {},
  ): Promise<MemoryConsolidateResult> {
    return this.call("consolidate", options, (call) => consolidate(call, input as MemoryConsolidateInput));
  }
}
