import type { CallOptions } from "../../core/call/deadline";
import { collection } from "../../db/collection";
import { between } from "../../db/pages/between";
import { lister } from "../../db/pages/keyset-by-time";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopedDb } from "../../db/scoped";
import { checkSearchText } from "../../db/search/search";
import { searcher } from "../../db/search/search-page";
import { all, raw, type Sql, sql } from "../../dialect/sql";
import { debate } from "./debate";
import { DebateListInput, DebateSearchInput } from "./inputs";
import type { Debate, DebateListQuery, DebateSearchQuery } from "./types";

const list = lister(debate, "d", "createdAt");
const search = searcher(debate, "d", "createdAt");

export const DEBATES = collection({
  name: "debates",
  what: "debate",
  table: debate,
  key: "id",
  page: (db, query: DebateListQuery, options) =>
    paged(db, { method: "list", Input: DebateListInput, query, options }, (call, input, at) => {
      const { order = "newest" } = input;
      return list(call, { ...at, where: conditions(input), order, query: call.queryId(input, { order }) });
    }),
});

/** A debate that matches by its query and by its final output comes once, with the better score. */
export function searchDebates(
  db: ScopedDb,
  query: DebateSearchQuery,
  options: CallOptions,
): PageRequest<Debate> {
  return paged(db, { method: "search", Input: DebateSearchInput, query, options }, (call, input, at) => {
    const { text, mode = "any" } = input;
    checkSearchText(text);
    const id = call.queryId(input, { mode });
    return search(call, { ...at, text, mode, where: conditions(input), query: id });
  });
}

type Filter = Pick<DebateListQuery, "concluded" | "createdFrom" | "createdTo">;

const CREATED_AT = raw("d.created_at");

/** `d` is the debate. */
function conditions({ concluded, createdFrom, createdTo }: Filter): Sql {
  const given: Sql[] = [];
  if (concluded !== undefined)
    given.push(concluded ? sql`d.concluded_at is not null` : sql`d.concluded_at is null`);
  return all([...given, ...between(CREATED_AT, createdFrom, createdTo)]);
}
