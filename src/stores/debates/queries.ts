import { type CallOptions, checkOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import { lister } from "../../db/list-page";
import { DEFAULT_LIMIT, PageRequest } from "../../db/page";
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
  const fetch = (cursor: string | undefined) =>
    db.method("list", async () => {
      checkOptions(options);
      const input = validate(DebateListInput, query, "");
      const { limit = DEFAULT_LIMIT, order = "newest" } = input;
      const id = db.queryId("list", input, { order });
      return list(db, { where: conditions(input), order, limit, cursor, query: id, options });
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
      const { text, mode = "words", limit = DEFAULT_LIMIT } = input;
      checkSearchText(text);
      const id = db.queryId("search", input, { mode });
      const where = conditions(input);
      return search(db, { text, mode, where, limit, cursor, query: id, options });
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
