import type { ArchiveEntryEntity } from "../../../entities/archive";
import { searchable } from "../../core/search-text";
import type { Call } from "../../db/call";
import type { ScopedDb } from "../../db/scoped";
import { AnyOf, type Sql, sql, uuid } from "../../dialect/sql";
import { COUNTED_UP, entry, tagList, tagsEntry } from "./entry";
import { place, SHOWN } from "./place";
import { addTags, removeTags } from "./tags";
import type { ArchiveEntry, ArchivePlace } from "./types";

/** Places of entries in the order in which they were added. */
export const placesOf = (db: ScopedDb, ids: readonly string[]): Sql => sql`
  from ${place.name} where ${db.inScope()} and entry_id ${new AnyOf("uuid", ids)}
  order by created_at, message_id, channel_id`;

const isShown = (shown: ArchiveEntry, { messageId, channelId }: ArchivePlace): boolean =>
  shown.messageId === messageId && shown.channelId === channelId;

/** Whether an entry shows one of these places. */
const shows = (shown: ArchiveEntry, places: readonly ArchivePlace[]): boolean =>
  places.some((each) => isShown(shown, each));

/** An entry that loses some of its places and keeps others. */
export interface Loss {
  before: ArchiveEntry;
  gone: readonly ArchivePlace[];
  /** At least one, in the order of `placesOf`. */
  left: readonly ArchivePlace[];
  /** Tags to remove in any case. Default: none. */
  unwanted?(tag: string): boolean;
}

/**
 * Updates an entry that lost places, as if its content had never been added there. An entry that
 * showed a lost place now shows the first place that is left. Tags that came with the lost places
 * are removed. Tags of the place now shown, and tags added later, are kept.
 *
 * @returns whether the entry changed
 */
export async function keepWithout(
  call: Call,
  { before, gone, left, unwanted = () => false }: Loss,
): Promise<boolean> {
  const next = shows(before, gone) ? left[0]! : null;
  const given = new Set(next ? gone.flatMap(({ tags }) => tags) : []);
  const stay = before.tags.filter((each) => !given.has(each));
  const tags = tagList([...stay, ...(next?.tags ?? [])].filter((each) => !unwanted(each)));
  const added = tags.filter((each) => !before.tags.includes(each));
  const removed = before.tags.filter((each) => !tags.includes(each));
  if (!next && removed.length === 0) return false;
  const members = Object.fromEntries(SHOWN.map((member) => [member, next?.[member]]));
  const statement = sql`
    update ${entry.name} set ${entry.assign({ ...members, tags } as Partial<ArchiveEntryEntity>)}, ${COUNTED_UP}
    where ${call.inScope()} and id = ${uuid(before.id)} returning ${entry.columns.sql}`;
  const dependents: Sql[] = [];
  if (removed.length > 0) dependents.push(removeTags(call, before.id, removed));
  if (added.length > 0) dependents.push(addTags(call, [{ ...before, tags: added }]));
  const texts = [tagsEntry(before.id, tags)];
  if (next) texts.push({ id: before.id, part: "filename", text: searchable(next.filename) });
  const index = call.index("archive_entry", texts);
  await call.first(statement, entry.columns, { dependents, index });
  return true;
}
