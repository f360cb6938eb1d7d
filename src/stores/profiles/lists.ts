import { decodeCursor } from "../../core/cursor";
import type { CallOptions } from "../../core/deadline";
import { pageByName } from "../../db/name-page";
import { type PageRequest, pageOf } from "../../db/page";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { all, count, EMPTY, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import { ProfileLinkListInput, ProfileListInput } from "./inputs";
import { endsAt, link, linksOf } from "./link";
import { profile } from "./profile";
import type {
  Profile,
  ProfileLink,
  ProfileLinkFilter,
  ProfileLinkListQuery,
  ProfileListQuery,
} from "./types";

/** Each in one statement. One row more than the page holds tells whether there is another page. */

export function listProfiles(
  db: ScopedDb,
  query: ProfileListQuery,
  options: CallOptions,
): PageRequest<Profile<never>> {
  const call = { method: "list", Input: ProfileListInput, query, options };
  return paged(db, call, ({ prefix = "" }, at, options) => {
    const list = {
      method: "list",
      query: db.queryId("list", { prefix }),
      select: sql`select ${profile.columns.as("p")} from ${profile.name} as p where ${db.inScope("p")}`,
      returns: profile.columns,
      by: BY_NAME,
      nameOf: (row: Profile<never>) => row.name,
      prefix,
    };
    return pageByName(db, list, at, options);
  });
}

const BY_NAME = raw("p.name");

export function listLinks(
  db: ScopedDb,
  query: ProfileLinkListQuery,
  options: CallOptions,
): PageRequest<ProfileLink> {
  const call = { method: "list", Input: ProfileLinkListInput, query, options };
  return paged(db, call, async (input, { limit, cursor }, options) => {
    const id = db.queryId("list", input);
    const position = cursor === undefined ? EMPTY : sql` and ${behind(id, cursor)}`;
    const statement = sql`
      select ${link.columns.as("l")} from ${linksThat(db, input)}${position}
      order by l.count desc, l.from_name, l.to_name limit ${integer(limit + 1)}`;
    const rows = await db.all("list", statement, link.columns, { options });
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
