import { checkName } from "../../core/arguments";
import { decodeCursor } from "../../core/cursor";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import { type PageOptions, type PageRequest, pageOf } from "../../db/page";
import { PageInput } from "../../db/page-input";
import { paged } from "../../db/paged";
import { type ScopeContext, type ScopedDb, ScopedStore } from "../../db/scoped";
import { ID } from "../../db/table";
import { EMPTY, integer, name, type Sql, sql, uuid } from "../../dialect/sql";
import { entry } from "./entry";
import { ArchivePlaceKey } from "./inputs";
import { keepWithout, placesOf } from "./keeping";
import { type PlaceRow, place } from "./place";
import type { ArchivePlace } from "./types";

/** Where contents are used: each message of a channel that a content was recorded with. Reached as `scope.archive.places`. */
export class ArchivePlaces extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "archive.places");
  }

  /**
   * Lists the places of a content, by message and then channel in code point order, page by page. None where it was never recorded.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { messageId, filename } of acme.archive.places.list(hash)) console.log(messageId, filename);
   */
  list(contentHash: string, query: PageOptions = {}, options: CallOptions = {}): PageRequest<ArchivePlace> {
    const call = { method: "list", Input: PageInput, query, options };
    return paged(this.db, call, async (_input, { limit, cursor }, options) => {
      const { db } = this;
      const hash = checkName(contentHash, "contentHash");
      const id = db.queryId("list", { contentHash: hash });
      const after = cursor === undefined ? EMPTY : behind(id, cursor);
      const statement = sql`
        select ${place.columns.as("p")} from ${place.name} as p
        where ${db.inScope("p")} and p.entry_id = (
          select e.id from ${entry.name} as e where ${db.inScope("e")} and e.content_hash = ${name(hash)}
        )${after}
        order by p.message_id, p.channel_id limit ${integer(limit + 1)}`;
      const rows = await db.all("list", statement, place.columns, { options });
      const page = pageOf(rows, { query: id, limit, keyOf: (row) => [row.messageId, row.channelId] });
      return { ...page, items: page.items.map((row) => shown(hash, row)) };
    });
  }

  /**
   * Takes a content out of a place, such as a message that is deleted. With its last place the entry goes. An entry that showed this place
   * shows the first one that is left: its message, channel, attachments, filename, media type, visibility and compression, and of the tags
   * those that came with that one or were added since.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.archive.places.remove(hash, { messageId: message.id, channelId: channel.id });
   */
  remove(contentHash: string, key: ArchivePlaceKey, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", async () => {
      options = checkOptions(options);
      const hash = checkName(contentHash, "contentHash");
      const { messageId, channelId } = validate(ArchivePlaceKey, key, "place");
      const mode = { ...options, isolation: "read committed" } as const;
      return this.db.transaction("remove", (tx) => removePlace(tx, hash, { messageId, channelId }), mode);
    });
  }
}

function behind(query: string, cursor: string): Sql {
  const [messageId, channelId] = decodeCursor(query, cursor, ["string", "string"]) as [string, string];
  return sql` and (p.message_id, p.channel_id) > (${name(messageId)}, ${name(channelId)})`;
}

function shown(contentHash: string, { entryId, entryCreatedAt, ...row }: PlaceRow): ArchivePlace {
  return { contentHash, ...row } as ArchivePlace;
}

async function removePlace(db: ScopedDb, hash: string, key: ArchivePlaceKey): Promise<boolean> {
  // An update that changes nothing: whoever records the content meanwhile waits.
  const lock = sql`
    update ${entry.name} set content_hash = content_hash
    where ${db.inScope()} and content_hash = ${name(hash)} returning ${entry.columns.sql}`;
  const before = await db.first("remove", lock, entry.columns);
  if (!before) return false;
  const all = sql`select ${place.columns.sql} ${placesOf([before.id], db)}`;
  const places = await db.all("remove", all, place.columns);
  const isIt = ({ messageId, channelId }: PlaceRow): boolean =>
    messageId === key.messageId && channelId === key.channelId;
  const gone = places.filter(isIt);
  if (gone.length === 0) return false;
  const left = places.filter((each) => !isIt(each));
  if (left.length === 0) {
    const removal = sql`delete from ${entry.name} where ${db.inScope()} and id = ${uuid(before.id)} returning id`;
    await db.first("remove", removal, ID);
    return true;
  }
  const removal = sql`
    delete from ${place.name}
    where ${db.inScope()} and entry_id = ${uuid(before.id)}
      and message_id = ${name(key.messageId)} and channel_id = ${name(key.channelId)} returning ${place.columns.sql}`;
  await db.first("remove", removal, place.columns);
  await keepWithout(db, "remove", { before, gone, left });
  return true;
}
