import { invalid } from "../../core/errors";
import type { UnifiedStoreManager } from "../../manager";
import type { ScopeName } from "../../scope";
import { collectionAt } from "./collections";
import { keyOf, queryOf, type TextFilters } from "./read-text";

/** A store or one of its collections, in a scope. */
export interface LookPlace extends ScopeName {
  /** Such as `memory`, `memory.policies` or `ingest.episodes.logs`. */
  collection: string;
}

export interface LookQuery extends LookPlace {
  /** Members of the store's query, each as text: `{ type: "fact", createdFrom: "2026-01-31" }`. */
  filters?: TextFilters | undefined;
  /** Most rows, 1 to 1000. Default 50. */
  limit?: number | undefined;
}

/** Rows as the store returns them. */
export interface LookResult {
  items: object[];
  /** Whether there are more. */
  hasMore: boolean;
}

/**
 * Reads one row by its key, for programs that take all of it as text.
 *
 * @param key its words: one text; `name=value` for each part of a key of several; or a JSON object
 * @returns the row as the store returns it; null where there is none
 * @throws UnifiedStoreError `validation`, naming the collections that there are
 * @example
 * const place = { tenant: "acme", collection: "profiles.links" };
 * const link = await lookUp(stores, place, ["from=ada", "to=bob"]);
 */
export async function lookUp(
  stores: UnifiedStoreManager,
  { collection, ...scope }: LookPlace,
  key: readonly string[],
): Promise<object | null> {
  const found = collectionAt(stores.scope(scope), collection, "get");
  if (key.length === 0) throw invalid("key", "is missing");
  return found.get!(keyOf(key));
}

/**
 * Lists the first rows of a collection, for programs that take all of it as text. The store's own
 * rules check the filters.
 *
 * @throws UnifiedStoreError `validation`, naming the collections or filters that there are
 * @example
 * const { items } = await lookAt(stores, {
 *   tenant: "acme",
 *   collection: "memory",
 *   filters: { type: "fact", createdFrom: "2026-01-31" },
 * });
 */
export async function lookAt(
  stores: UnifiedStoreManager,
  { collection, filters = {}, limit, ...scope }: LookQuery,
): Promise<LookResult> {
  const found = collectionAt(stores.scope(scope), collection, "list");
  const page = await found.list!({ ...queryOf(found.list!({}), filters), limit });
  return { items: page.items, hasMore: page.nextCursor !== null };
}

/**
 * Searches a store by words, for programs that take all of it as text.
 *
 * @throws UnifiedStoreError `validation`, naming the stores with a search, or the filters that
 * there are
 * @example
 * const { items } = await lookFor(stores, { tenant: "acme", collection: "memory" }, "postgres");
 */
export async function lookFor(
  stores: UnifiedStoreManager,
  { collection, filters = {}, limit, ...scope }: LookQuery,
  text: string,
): Promise<LookResult> {
  const found = collectionAt(stores.scope(scope), collection, "search");
  const page = await found.search!({ ...queryOf(found.search!({}), filters), text, limit });
  return { items: page.items, hasMore: page.nextCursor !== null };
}
