import type { Call } from "../../db/call";
import { ID } from "../../db/table";
import { name, sql, uuid } from "../../dialect/sql";
import { entry, lockEntries } from "./entry";
import { keepWithout, placesOf } from "./keeping";
import { place } from "./place";
import type { ArchivePlaceKey } from "./types";

/** Removes a place, in a transaction: the places that are left decide what the entry shows. */
export async function removePlace(tx: Call, key: ArchivePlaceKey): Promise<boolean> {
  // A concurrent `add` of this content waits.
  const [before] = await lockEntries(tx, [key.entryId]);
  if (!before) return false;
  const all = sql`select ${place.columns.sql} ${placesOf(tx, [before.id])}`;
  const places = await tx.all(all, place.columns);
  const isIt = ({ messageId, channelId }: ArchivePlaceKey): boolean =>
    messageId === key.messageId && channelId === key.channelId;
  const gone = places.filter(isIt);
  if (gone.length === 0) return false;
  const left = places.filter((each) => !isIt(each));
  if (left.length === 0) {
    const removal = sql`delete from ${entry.name} where ${tx.inScope()} and id = ${uuid(before.id)} returning id`;
    await tx.first(removal, ID);
    return true;
  }
  const removal = sql`
    delete from ${place.name}
    where ${tx.inScope()} and entry_id = ${uuid(before.id)}
      and message_id = ${name(key.messageId)} and channel_id = ${name(key.channelId)} returning ${place.columns.sql}`;
  await tx.first(removal, place.columns);
  await keepWithout(tx, { before, gone, left });
  return true;
}
