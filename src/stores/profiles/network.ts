import type { CallOptions } from "../../core/deadline";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { integer, name, type Sql, sql } from "../../dialect/sql";
import { link } from "./link";
import { profile } from "./profile";
import type { NetworkQuery, Profile, ProfileLink, ProfileNetwork } from "./types";

type None<T> = { [K in keyof T]: null };

/** A node has no source; a link has no depth. */
type NetworkRow =
  | ({ name: string; depth: number } & (Omit<Profile, "name"> | None<Omit<Profile, "name">>) &
      None<ProfileLink>)
  | (None<Profile & { depth: number }> & ProfileLink);

const row = selection<NetworkRow>({
  name: "name",
  depth: "integer",
  id: "uuid",
  data: "json",
  createdAt: "instant",
  updatedAt: "instant",
  version: "integer",
  source: "name",
  target: "name",
  count: "count",
  firstSeen: "instant",
  lastSeen: "instant",
});

/** The names around one name, their profiles and the links among them, in one statement. */
export async function network(
  db: ScopedDb,
  start: string,
  { depth = 1, limit = 1000 }: NetworkQuery,
  options: CallOptions,
): Promise<ProfileNetwork> {
  const found: ProfileNetwork = { nodes: [], links: [] };
  const statement = around(db, start, depth, limit);
  for (const each of await db.all("network", statement, row, { options })) {
    if (each.source === null) {
      const { name, depth, id, data, createdAt, updatedAt, version } = each;
      const known = id === null ? null : { id, name, data, createdAt, updatedAt, version };
      found.nodes.push({ name, depth, profile: known });
    } else {
      const { source, target, count, firstSeen, lastSeen } = each;
      found.links.push({ source, target, count, firstSeen, lastSeen });
    }
  }
  return found;
}

/**
 * The walk keeps pairs of name and depth, each once: at most `depth` steps over every link, whatever paths and circles there
 * are. It begins with the profile's name if there is one, so that its names compare as the columns do.
 *
 * Written so that no planner goes astray, with statistics or before there are any:
 * - Each step goes both ways by an index each; an `or` may read all links of the scope for every name.
 * - Depths count up from 0, so `<>` stops where `<` would, but lets more rows be expected. A planner that expects few, in a
 *   scope just loaded that it takes for empty, compares every name with every link: 113 s for 60,000 links, not 0.1 s.
 * - `is true` and the left join keep links and names reached from being compared each with each in the same way.
 */
function around(db: ScopedDb, start: string, depth: number, limit: number): Sql {
  return sql`
    with recursive walk (name, depth) as (
      select coalesce((
        select p.name from ${profile.name} as p where ${db.inScope("p")} and p.name = ${name(start)}
      ), ${name(start)}), 0
      union
      select case when way.forth = 1 then o.target else i.source end, w.depth + 1
      from walk as w cross join (select 1 as forth union all select 0) as way
      left join ${link.name} as o on o.source = case when way.forth = 1 then w.name end and ${db.inScope("o")}
      left join ${link.name} as i on i.target = case when way.forth = 0 then w.name end and ${db.inScope("i")}
      where w.depth <> ${integer(depth)} and (o.target is not null or i.source is not null)
    ), reached (name, depth) as (
      select w.name, min(w.depth) from walk as w group by w.name order by 2, 1 limit ${integer(limit)}
    )
    select r.name, r.depth, p.id, p.data, p.created_at, p.updated_at, p.version, null, null, null, null, null
    from reached as r left join ${profile.name} as p on p.name = r.name and ${db.inScope("p")}
    union all
    select null, null, null, null, null, null, null, l.source, l.target, l.count, l.first_seen, l.last_seen
    from reached as r left join ${link.name} as l on l.source = r.name and ${db.inScope("l")}
    where (l.target in (select t.name from reached as t)) is true
    order by 2, 1, 8, 9`;
}
