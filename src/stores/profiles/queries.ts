import { checkName } from "../../core/arguments";
import { decodeCursor } from "../../core/cursor";
import type { CallOptions } from "../../core/deadline";
import { pageByName } from "../../db/name-page";
import { type PageRequest, pageOf } from "../../db/page";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { count, EMPTY, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import { ProfileLinksInput, ProfileListInput } from "./inputs";
import { link, linksOf } from "./link";
import { profile } from "./profile";
import type { LinkDirection, Profile, ProfileLink, ProfileLinksQuery, ProfileListQuery } from "./types";

/** Each in one statement. One row more than the page holds tells whether there is another page. */

export function listProfiles(
  db: ScopedDb,
  query: ProfileListQuery,
  options: CallOptions,
): PageRequest<Profile> {
  return paged(
    db,
    { method: "list", Input: ProfileListInput, query, options },
    ({ prefix = "" }, at, options) => {
      const list = {
        method: "list",
        query: db.queryId("list", { prefix }),
        select: sql`select ${profile.columns.as("p")} from ${profile.name} as p where ${db.inScope("p")}`,
        returns: profile.columns,
        by: BY_NAME,
        nameOf: (row: Profile) => row.name,
        prefix,
      };
      return pageByName(db, list, at, options);
    },
  );
}

const BY_NAME = raw("p.name");

export function listLinks(
  db: ScopedDb,
  who: string,
  query: ProfileLinksQuery,
  options: CallOptions,
): PageRequest<ProfileLink> {
  return paged(
    db,
    { method: "links", Input: ProfileLinksInput, query, options },
    async (input, { limit, cursor }, options) => {
      checkName(who);
      const { direction = "both" } = input;
      const id = db.queryId("links", { name: who, direction });
      const position = cursor === undefined ? EMPTY : sql` and ${behind(id, cursor)}`;
      const statement = sql`
        select ${link.columns.as("l")} from ${linksAt(db, who, direction)}${position}
        order by l.count desc, l.source, l.target limit ${integer(limit + 1)}`;
      const rows = await db.all("links", statement, link.columns, { options });
      return pageOf(rows, { query: id, limit, keyOf: (row) => [row.count, row.source, row.target] });
    },
  );
}

function linksAt(db: ScopedDb, who: string, direction: LinkDirection): Sql {
  if (direction === "both") return sql`(${linksOf(db, who)}) as l where true`;
  const end = direction === "out" ? sql`l.source = ${name(who)}` : sql`l.target = ${name(who)}`;
  return sql`${link.name} as l where ${db.inScope("l")} and ${end}`;
}

function behind(query: string, cursor: string): Sql {
  const shape = ["number", "string", "string"] as const;
  const [most, source, target] = decodeCursor(query, cursor, shape) as [number, string, string];
  return sql`(l.count < ${count(most)} or l.count = ${count(most)} and (l.source, l.target) > (${name(source)}, ${name(target)}))`;
}
