import { type ProfileLinkEntity, profileLinkTable } from "../../../entities/profiles";
import { hasCode, invalid, UnifiedStoreError } from "../../core/errors";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, Rows, raw, type Sql, sql } from "../../dialect/sql";
import type { ProfileLinkInput } from "./inputs";
import type { ProfileLink } from "./types";

export const link = new Table<ProfileLinkEntity, ProfileLink>(profileLinkTable);

export function newLink(db: ScopedDb, { source, target, count = 1, seenAt }: ProfileLinkInput): ProfileLink {
  const at = new Date(seenAt ?? db.now());
  return { source, target, count, firstSeen: at, lastSeen: at };
}

/** One string for a pair: no name has U+0000 in it. */
export const pairOf = ({ source, target }: Pick<ProfileLink, "source" | "target">): string =>
  `${source}\0${target}`;

/**
 * One link for each pair, sorted: a statement cannot write a row twice, and calls that overlap lock in the same order.
 *
 * @throws UnifiedStoreError `validation` when the counts of a pair add up to more than a number can hold
 */
export function mergeLinks(links: readonly ProfileLink[]): ProfileLink[] {
  const merged = new Map<string, ProfileLink>();
  links.forEach((next, i) => {
    const pair = pairOf(next);
    const known = merged.get(pair);
    if (known && known.count > Number.MAX_SAFE_INTEGER - next.count) throw tooMany(`links[${i}].count`);
    merged.set(pair, known ? mergeTwo(known, next) : next);
  });
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

const mergeTwo = (a: ProfileLink, b: ProfileLink): ProfileLink => ({
  ...a,
  count: a.count + b.count,
  firstSeen: b.firstSeen < a.firstSeen ? b.firstSeen : a.firstSeen,
  lastSeen: b.lastSeen > a.lastSeen ? b.lastSeen : a.lastSeen,
});

const TOTAL = "profile_link.count + excluded.count";
const ON_PAIR = "on conflict (tenant_id, workspace_id, source, target) do update set";
const SEEN = `
  first_seen = case when excluded.first_seen < profile_link.first_seen then excluded.first_seen else profile_link.first_seen end,
  last_seen = case when excluded.last_seen > profile_link.last_seen then excluded.last_seen else profile_link.last_seen end`;

/** Two counts of 53 bits add up exactly in the database's 64; a total that a number cannot hold changes nothing. */
const ADD = raw(`${ON_PAIR} count = ${TOTAL}, ${SEEN} where ${TOTAL} <= ${Number.MAX_SAFE_INTEGER}`);

/** No row comes back when the total would be too large. */
export function addLink(db: ScopedDb, row: ProfileLink): Sql {
  const { tenant, workspace } = db;
  return sql`${link.insert({ tenant, workspace, ...row })} ${ADD} returning ${link.columns.sql}`;
}

/** Passing one row over would keep the others: a count below zero, which the table refuses, undoes them all. */
const ADD_ALL = raw(
  `${ON_PAIR} count = case when ${TOTAL} <= ${Number.MAX_SAFE_INTEGER} then ${TOTAL} else -1 end, ${SEEN}`,
);
const LINKED = ["source", "target", "count", "firstSeen", "lastSeen"] as const;
const LINK_COLUMNS = link.rowColumns(LINKED);

/** @param rows of different pairs */
export function addLinks(db: ScopedDb, rows: readonly ProfileLink[]): Sql {
  const values = new Rows(
    LINK_COLUMNS,
    rows.map((row) => LINKED.map((property) => row[property])),
    "links",
  );
  return sql`
    insert into ${link.name} (tenant_id, workspace_id, ${link.columns.sql})
    select ${link.param("tenant", db.tenant)}, ${link.param("workspace", db.workspace)}, ${link.columns.as("v")}
    from ${values} as v order by v.ordinal ${ADD_ALL} returning ${link.columns.sql}`;
}

/** What the table refused. The input was checked before, so only a total can be wrong. */
export function explainRefusal(error: unknown): unknown {
  const refused = hasCode(error, "validation") && error.field === undefined;
  return refused ? tooMany("links") : error;
}

export function tooMany(field: string): UnifiedStoreError {
  return invalid(field, "would bring the count of a link above 2^53 - 1: nothing was changed");
}

export function deleteLink(db: ScopedDb, source: string, target: string): Sql {
  return sql`
    delete from ${link.name} where ${db.inScope()} and source = ${name(source)} and target = ${name(target)}
    returning ${link.columns.sql}`;
}

/**
 * The links that begin or end at a name, as a subquery. An arm for each end, since a planner without statistics answers
 * `source = … or target = …` by reading all links of the scope. A link to itself belongs to the first arm.
 */
export function linksOf(db: ScopedDb, who: string): Sql {
  return sql`
    select ${link.columns.as("o")} from ${link.name} as o where ${db.inScope("o")} and o.source = ${name(who)}
    union all
    select ${link.columns.as("i")} from ${link.name} as i
    where ${db.inScope("i")} and i.target = ${name(who)} and i.source <> ${name(who)}`;
}

/** Two statements, each by its index; a link to itself belongs to the first. */
export const deleteLinksOf = (db: ScopedDb, who: string): [Sql, Sql] => [
  sql`delete from ${link.name} where ${db.inScope()} and source = ${name(who)}`,
  sql`delete from ${link.name} where ${db.inScope()} and target = ${name(who)}`,
];
