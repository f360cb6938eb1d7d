import { type ProfileLinkEntity, profileLinkTable } from "../../../entities/profiles";
import { hasCode, invalid, type UnifiedStoreError } from "../../core/errors";
import { Shape } from "../../core/input/shape";
import type { Call } from "../../db/call";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, Rows, raw, type Sql, sql } from "../../dialect/sql";
import type { ProfileLink, ProfileLinkFilter, ProfileLinkInput, ProfileLinkKey } from "./types";

export const link = new Table<ProfileLinkEntity, ProfileLink>(profileLinkTable);

/** Validation rules of a link to add. */
export const linkInput = Shape.of<ProfileLinkInput>({
  ...profileLinkTable.columns,
  seenAt: { type: "instant", options: { default: "now" } },
});

export function newLink(db: RowDefaults, { from, to, count = 1, seenAt }: ProfileLinkInput): ProfileLink {
  const at = new Date(seenAt ?? db.now());
  return { from, to, count, firstSeenAt: at, lastSeenAt: at, version: 1 };
}

/** The pair as one string. The separator is safe: no name contains U+0000. */
export const pairOf = ({ from, to }: ProfileLinkKey): string => `${from}\0${to}`;

/**
 * Merges links of the same pair, and sorts them. A statement cannot write a row twice, and
 * concurrent calls must lock in the same order.
 *
 * @throws UnifiedStoreError `validation` when the total of a pair exceeds 2^53 - 1
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
  firstSeenAt: b.firstSeenAt < a.firstSeenAt ? b.firstSeenAt : a.firstSeenAt,
  lastSeenAt: b.lastSeenAt > a.lastSeenAt ? b.lastSeenAt : a.lastSeenAt,
});

/** SQL for the earlier or later of two times; equal times keep the stored one. */
const better = (column: string, compares: "<" | ">"): string =>
  `${column} = case when excluded.${column} ${compares} profile_link.${column}
    then excluded.${column} else profile_link.${column} end`;

const TOTAL = "profile_link.count + excluded.count";
const ON_PAIR = "on conflict (tenant_id, workspace_id, from_name, to_name) do update set";
const SEEN = `${better("first_seen_at", "<")}, ${better("last_seen_at", ">")}, version = profile_link.version + 1`;

/** Two counts of 53 bits add up exactly in 64 bits. A total above 2^53 - 1 changes nothing. */
const ADD = raw(`${ON_PAIR} count = ${TOTAL}, ${SEEN} where ${TOTAL} <= ${Number.MAX_SAFE_INTEGER}`);

/** Adds one link. The statement returns no row when the total would be too large. */
export function addLink(db: ScopedDb, row: ProfileLink): Sql {
  const { tenant, workspace } = db;
  return sql`${link.insert({ tenant, workspace, ...row })} ${ADD} returning ${link.columns.sql}`;
}

/**
 * The bulk form must fail as a whole. Skipping one row would keep the others, so a total that is
 * too large becomes a count below zero: its check constraint undoes all rows.
 */
const ADD_ALL = raw(
  `${ON_PAIR} count = case when ${TOTAL} <= ${Number.MAX_SAFE_INTEGER} then ${TOTAL} else -1 end, ${SEEN}`,
);
const LINKED = ["from", "to", "count", "firstSeenAt", "lastSeenAt", "version"] as const;
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

/**
 * Translates a failed check constraint. The input was validated before, so only a total can be
 * wrong.
 */
export function explainRefusal(error: unknown): unknown {
  const refused = hasCode(error, "validation") && error.field === undefined;
  return refused ? tooMany("links") : error;
}

export function tooMany(field: string): UnifiedStoreError {
  return invalid(field, "would bring the count of a link above 2^53 - 1: nothing was changed");
}

const PAIR = link.rowColumns(["from", "to"]);

/**
 * Reads the links of these pairs; null for a missing one. The join starts at the pairs and uses the
 * whole key. Otherwise a planner that expects an empty scope compares every link with every pair.
 */
export async function linksOfPairs(
  call: Call,
  keys: readonly ProfileLinkKey[],
): Promise<(ProfileLink | null)[]> {
  if (keys.length === 0) return [];
  const different = new Map(keys.map((key) => [pairOf(key), [key.from, key.to]]));
  const pairs = new Rows(PAIR, [...different.values()], "keys");
  const statement = sql`
    select ${link.columns.as("l")} from ${pairs} as v left join ${link.name} as l
    on l.from_name = v.from_name and l.to_name = v.to_name and ${call.inScope("l")}
    where (l.count >= 0) is true`;
  const found = await call.all(statement, link.columns);
  const byPair = new Map(found.map((each) => [pairOf(each), each]));
  return keys.map((key) => byPair.get(pairOf(key)) ?? null);
}

/** Conditions on the ends of links. The alias of the table is `l`. */
export function endsAt({ from, to }: ProfileLinkFilter): Sql[] {
  const ends: Sql[] = [];
  if (from !== undefined) ends.push(sql`l.from_name = ${name(from)}`);
  if (to !== undefined) ends.push(sql`l.to_name = ${name(to)}`);
  return ends;
}

/**
 * Subquery for the links that begin or end at a name. It is a union with one branch for each end:
 * for `from_name = … or to_name = …`, a planner without statistics reads all links of the scope. A
 * link of a name to itself is in the first branch.
 */
export function linksOf(db: ScopedDb, who: string): Sql {
  return sql`
    select ${link.columns.as("o")} from ${link.name} as o where ${db.inScope("o")} and o.from_name = ${name(who)}
    union all
    select ${link.columns.as("i")} from ${link.name} as i
    where ${db.inScope("i")} and i.to_name = ${name(who)} and i.from_name <> ${name(who)}`;
}
