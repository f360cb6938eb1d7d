import { decodeCursor } from "../../core/cursor";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import { checkLimit, instantCursor, PageRequest, pageOf } from "../../db/page";
import type { ScopedDb } from "../../db/scoped";
import { checkSearch, substringMatches, wordMatches } from "../../db/search";
import { all, count, EMPTY, flag, instant, integer, name, type Sql, sql, uuid } from "../../dialect/sql";
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
  return new PageRequest(fetch, query?.cursor);
}

export function searchItems(
  db: ScopedDb,
  query: MemorySearchQuery,
  options: CallOptions,
): PageRequest<MemoryItem> {
  const fetch = (cursor: string | undefined) =>
    db.method("search", async () => {
      checkOptions(options);
      const {
        text,
        mode = "words",
        limit: wanted,
        cursor: _,
        ...filter
      } = validate(MemorySearchInput, query, "");
      checkSearch(text, mode);
      const page: SearchPage = {
        filter,
        text,
        limit: checkLimit(wanted),
        cursor,
        options,
        id: db.queryId("search", { ...filter, text, mode }),
      };
      return mode === "words" ? byWords(db, page) : bySubstring(db, page);
    });
  return new PageRequest(fetch, query?.cursor);
}

interface SearchPage {
  filter: MemoryFilter;
  text: string;
  limit: number;
  cursor: string | undefined;
  options: CallOptions;
  id: string;
}

const scored = item.columns.with<{ score: number }>({ score: "count" });

async function byWords(db: ScopedDb, { filter, text, limit, cursor, options, id }: SearchPage) {
  const matches = wordMatches(db, { table: "memory_item", text });
  const after =
    cursor === undefined
      ? null
      : (decodeCursor(id, cursor, ["number", "string", "string"]) as [number, string, string]);
  if (!matches) return { items: [], nextCursor: null };
  const position = after
    ? sql` and (s.score, m.last_used_at, m.id) < (${count(after[0])}, ${instant(new Date(after[1]))}, ${uuid(after[2])})`
    : EMPTY;
  const statement = sql`
    select ${item.columns.as("m")}, s.score from ${matches} as s join ${item.name} as m on m.id = s.item_id
    where ${db.inScope("m")} and ${conditions(filter)}${position}
    order by s.score desc, m.last_used_at desc, m.id desc limit ${integer(limit + 1)}`;
  const rows = await db.all("search", statement, scored, { options });
  const page = pageOf(rows, {
    query: id,
    limit,
    keyOf: (row) => [row.score, row.lastUsedAt.toISOString(), row.id],
  });
  return { ...page, items: page.items.map(({ score: _, ...found }): MemoryItem => found) };
}

async function bySubstring(db: ScopedDb, { filter, text, limit, cursor, options, id }: SearchPage) {
  const matches = substringMatches(db, { table: "memory_item", text });
  const after = instantCursor(id, cursor);
  const position = after
    ? sql` and (m.last_used_at, m.id) < (${instant(after.at)}, ${uuid(after.id)})`
    : EMPTY;
  const statement = sql`
    select ${item.columns.as("m")} from ${item.name} as m
    where ${db.inScope("m")} and m.id in (${matches}) and ${conditions(filter)}${position}
    order by m.last_used_at desc, m.id desc limit ${integer(limit + 1)}`;
  const rows = await db.all("search", statement, item.columns, { options });
  return pageOf(rows, { query: id, limit, keyOf: (row) => [row.lastUsedAt.toISOString(), row.id] });
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
