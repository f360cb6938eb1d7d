import { between } from "../../db/pages/between";
import type { ScopedDb } from "../../db/scoped";
import { AnyOf, EMPTY, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import { place } from "./place";
import { tag } from "./tags";
import type { ArchiveFilter } from "./types";

/** Conditions of a list or search on an entry, as lists that a caller can join with others. */

export function ofEntry({ mediaType, visibility }: ArchiveFilter): Sql[] {
  const given: Sql[] = [];
  if (mediaType !== undefined) given.push(sql`e.media_type = ${name(mediaType)}`);
  if (visibility !== undefined) given.push(sql`e.visibility = ${name(visibility)}`);
  return given;
}

/** @param at the column of the entry's time of creation */
export const inRange = ({ createdFrom, createdTo }: ArchiveFilter, at: Sql): Sql[] =>
  between(at, createdFrom, createdTo);

/** @param id the column of the entry's id */
export function hasTags(db: ScopedDb, id: Sql, tags: readonly string[] = []): Sql[] {
  if (tags.length === 0) return [];
  return [
    sql`${integer(tags.length)} = (
      select count(*) from ${tag.name} as o
      where ${db.inScope("o")} and o.entry_id = ${id} and o.tag ${new AnyOf("name", tags)})`,
  ];
}

/** `count` instead of `exists`: for `exists` a planner may first list all entries of a channel. */
export function isUsed(db: ScopedDb, id: Sql, filter: ArchiveFilter): Sql[] {
  if (filter.messageId === undefined && filter.channelId === undefined) return [];
  return [
    sql`0 < (
      select count(*) from ${place.name} as p
      where ${db.inScope("p")} and p.entry_id = ${id}${atPlace(filter)})`,
  ];
}

/** Conditions on a place, `p`. */
export function atPlace({ messageId, channelId }: ArchiveFilter): Sql {
  const message = messageId === undefined ? EMPTY : sql` and p.message_id = ${name(messageId)}`;
  return channelId === undefined ? message : sql`${message} and p.channel_id = ${name(channelId)}`;
}

export const ENTRY_ID = raw("e.id");
export const ENTRY_AT = raw("e.created_at");
