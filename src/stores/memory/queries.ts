import type { CallOptions } from "../../core/call/deadline";
import { collection } from "../../db/collection";
import { between } from "../../db/pages/between";
import { lister } from "../../db/pages/keyset-by-time";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import { readShown } from "../../db/retention/hides";
import type { ScopedDb } from "../../db/scoped";
import { filterRules, type Retrievable } from "../../db/search/retrievable";
import { checkSearchText } from "../../db/search/search";
import { searcher } from "../../db/search/search-page";
import { all, flag, name, raw, type Sql, sql, TableName, uuid } from "../../dialect/sql";
import { HIDES_ITEMS } from "./expired-items";
import { MemoryListInput, MemorySearchInput } from "./inputs";
import { item, searchedItems } from "./item";
import type { MemoryFilter, MemoryItem, MemoryListQuery, MemorySearchQuery } from "./types";

const MEMBERS = new TableName("memory_cluster_item");
const list = lister(item, "m", "createdAt");
const search = searcher(item, "m", "lastUsedAt");

export const ITEMS = collection({
  name: "memory",
  what: "memory item",
  table: item,
  key: "id",
  hides: HIDES_ITEMS,
  page: (db, query: MemoryListQuery, options) =>
    paged(db, { method: "list", Input: MemoryListInput, query, options }, (call, input, at) => {
      const { order = "newest" } = input;
      return readShown(call, HIDES_ITEMS, conditions(input, call), (where) =>
        list(call, { ...at, where, order, query: call.queryId(input, { order }) }),
      );
    }),
});

/** Memory items in a retrieval. */
export const RETRIEVABLE_ITEMS: Retrievable<MemoryItem, MemoryFilter> = {
  table: item,
  alias: "m",
  searched: searchedItems,
  rows: ITEMS.rows,
  filter: filterRules(MemorySearchInput),
  hides: HIDES_ITEMS,
  conditions,
  timeOf: ({ createdAt }) => createdAt,
  isPinned: ({ pinned }) => pinned,
};

export function searchItems(
  db: ScopedDb,
  query: MemorySearchQuery,
  options: CallOptions,
): PageRequest<MemoryItem> {
  return paged(db, { method: "search", Input: MemorySearchInput, query, options }, (call, input, at) => {
    const { text, mode = "any" } = input;
    checkSearchText(text);
    const id = call.queryId(input, { mode });
    return readShown(call, HIDES_ITEMS, conditions(input, call), (where) =>
      search(call, { ...at, text, mode, where, query: id }),
    );
  });
}

const CREATED_AT = raw("m.created_at");
const LAST_USED_AT = raw("m.last_used_at");

/** Conditions of a filter. The alias of the item is `m`. */
export function conditions(filter: MemoryFilter, db: ScopedDb): Sql {
  const { type, policyName, clusterId, pinned, archived, createdFrom, createdTo, lastUsedFrom, lastUsedTo } =
    filter;
  const given: Sql[] = [];
  if (type !== undefined) given.push(sql`m.type = ${name(type)}`);
  if (policyName !== undefined) given.push(sql`m.policy_name = ${name(policyName)}`);
  if (clusterId !== undefined)
    given.push(sql`m.id in (
      select x.item_id from ${MEMBERS} as x
      where ${db.inScope("x")} and x.cluster_id = ${uuid(clusterId.toLowerCase())})`);
  // Literal conditions, as in the partial indexes. With a parameter, the planner cannot use these
  // indexes.
  if (pinned !== undefined) given.push(pinned ? sql`m.pinned` : sql`m.pinned = ${flag(false)}`);
  if (archived !== undefined) given.push(archived ? sql`m.archived` : sql`m.archived = ${flag(false)}`);
  given.push(
    ...between(CREATED_AT, createdFrom, createdTo),
    ...between(LAST_USED_AT, lastUsedFrom, lastUsedTo),
  );
  return all(given);
}
