import type { CallOptions } from "../../core/deadline";
import { lister } from "../../db/list-page";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { checkSearchText } from "../../db/search";
import { searcher } from "../../db/search-page";
import { all, instant, name, type Sql, sql } from "../../dialect/sql";
import { entry } from "./entry";
import { ArchiveListInput, ArchiveSearchInput } from "./inputs";
import type { ArchiveEntry, ArchiveFilter, ArchiveListQuery, ArchiveSearchQuery } from "./types";

/** Each in one statement; `e` is the entry. One row more than the page holds tells whether there is another page. */

const list = lister(entry, "e", "createdAt");

export function listEntries(
  db: ScopedDb,
  query: ArchiveListQuery,
  options: CallOptions,
): PageRequest<ArchiveEntry> {
  return paged(db, { method: "list", Input: ArchiveListInput, query, options }, (input, at, options) => {
    const { order = "newest" } = input;
    const id = db.queryId("list", input, { order });
    return list(db, { ...at, where: conditions(input), order, query: id, options });
  });
}

const search = searcher(entry, "e", "createdAt");

/** An entry found by its filename and by its tags alike comes once, with the better score of the two. */
export function searchEntries(
  db: ScopedDb,
  query: ArchiveSearchQuery,
  options: CallOptions,
): PageRequest<ArchiveEntry> {
  return paged(db, { method: "search", Input: ArchiveSearchInput, query, options }, (input, at, options) => {
    const { text, mode = "words" } = input;
    checkSearchText(text);
    const id = db.queryId("search", input, { mode });
    return search(db, { ...at, text, mode, where: conditions(input), query: id, options });
  });
}

function conditions({ mediaType, visibility, createdFrom, createdTo }: ArchiveFilter): Sql {
  const given: Sql[] = [];
  if (mediaType !== undefined) given.push(sql`e.media_type = ${name(mediaType)}`);
  if (visibility !== undefined) given.push(sql`e.visibility = ${name(visibility)}`);
  if (createdFrom !== undefined) given.push(sql`e.created_at >= ${instant(createdFrom)}`);
  if (createdTo !== undefined) given.push(sql`e.created_at < ${instant(createdTo)}`);
  return all(given);
}
