import { type CallOptions, checkOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import { checkLimit, instantCursor, PageRequest, pageOf } from "../../db/page";
import type { ScopedDb } from "../../db/scoped";
import { checkSearch } from "../../db/search";
import { searcher } from "../../db/search-page";
import { all, EMPTY, flag, instant, integer, name, type Sql, sql, uuid } from "../../dialect/sql";
import { MemoryListInput, MemorySearchInput } from "./inputs";
import { item } from "./item";
import type { MemoryFilter, MemoryItem, MemoryListQuery, MemorySearchQuery } from "./types";

/** Each in one statement; `m` is the item. One row more than the page holds tells whether there is another page. */

export function listItems(
  db: ScopedDb,
  query: MemoryListQuery,
  options: CallOptions,
): PageRequest<MemoryItem> {
  const fetch = (cursor: string | undefined) =>
    db.method("list", async () => {
      checkOptions(options);
      const { limit: wanted, cursor: _, order = "newest", ...filter } = validate(MemoryListInput, query, "");
      const limit = checkLimit(wanted);
      const id = db.queryId("list", { ...filter, order });
      const after = instantCursor(id, cursor);
      const key = after && sql`(${instant(after.at)}, ${uuid(after.id)})`;
      const newest = order === "newest";
      const position = !key
        ? EMPTY
        : newest
          ? sql` and (m.created_at, m.id) < ${key}`
          : sql` and (m.created_at, m.id) > ${key}`;
      const direction = newest ? sql`m.created_at desc, m.id desc` : sql`m.created_at, m.id`;
      const statement = sql`
        select ${item.columns.as("m")} from ${item.name} as m
        where ${db.inScope("m")} and ${conditions(filter)}${position} order by ${direction} limit ${integer(limit + 1)}`;
      const rows = await db.all("list", statement, item.columns, { options });
      return pageOf(rows, { query: id, limit, keyOf: (row) => [row.createdAt.toISOString(), row.id] });
    });
  return new PageRequest(fetch, query?.cursor ?? undefined);
}

const search = searcher(item, "m", "lastUsedAt");

export function searchItems(
  db: ScopedDb,
  query: MemorySearchQuery,
  options: CallOptions,
): PageRequest<MemoryItem> {
  const fetch = (cursor: string | undefined) =>
    db.method("search", async () => {
      checkOptions(options);
      const input = validate(MemorySearchInput, query, "");
      const { text, mode = "words", limit, cursor: _, ...filter } = input;
      checkSearch(text, mode);
      const id = db.queryId("search", { ...filter, text, mode });
      const where = conditions(filter);
      return search(db, { text, mode, where, limit: checkLimit(limit), cursor, query: id, options });
    });
  return new PageRequest(fetch, query?.cursor ?? undefined);
}

function conditions(filter: MemoryFilter): Sql {
  const { type, policy, pinned, archived, createdFrom, createdTo, usedFrom, usedTo } = filter;
  const given: Sql[] = [];
  if (type !== undefined) given.push(sql`m.type = ${name(type)}`);
  if (policy !== undefined) given.push(sql`m.policy = ${name(policy)}`);
  if (pinned !== undefined) given.push(sql`m.pinned = ${flag(pinned)}`);
  if (archived !== undefined) given.push(sql`m.archived = ${flag(archived)}`);
  if (createdFrom !== undefined) given.push(sql`m.created_at >= ${instant(createdFrom)}`);
  if (createdTo !== undefined) given.push(sql`m.created_at < ${instant(createdTo)}`);
  if (usedFrom !== undefined) given.push(sql`m.last_used_at >= ${instant(usedFrom)}`);
  if (usedTo !== undefined) given.push(sql`m.last_used_at < ${instant(usedTo)}`);
  return all(given);
}
