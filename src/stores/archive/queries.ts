import type { CallOptions } from "../../core/call/deadline";
import type { Call } from "../../db/call";
import { lister } from "../../db/pages/keyset-by-time";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopedDb } from "../../db/scoped";
import { checkSearchText } from "../../db/search/search";
import { searcher } from "../../db/search/search-page";
import { all } from "../../dialect/sql";
import { ENTRY_AT, ENTRY_ID, hasTags, inRange, isUsed, ofEntry } from "./conditions";
import { listPlaced, listTagged } from "./driven";
import { entry, tagList } from "./entry";
import { ArchiveListInput, ArchiveSearchInput } from "./inputs";
import type { ArchiveEntry, ArchiveFilter, ArchiveListQuery, ArchiveSearchQuery } from "./types";

/**
 * Keyset pagination, one statement for each page; `e` is the entry. One extra row tells whether
 * there is another page.
 */

const list = lister(entry, "e", "createdAt");

/** Scans the index of the places, of a tag or of the entries. All have the entries in order. */
export function listEntries(
  db: ScopedDb,
  query: ArchiveListQuery,
  options: CallOptions,
): PageRequest<ArchiveEntry> {
  return paged(db, { method: "list", Input: ArchiveListInput, query, options }, (call, input, at) => {
    const { order = "newest" } = input;
    const request = { ...at, order, query: queryId(call, input, { order }) };
    if (input.messageId !== undefined || input.channelId !== undefined)
      return listPlaced(call, input, request);
    if (input.tags !== undefined) return listTagged(call, input, request);
    return list(call, { ...request, where: all([...ofEntry(input), ...inRange(input, ENTRY_AT)]) });
  });
}

const search = searcher(entry, "e", "createdAt");

/** An entry that matches by its filename and by its tags comes once, with the better score. */
export function searchEntries(
  db: ScopedDb,
  query: ArchiveSearchQuery,
  options: CallOptions,
): PageRequest<ArchiveEntry> {
  return paged(db, { method: "search", Input: ArchiveSearchInput, query, options }, (call, input, at) => {
    const { text, mode = "any" } = input;
    checkSearchText(text);
    const where = all([
      ...ofEntry(input),
      ...inRange(input, ENTRY_AT),
      ...hasTags(call, ENTRY_ID, input.tags),
      ...isUsed(call, ENTRY_ID, input),
    ]);
    return search(call, { ...at, text, mode, where, query: queryId(call, input, { mode }) });
  });
}

/** The order of the tags decides the plan, not the result, so it is no part of the query's id. */
const queryId = (call: Call, input: ArchiveFilter, defaults: object): string =>
  call.queryId(input.tags ? { ...input, tags: tagList(input.tags) } : input, defaults);
