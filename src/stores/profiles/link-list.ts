import type { CallOptions } from "../../core/call/deadline";
import { decodeCursor } from "../../core/cursor";
import { pageOf } from "../../db/pages/keyset";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopedDb } from "../../db/scoped";
import { all, count, EMPTY, integer, name, type Sql, sql } from "../../dialect/sql";
import { ProfileLinkListInput } from "./inputs";
import { endsAt, link, linksOf } from "./link";
import type { ProfileLink, ProfileLinkFilter, ProfileLinkListQuery } from "./types";

/**
 * Keyset pagination in one statement. It reads one row more than the page holds, to know whether a
 * next page exists.
 */
export function listLinks(
  db: ScopedDb,
  query: ProfileLinkListQuery,
  options: CallOptions,
): PageRequest<ProfileLink> {
  const called = { method: "list", Input: ProfileLinkListInput, query, options };
  return paged(db, called, async (call, input, { limit, cursor }) => {
    const id = call.queryId(input);
    const position = cursor === undefined ? EMPTY : sql` and ${behind(id, cursor)}`;
    const statement = sql`
      select ${link.columns.as("l")} from ${linksThat(call, input)}${position}
      order by l.count desc, l.from_name, l.to_name limit ${integer(limit + 1)}`;
    const rows = await call.all(statement, link.columns);
    return pageOf(rows, { query: id, limit, keyOf: (row) => [row.count, row.from, row.to] });
  });
}

function linksThat(db: ScopedDb, filter: ProfileLinkFilter): Sql {
  const ends = endsAt(filter);
  if (filter.name !== undefined) return sql`(${linksOf(db, filter.name)}) as l where ${all(ends)}`;
  return sql`${link.name} as l where ${all([db.inScope("l"), ...ends])}`;
}

function behind(query: string, cursor: string): Sql {
  const shape = ["number", "string", "string"] as const;
  const [most, from, to] = decodeCursor(query, cursor, shape) as [number, string, string];
  return sql`(l.count < ${count(most)} or l.count = ${count(most)}
    and (l.from_name, l.to_name) > (${name(from)}, ${name(to)}))`;
}
