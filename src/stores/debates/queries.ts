import type { CallOptions } from "../../core/deadline";
import { lister } from "../../db/list-page";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { checkSearchText } from "../../db/search";
import { searcher } from "../../db/search-page";
import { all, instant, type Sql, sql } from "../../dialect/sql";
import { debate } from "./debate";
import { DebateListInput, DebateSearchInput } from "./inputs";
import type { Debate, DebateListQuery, DebateSearchQuery } from "./types";

/**
 * Each in one statement; `d` is the debate. One row more than the page holds tells whether there is another page.
 */

const list = lister(debate, "d", "createdAt");

export function listDebates(db: ScopedDb, query: DebateListQuery, options: CallOptions): PageRequest<Debate> {
  return paged(db, { method: "list", Input: DebateListInput, query, options }, (input, at, options) => {
    const { order = "newest" } = input;
    const id = db.queryId("list", input, { order });
    return list(db, { ...at, where: conditions(input), order, query: id, options });
  });
}

const search = searcher(debate, "d", "createdAt");

/** A debate found by its query and by its final output alike comes once, with the better score of the two. */
export function searchDebates(
  db: ScopedDb,
  query: DebateSearchQuery,
  options: CallOptions,
): PageRequest<Debate> {
  return paged(db, { method: "search", Input: DebateSearchInput, query, options }, (input, at, options) => {
    const { text, mode = "words" } = input;
    checkSearchText(text);
    const id = db.queryId("search", input, { mode });
    return search(db, { ...at, text, mode, where: conditions(input), query: id, options });
  });
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
