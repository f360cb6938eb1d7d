import { notFound } from "../../core/errors";
import type { Call } from "../../db/call";
import { indexedRows } from "../../db/collections/indexed-rows";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { integer, name, type Sql, sql } from "../../dialect/sql";
import { link } from "./link";
import { profile } from "./profile";
import type { Profile, ProfileLink, ProfileNetwork, ProfileNetworkQuery } from "./types";

type None<T> = { [K in keyof T]: null };

/** One row of the result: a node or a link. A node has no `from`; a link has no depth. */
type NetworkRow =
  | ({ name: string; depth: number } & (Omit<Profile<never>, "name"> | None<Omit<Profile, "name">>) &
      None<LinkPart>)
  | (None<Profile & { depth: number }> & LinkPart);

/** Members of a link. Its version is renamed, because a profile has a version too. */
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
 * Neighborhood of a name: the names around it, their profiles and the links among them. It takes
 * one statement.
 *
 * @throws UnifiedStoreError `not_found` when the name has neither a profile nor a link
 */
export async function network(
  call: Call,
  start: string,
  { depth = 1, limit = 1000 }: ProfileNetworkQuery,
): Promise<ProfileNetwork<never>> {
  const found: ProfileNetwork<never> = { nodes: [], links: [] };
  // At least two names: with only one, it would be unknown whether the start has links.
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

/** Only the start and its link to itself. */
const firstOf = ({ nodes, links }: ProfileNetwork<never>): ProfileNetwork<never> => ({
  nodes: nodes.slice(0, 1),
  links: links.filter(({ from, to }) => from === nodes[0]!.name && to === from),
});

/**
 * Breadth-first walk by a recursive query. It keeps each pair of name and depth once. So each link
 * is used at most `depth` times, for any number of paths and cycles. It starts with the name from
 * the profile if there is one, so that its names have the collation of the columns.
 *
 * Every profile and link is looked up by an index that the statement names, so that a planner needs
 * no statistics. `is true` keeps it from comparing each link with each reached name.
 */
function around(db: ScopedDb, start: string, { depth, limit }: Required<ProfileNetworkQuery>): Sql {
  return sql`
    with recursive walk (name, depth) as (
      select coalesce(p.name, r.name), 0 from (select ${name(start)} as name) as r${profilesOf(db.inScope("p"))}
      union
      select case when l.from_name = w.name then l.to_name else l.from_name end, w.depth + 1
      from walk as w${linksAt(db.inScope("l"))} where w.depth < ${integer(depth)}
    ), reached (name, depth) as (
      select w.name, min(w.depth) from walk as w group by w.name order by 2, 1 limit ${integer(limit)}
    )
    select r.name, r.depth, p.id, p.data, p.created_at, p.updated_at, p.version, null, null, null, null, null, null,
      p.schema_version
    from reached as r${profilesOf(db.inScope("p"))}
    union all
    select null, null, null, null, null, null, null,
      l.from_name, l.to_name, l.count, l.first_seen_at, l.last_seen_at, l.version, null
    from reached as r${linksFrom(db.inScope("l"))} where (l.to_name in (select t.name from reached as t)) is true
    order by 2, 1, 8, 9`;
}

/** The profile `p` of `r.name`, if there is one. */
const profilesOf = indexedRows(profile.name, {
  alias: "p",
  join: "left",
  by: ["name"],
  value: "r.name",
  unique: true,
});

/** The links `l` that begin or end at `w.name`. */
const linksAt = indexedRows(link.name, {
  alias: "l",
  join: "cross",
  by: ["from_name", "to_name"],
  value: "w.name",
  unique: false,
  columns: ["from_name", "to_name"],
});

const linksFrom = indexedRows(link.name, {
  alias: "l",
  join: "cross",
  by: ["from_name"],
  value: "r.name",
  unique: false,
});
