import type { Call } from "../../db/call";
import { instantCursor, pageOf } from "../../db/pages/keyset";
import type { ListRequest } from "../../db/pages/keyset-by-time";
import type { Page } from "../../db/pages/page";
import type { ScopedDb } from "../../db/scoped";
import {
  all,
  EMPTY,
  instant,
  integer,
  name,
  raw,
  type Sql,
  sql,
  type TableName,
  uuid,
} from "../../dialect/sql";
import { atPlace, hasTags, inRange, ofEntry } from "./conditions";
import { entry } from "./entry";
import { place } from "./place";
import { tag } from "./tags";
import type { ArchiveEntry, ArchiveFilter } from "./types";

/** A driving table. Its rows repeat the entry's time, so its index has the entries in order. */
interface Driver {
  table: TableName;
  alias: string;
  as: Sql;
  id: Sql;
  at: Sql;
  order: Record<"newest" | "oldest", { by: Sql; after: Sql }>;
}

function driver(table: TableName, alias: string, time: string): Driver {
  const [at, id] = [`${alias}.${time}`, `${alias}.entry_id`];
  return {
    table,
    alias,
    as: raw(alias),
    id: raw(id),
    at: raw(at),
    order: {
      newest: { by: raw(`${at} desc, ${id} desc`), after: raw(`(${at}, ${id}) <`) },
      oldest: { by: raw(`${at}, ${id}`), after: raw(`(${at}, ${id}) >`) },
    },
  };
}

const TAGS = driver(tag.name, "t", "created_at");
const PLACES = driver(place.name, "p", "entry_created_at");

type Request = Omit<ListRequest, "where">;

/**
 * Lists the entries that have all of these tags. It scans the index of the first tag in order, and
 * looks up the other tags for each entry.
 */
export function listTagged(call: Call, filter: ArchiveFilter, request: Request): Promise<Page<ArchiveEntry>> {
  const [first, ...others] = filter.tags!;
  const conditions = [sql`t.tag = ${name(first!)}`, ...hasTags(call, TAGS.id, others)];
  return drive(call, TAGS, { filter, conditions, request });
}

/** Lists entries by the places of their content, in the order of the places' index. */
export function listPlaced(call: Call, filter: ArchiveFilter, request: Request): Promise<Page<ArchiveEntry>> {
  const conditions = [
    sql`true${atPlace(filter)}`,
    ...firstOfEntry(call, filter),
    ...hasTags(call, PLACES.id, filter.tags),
  ];
  return drive(call, PLACES, { filter, conditions, request });
}

/**
 * Returns each entry once. A message may use a content in several channels, and a channel in
 * several messages; only the entry's first place there counts. One look-up in the primary key for
 * each row tells whether it is the first. It stands in a `case`. Otherwise a planner may make a
 * join of it, or expect few first rows, and then sort rows that the index has in order.
 */
function firstOfEntry(db: ScopedDb, { messageId, channelId }: ArchiveFilter): Sql[] {
  if (messageId !== undefined && channelId !== undefined) return [];
  const earlier = messageId === undefined ? EARLIER_IN_CHANNEL : EARLIER_IN_MESSAGE;
  return [
    sql`case when exists (
      select 1 from ${place.name} as q where ${db.inScope("q")} and q.entry_id = p.entry_id and ${earlier}
    ) then false else true end`,
  ];
}
const EARLIER_IN_MESSAGE = raw("q.message_id = p.message_id and q.channel_id < p.channel_id");
const EARLIER_IN_CHANNEL = raw("q.channel_id = p.channel_id and q.message_id < p.message_id");

interface Driven {
  filter: ArchiveFilter;
  /** Conditions on the driving table's row. */
  conditions: readonly Sql[];
  request: Request;
}

async function drive(
  call: Call,
  { table, alias, as, id, at, order }: Driver,
  { filter, conditions, request: { order: wanted, limit, cursor, query } }: Driven,
): Promise<Page<ArchiveEntry>> {
  const last = instantCursor(query, cursor);
  const { by, after } = order[wanted];
  const position = last ? sql` and ${after} (${instant(last.at)}, ${uuid(last.id)})` : EMPTY;
  const statement = sql`
    select ${entry.columns.as("e")} from ${table} as ${as} cross join ${entry.name} as e
    where ${call.inScope(alias)} and ${all([...conditions, ...inRange(filter, at)])}${position}
    and ${call.inScope("e")} and e.id = ${id} and ${all(ofEntry(filter))}
    order by ${by} limit ${integer(limit + 1)}`;
  const rows = await call.all(statement, entry.columns);
  return pageOf(rows, { query, limit, keyOf: (row) => [row.createdAt.getTime(), row.id] });
}
