import type { MemoryItemId } from "../../../entities/memory";
import type { CallOptions } from "../../core/call/deadline";
import { checkEach, checkId, checkIds, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import type { Called } from "../../db/call";
import { allConformed, conformed } from "../../db/conform";
import type { PageRequest } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";
import { givenVectors, vectorsOfRows } from "../../db/vectors/given-vectors";
import type { ContentInputOf, ContentOf, SchemaNames, TypeName } from "../../schemas/types";
import { MemoryAccesses } from "./accesses/store";
import { MemoryAssociations } from "./associations/store";
import { changeItem } from "./change";
import { MemoryClusters } from "./clusters/store";
import { MemoryProvenances } from "./consolidation/provenance";
import { item, itemRules, newItems, newRow, toItem } from "./item";
import { MemoryPolicies } from "./policies";
import { searchItems } from "./queries";
import { related } from "./related";
import { touch } from "./touch";
import type {
  MemoryItem,
  MemoryItemInput,
  MemoryItemPatch,
  MemoryListQuery,
  MemoryRelated,
  MemoryRelatedQuery,
  MemorySearchQuery,
  MemoryTouchInput,
} from "./types";
import { MemoryUpkeep } from "./upkeep";

// biome-ignore lint/suspicious/noExplicitAny: the methods' signatures have the type of the content
type AnyItem = MemoryItem<any>;

/**
 * Memory of the agents of one scope. Reached as `scope.memory`.
 *
 * The type parameter of a method is the type of the content. If the item's type has a schema, the
 * schema gives it.
 *
 * @typeParam C the schemas of `memory` that the manager was opened with
 */
// biome-ignore lint/suspicious/noExplicitAny: the type must accept a manager with any schemas
export class MemoryStore<C = any> extends MemoryUpkeep<AnyItem> {
  /** Retention policies. All workspaces of the tenant share them. */
  readonly policies: MemoryPolicies;
  /** Clusters of items by their vectors. */
  readonly clusters: MemoryClusters;
  /** Weighted links between items. */
  readonly associations: MemoryAssociations;
  /** Access log: who used which item, when. */
  readonly accesses: MemoryAccesses;
  /** Which items `consolidate` merged into which. */
  readonly provenance: MemoryProvenances;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context);
    this.policies = new MemoryPolicies(context);
    this.clusters = new MemoryClusters(context);
    this.associations = new MemoryAssociations(context);
    this.accesses = new MemoryAccesses(context);
    this.provenance = new MemoryProvenances(context);
  }

  /**
   * Adds one item.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id is taken
   * @example
   * const item = await acme.memory.add({ type: "fact", content: { text: "Whales are mammals" } });
   */
  add<T extends JsonInput = Json, K extends string = string>(
    input: MemoryItemInput<ContentInputOf<C, K, T>> & { type: TypeName<C, K, MemoryItem["type"]> },
    options: CallOptions = {},
  ): Promise<MemoryItem<ContentOf<C, K, Stored<T>>>> {
    return this.call("add", options, async (call) => {
      const checked = validate(itemRules, input, "");
      const given = call.hasSchemas("memory") ? await conformed(call, item.typed!, checked) : checked;
      const row = newRow(call, given);
      const pending = givenVectors(call, [given.embedding], () => "embedding");
      const vectors = pending && (await pending);
      // Another call may be inserting the caller's own id at this moment, so this row is not
      // batched.
      const alone = given.id !== undefined;
      await newItems.one(call, row, { alone, vectors: vectorsOfRows(vectors, [row]) });
      return toItem(row) as AnyItem;
    });
  }

  /**
   * Bulk insert: adds all items or none, in one statement. Items of one call with the same time
   * keep their order.
   *
   * @returns the items in the order given
   * @throws UnifiedStoreError `validation`, naming the item as `items[3].type`; `unique_violation`
   * @example
   * await acme.memory.addMany(facts.map((text) => ({ type: "fact", content: { text } })));
   */
  addMany<T extends JsonInput = Json, K extends string = string>(
    inputs: readonly (MemoryItemInput<ContentInputOf<C, K, T>> & {
      type: TypeName<C, K, MemoryItem["type"]>;
    })[],
    options?: CallOptions,
  ): Promise<MemoryItem<ContentOf<C, K, Stored<T>>>[]>;
  // For contents without a common type: the compiler would infer the type of the first one.
  addMany<K extends string = string>(
    inputs: [Extract<K, SchemaNames<C>>] extends [never] ? readonly (MemoryItemInput & { type: K })[] : never,
    options?: CallOptions,
  ): Promise<MemoryItem[]>;
  addMany(inputs: unknown, options: CallOptions = {}): Promise<AnyItem[]> {
    return this.call("addMany", options, async (call) => {
      const checked = checkEach(inputs, "items", (input, path) => validate(itemRules, input, path));
      const given = call.hasSchemas("memory")
        ? await allConformed(call, item.typed!, checked, "items")
        : checked;
      const rows = given.map((input, i) => newRow(call, input, `items[${i}].`));
      const embeddings = given.map(({ embedding }) => embedding);
      const pending = givenVectors(call, embeddings, (i) => `items[${i}].embedding`);
      const vectors = pending && (await pending);
      await newItems.many(call, rows, vectorsOfRows(vectors, rows));
      return rows.map(toItem);
    });
  }

  /**
   * Reads one item; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const item = await acme.memory.get<{ text: string }>(id);
   */
  override get<T = Json>(id: MemoryItemId, options: CallOptions = {}): Promise<MemoryItem<T> | null> {
    return super.get(id, options);
  }

  /**
   * Reads one item that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { content } = await acme.memory.getOrThrow<{ text: string }>(id);
   */
  override getOrThrow<T = Json>(id: MemoryItemId, options: CallOptions = {}): Promise<MemoryItem<T>> {
    return super.getOrThrow(id, options);
  }

  /**
   * Reads any number of items in one statement.
   *
   * @returns for each id, in the order given, its item or null
   * @throws UnifiedStoreError `validation`, naming the entry as `ids[3]`
   * @example
   * const [first, second] = await acme.memory.getMany([a, b]);
   */
  override getMany<T = Json>(
    ids: readonly MemoryItemId[],
    options: CallOptions = {},
  ): Promise<(MemoryItem<T> | null)[]> {
    return super.getMany(ids, options);
  }

  /**
   * Updates the given members, in one statement. Parallel updates of different members are all
   * kept.
   *
   * @param options.ifVersion change only if the item still has this version
   * @returns the item as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for an empty
   * patch
   * @example
   * await acme.memory.update(id, { decayScore: 0.5 }, { ifVersion: item.version });
   */
  update<T extends JsonInput = Json>(
    id: MemoryItemId,
    patch: MemoryItemPatch<T>,
    options: WriteOptions = {},
  ): Promise<MemoryItem<Stored<T>>> {
    return this.#change({ method: "update", options }, id, patch);
  }

  /**
   * Records a use of an item. Pruning then counts from this time, and substring search finds the
   * item first. An earlier time than the last known use changes nothing. The version does not
   * change. With an `actor` or a `query`, the use is also added to the access log.
   *
   * @returns whether the item exists
   * @throws UnifiedStoreError `validation`
   * @example
   * await acme.memory.touch(item.id, { actor: "planner", query: "deploy steps" });
   */
  touch(id: MemoryItemId, input: MemoryTouchInput = {}, options: CallOptions = {}): Promise<boolean> {
    return this.call("touch", options, async (call) => (await touch(call, [checkId(id)], input)) === 1);
  }

  /**
   * Records a use of several items, in one statement.
   *
   * @returns how many of the items exist; a repeated id counts once
   * @throws UnifiedStoreError `validation`, naming the entry as `ids[3]`
   * @example
   * await acme.memory.touchMany(page.items.map(({ id }) => id));
   */
  touchMany(
    ids: readonly MemoryItemId[],
    input: MemoryTouchInput = {},
    options: CallOptions = {},
  ): Promise<number> {
    return this.call("touchMany", options, (call) => touch(call, [...new Set(checkIds(ids))], input));
  }

  /**
   * Pins an item: pinned items are never pruned.
   *
   * @param options.ifVersion change only if the item still has this version
   * @returns the item as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.memory.pin(id);
   */
  pin<T = Json>(id: MemoryItemId, options: WriteOptions = {}): Promise<MemoryItem<T>> {
    return this.#change({ method: "pin", options }, id, { pinned: true });
  }

  /**
   * Reverts `pin`.
   *
   * @param options.ifVersion change only if the item still has this version
   * @returns the item as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.memory.unpin(id);
   */
  unpin<T = Json>(id: MemoryItemId, options: WriteOptions = {}): Promise<MemoryItem<T>> {
    return this.#change({ method: "unpin", options }, id, { pinned: false });
  }

  /**
   * Archives an item: archived items are never pruned. Lists and searches have them, unless their
   * filter has `archived: false`.
   *
   * @param options.ifVersion change only if the item still has this version
   * @returns the item as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.memory.archive(id);
   */
  archive<T = Json>(id: MemoryItemId, options: WriteOptions = {}): Promise<MemoryItem<T>> {
    return this.#change({ method: "archive", options }, id, { archived: true });
  }

  /**
   * Reverts `archive`.
   *
   * @param options.ifVersion change only if the item still has this version
   * @returns the item as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.memory.unarchive(id);
   */
  unarchive<T = Json>(id: MemoryItemId, options: WriteOptions = {}): Promise<MemoryItem<T>> {
    return this.#change({ method: "unarchive", options }, id, { archived: false });
  }

  /**
   * Deletes an item.
   *
   * @param options.ifVersion delete only if the item still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.memory.remove(id);
   */
  override remove(id: MemoryItemId, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }

  /**
   * Lists items by time of creation, newest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items, nextCursor } = await acme.memory.list({
   *   type: "fact",
   *   pinned: true,
   *   limit: 20,
   * });
   */
  override list<T = Json, K extends string = string>(
    query: MemoryListQuery & { type?: TypeName<C, K, MemoryItem["type"]> | undefined } = {},
    options: CallOptions = {},
  ): PageRequest<MemoryItem<ContentOf<C, K, T>>> {
    return super.list(query, options);
  }

  /**
   * Full-text search in the content of items, case-insensitive.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.memory.search({ text: "mvcc", limit: 5 });
   */
  search<T = Json, K extends string = string>(
    query: MemorySearchQuery & { type?: TypeName<C, K, MemoryItem["type"]> | undefined },
    options: CallOptions = {},
  ): PageRequest<MemoryItem<ContentOf<C, K, T>>> {
    return searchItems(this.db, query, options) as PageRequest<AnyItem>;
  }

  /**
   * Similar items: the nearest ones by the cosine similarity of their vectors, nearest first.
   *
   * @param query.limit most items, 1 to 100. Default 10
   * @param query.archived only archived items, or only others. Default: both
   * @returns none where the item has no vector yet: see `retrieval.embedPending`
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * for (const { item, cosine } of await acme.memory.related(id))
   *   console.log(cosine, item.content);
   */
  related<T = Json>(
    id: MemoryItemId,
    query: MemoryRelatedQuery = {},
    options: CallOptions = {},
  ): Promise<MemoryRelated<T>[]> {
    return this.call("related", options, (call) => related(call, id, query)) as Promise<MemoryRelated<T>[]>;
  }

  #change({ method, options }: Called<WriteOptions>, id: string, patch: MemoryItemPatch): Promise<AnyItem> {
    return this.write(method, options, (call, { ifVersion }) => changeItem(call, id, { patch, ifVersion }));
  }
}
