import { notFound } from "../../core/errors";
import type { Call } from "../../db/call";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { integer, name, type Sql, sql } from "../../dialect/sql";
import { link } from "./link";
import { profile } from "./profile";
import type { Profile, ProfileLink, ProfileNetwork, ProfileNetworkQuery } from "./types";

type None<T> = { [K in keyof T]: null };

/** A node has no `from`; a link has no depth. */
type NetworkRow =
  | ({ name: string; depth: number } & (Omit<Profile<never>, "name"> | None<Omit<Profile, "name">>) &
      None<LinkPart>)
  | (None<Profile & { depth: number }> & LinkPart);

/** Profiles and links both have a version. */
type LinkPart = Omit<ProfileLink, "version"> & { linkVersion: number; schemaVersion: number | null };

const row = selection<NetworkRow>({
  name: "name",
  depth: "integer",
  id: "uuid",
  data: "json",
  createdAt: "instant",
  updatedAt: "instant",
  version: "integer",
  from: "name",
  to: "name",
  count: "count",
  firstSeenAt: "instant",
  lastSeenAt: "instant",
  linkVersion: "integer",
  schemaVersion: "integer",
});

/**
 * The names around one name, their profiles and the links among them, in one statement.
 *
 * @throws UnifiedStoreError `not_found` when nothing is known of the name
 */
export async function network(
  call: Call,
  start: string,
  { depth = 1, limit = 1000 }: ProfileNetworkQuery,
): Promise<ProfileNetwork<never>> {
  const found: ProfileNetwork<never> = { nodes: [], links: [] };
  // With one name alone there would be no telling whether it has links.
  const statement = around(call, start, { depth, limit: Math.max(limit, 2) });
  for (const each of await call.all(statement, row)) {
    if (each.from === null) {
      const { name, depth, id, data, createdAt, updatedAt, version } = each;
      const known = id === null ? null : { id, name, data, createdAt, updatedAt, version };
      if (known) call.upgrade(known, profile.typed!, each.schemaVersion);
      found.nodes.push({ name, depth, profile: known });
    } else {
      const { from, to, count, firstSeenAt, lastSeenAt, linkVersion: version } = each;
      found.links.push({ from, to, count, firstSeenAt, lastSeenAt, version });
    }
  }
  const [first] = found.nodes;
  if (first!.profile === null && found.links.length === 0)
    throw notFound("profile or link of this name", undefined, "name");
  return limit === 1 ? firstOf(found) : found;
}

/** The name that was asked for, and its link to itself. */
const firstOf = ({ nodes, links }: ProfileNetwork<never>): ProfileNetwork<never> => ({
  nodes: nodes.slice(0, 1),
  links: links.filter(({ from, to }) => from === nodes[0]!.name && to === from),
});

/**
 * The walk keeps pairs of name and depth, each once: at most `depth` steps over every link,
 * whatever paths and circles there are. It begins with the profile's name if there is one, so that
 * its names compare as the columns do.
 *
 * Written so that no planner goes astray, with statistics or before there are any:
 * - Each step goes both ways by an index each; an `or` may read all links of the scope for every
 *   name.
 * - Depths count up from 0, so `<>` stops where `<` would, but lets more rows be expected. A
 *   planner that expects few, in a scope just loaded that it takes for empty, compares every name
 *   with every link: 113 s for 60,000 links, not 0.1 s.
 * - `is true` and the left join keep links and names reached from being compared each with each in
 *   the same way.
 */
function around(db: ScopedDb, start: string, { depth, limit }: Required<ProfileNetworkQuery>): Sql {
  return sql`
    with recursive walk (name, depth) as (
      select coalesce((
        select p.name from ${profile.name} as p where ${db.inScope("p")} and p.name = ${name(start)}
      ), ${name(start)}), 0
      union
      select case when way.forth = 1 then o.to_name else i.from_name end, w.depth + 1
      from walk as w cross join (select 1 as forth union all select 0) as way
      left join ${link.name} as o on o.from_name = case when way.forth = 1 then w.name end and ${db.inScope("o")}
      left join ${link.name} as i on i.to_name = case when way.forth = 0 then w.name end and ${db.inScope("i")}
      where w.depth <> ${integer(depth)} and (o.to_name is not null or i.from_name is not null)
    ), reached (name, depth) as (
      select w.name, min(w.depth) from walk as w group by w.name order by 2, 1 limit ${integer(limit)}
    )
    select r.name, r.depth, p.id, p.data, p.created_at, p.updated_at, p.version, null, null, null, null, null, null,
      p.schema_version
    from reached as r left join ${profile.name} as p on p.name = r.name and ${db.inScope("p")}
    union all
    select null, null, null, null, null, null, null,
      l.from_name, l.to_name, l.count, l.first_seen_at, l.last_seen_at, l.version, null
    from reached as r left join ${link.name} as l on l.from_name = r.name and ${db.inScope("l")}
    where (l.to_name in (select t.name from reached as t)) is true
    order by 2, 1, 8, 9`;
}
