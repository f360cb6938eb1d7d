import { type CallOptions, checkOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import { checkLimit, instantCursor, PageRequest, pageOf } from "../../db/page";
import type { ScopedDb } from "../../db/scoped";
import { checkSearch } from "../../db/search";
import { searcher } from "../../db/search-page";
import { all, EMPTY, instant, integer, type Sql, sql, uuid } from "../../dialect/sql";
import { debate } from "./debate";
import { DebateListInput, DebateSearchInput } from "./inputs";
import type { Debate, DebateListQuery, DebateSearchQuery } from "./types";

/**
 * Each in one statement; `d` is the debate. One row more than the page holds tells whether there is another page.
 */

export function listDebates(db: ScopedDb, query: DebateListQuery, options: CallOptions): PageRequest<Debate> {
  const fetch = (cursor: string | undefined) =>
    db.method("list", async () => {
      checkOptions(options);
      const { limit: wanted, cursor: _, order = "newest", ...filter } = validate(DebateListInput, query, "");
      const limit = checkLimit(wanted);
      const id = db.queryId("list", { ...filter, order });
      const after = instantCursor(id, cursor);
      const key = after && sql`(${instant(after.at)}, ${uuid(after.id)})`;
      const newest = order === "newest";
      const position = !key
        ? EMPTY
        : newest
          ? sql` and (d.created_at, d.id) < ${key}`
          : sql` and (d.created_at, d.id) > ${key}`;
      const direction = newest ? sql`d.created_at desc, d.id desc` : sql`d.created_at, d.id`;
      const statement = sql`
        select ${debate.columns.as("d")} from ${debate.name} as d
        where ${db.inScope("d")} and ${conditions(filter)}${position} order by ${direction} limit ${integer(limit + 1)}`;
      const rows = await db.all("list", statement, debate.columns, { options });
      return pageOf(rows, { query: id, limit, keyOf: (row) => [row.createdAt.toISOString(), row.id] });
    });
  return new PageRequest(fetch, query?.cursor ?? undefined);
}

const search = searcher(debate, "d", "createdAt");

/** A debate found by its query and by its final output alike comes once, with the better score of the two. */
export function searchDebates(
  db: ScopedDb,
  query: DebateSearchQuery,
  options: CallOptions,
): PageRequest<Debate> {
  const fetch = (cursor: string | undefined) =>
    db.method("search", async () => {
      checkOptions(options);
      const input = validate(DebateSearchInput, query, "");
      const { text, mode = "words", limit, cursor: _, ...filter } = input;
      checkSearch(text, mode);
      const id = db.queryId("search", { ...filter, text, mode });
      const where = conditions(filter);
      return search(db, { text, mode, where, limit: checkLimit(limit), cursor, query: id, options });
    });
  return new PageRequest(fetch, query?.cursor ?? undefined);
}

type Filter = Pick<DebateListQuery, "concluded" | "createdFrom" | "createdTo">;

function conditions({ concluded, createdFrom, createdTo }: Filter): Sql {
  const given: Sql[] = [];
  if (concluded !== undefined)
    given.push(concluded ? sql`d.concluded_at is not null` : sql`d.concluded_at is null`);
  if (createdFrom !== undefined) given.push(sql`d.created_at >= ${instant(createdFrom)}`);
  if (createdTo !== undefined) given.push(sql`d.created_at < ${instant(createdTo)}`);
  return all(given);
}
