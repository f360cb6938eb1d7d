import { between } from "../../db/pages/between";
import type { ScopedDb } from "../../db/scoped";
import { AnyOf, EMPTY, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import { place } from "./place";
import { tag } from "./tags";
import type { ArchiveFilter } from "./types";

/**
 * What a list or search asks of an entry, each as conditions that others may stand before and
 * behind.
 */

export function ofEntry({ mediaType, visibility }: ArchiveFilter): Sql[] {
  const given: Sql[] = [];
  if (mediaType !== undefined) given.push(sql`e.media_type = ${name(mediaType)}`);
  if (visibility !== undefined) given.push(sql`e.visibility = ${name(visibility)}`);
  return given;
}

/** @param at the time of creation, as the statement calls it */
export const inRange = ({ createdFrom, createdTo }: ArchiveFilter, at: Sql): Sql[] =>
  between(at, createdFrom, createdTo);

/** @param id of the entry, as the statement calls it */
export function hasTags(db: ScopedDb, id: Sql, tags: readonly string[] = []): Sql[] {
  if (tags.length === 0) return [];
  return [
    sql`${integer(tags.length)} = (
      select count(*) from ${tag.name} as o
      where ${db.inScope("o")} and o.entry_id = ${id} and o.tag ${new AnyOf("name", tags)})`,
  ];
}

/** Counted: of an `exists` a planner may make a list of all that a channel has. */
export function isUsed(db: ScopedDb, id: Sql, filter: ArchiveFilter): Sql[] {
  if (filter.messageId === undefined && filter.channelId === undefined) return [];
  return [
    sql`0 < (
      select count(*) from ${place.name} as p
      where ${db.inScope("p")} and p.entry_id = ${id}${atPlace(filter)})`,
  ];
}

/** Of places `p`. */
export function atPlace({ messageId, channelId }: ArchiveFilter): Sql {
  const message = messageId === undefined ? EMPTY : sql` and p.message_id = ${name(messageId)}`;
  return channelId === undefined ? message : sql`${message} and p.channel_id = ${name(channelId)}`;
}

export const ENTRY_ID = raw("e.id");
export const ENTRY_AT = raw("e.created_at");
