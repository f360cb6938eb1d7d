import type { CallOptions } from "../../core/deadline";
import { lister } from "../../db/list-page";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { checkSearchText } from "../../db/search";
import { searcher } from "../../db/search-page";
import { all, flag, instant, name, type Sql, sql } from "../../dialect/sql";
import { MemoryListInput, MemorySearchInput } from "./inputs";
import { item } from "./item";
import type { MemoryFilter, MemoryItem, MemoryListQuery, MemorySearchQuery } from "./types";

/** Each in one statement; `m` is the item. One row more than the page holds tells whether there is another page. */

const list = lister(item, "m", "createdAt");

export function listItems(
  db: ScopedDb,
  query: MemoryListQuery,
  options: CallOptions,
): PageRequest<MemoryItem> {
  return paged(db, { method: "list", Input: MemoryListInput, query, options }, (input, at, options) => {
    const { order = "newest" } = input;
    return list(db, {
      ...at,
      where: conditions(input),
      order,
      query: db.queryId("list", input, { order }),
      options,
    });
  });
}

const search = searcher(item, "m", "lastUsedAt");

export function searchItems(
  db: ScopedDb,
  query: MemorySearchQuery,
  options: CallOptions,
): PageRequest<MemoryItem> {
  return paged(db, { method: "search", Input: MemorySearchInput, query, options }, (input, at, options) => {
    const { text, mode = "words" } = input;
    checkSearchText(text);
    const id = db.queryId("search", input, { mode });
    return search(db, { ...at, text, mode, where: conditions(input), query: id, options });
  });
}

function conditions(filter: MemoryFilter): Sql {
  const { type, policyName, pinned, archived, createdFrom, createdTo, lastUsedFrom, lastUsedTo } = filter;
  const given: Sql[] = [];
  if (type !== undefined) given.push(sql`m.type = ${name(type)}`);
  if (policyName !== undefined) given.push(sql`m.policy_name = ${name(policyName)}`);
  // As the partial indexes say it: a parameter could not be known to fit them.
  if (pinned !== undefined) given.push(pinned ? sql`m.pinned` : sql`m.pinned = ${flag(false)}`);
  if (archived !== undefined) given.push(archived ? sql`m.archived` : sql`m.archived = ${flag(false)}`);
  if (createdFrom !== undefined) given.push(sql`m.created_at >= ${instant(createdFrom)}`);
  if (createdTo !== undefined) given.push(sql`m.created_at < ${instant(createdTo)}`);
  if (lastUsedFrom !== undefined) given.push(sql`m.last_used_at >= ${instant(lastUsedFrom)}`);
  if (lastUsedTo !== undefined) given.push(sql`m.last_used_at < ${instant(lastUsedTo)}`);
  return all(given);
}
