import type { CallOptions } from "../../core/call/deadline";
import { decodeCursor, malformedCursor } from "../../core/cursor";
import { notFound } from "../../core/errors";
import { isUuid } from "../../core/ids";
import { checkEach } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Json } from "../../core/json/json";
import type { Call } from "../../db/call";
import { pageOf } from "../../db/pages/keyset";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopeContext, ScopedDb } from "../../db/scoped";
import { ScopedStore } from "../../db/scoped-store";
import { all, integer, name, Rows, type Sql, sql, uuid } from "../../dialect/sql";
import { ArchivePlaceListInput } from "./inputs";
import { KEY, place, placeKeyRules } from "./place";
import { removePlace } from "./removal";
import type { ArchivePlace, ArchivePlaceKey, ArchivePlaceListQuery } from "./types";

const KEY_COLUMNS = place.rowColumns(KEY);

/**
 * Where contents are used. A place is a message of a channel that a content was added with;
 * `archive.add` adds it. Its key is the entry, message and channel. A place never changes. Reached
 * as `scope.archive.places`.
 */
export class ArchivePlaces extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "archive.places");
  }

  /**
   * Reads a place; null when the content was not added there.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const place = await acme.archive.places.get({
   *   entryId: entry.id,
   *   messageId: "m-1",
   *   channelId: "c-1",
   * });
   */
  get<T = Json>(key: ArchivePlaceKey, options: CallOptions = {}): Promise<ArchivePlace<T> | null> {
    return this.call("get", options, async (call) => {
      const [found] = await read(call, [checkKey(key, "key")]);
      return found as ArchivePlace<T> | null;
    });
  }

  /**
   * Reads a place that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const key = { entryId: entry.id, messageId: "m-1", channelId: "c-1" };
   * const { filename } = await acme.archive.places.getOrThrow(key);
   */
  getOrThrow<T = Json>(key: ArchivePlaceKey, options: CallOptions = {}): Promise<ArchivePlace<T>> {
    return this.call("getOrThrow", options, async (call) => {
      const checked = checkKey(key, "key");
      const [found] = await read(call, [checked]);
      if (!found) throw notFound(`place of archive entry ${checked.entryId}`, undefined, "key");
      return found as ArchivePlace<T>;
    });
  }

  /**
   * Reads any number of places in one statement.
   *
   * @returns for each key, in the order given, its place or null
   * @throws UnifiedStoreError `validation`, naming the member as `keys[3].messageId`
   * @example
   * const [first, second] = await acme.archive.places.getMany([
   *   { entryId: entry.id, messageId: "m-1", channelId: "c-1" },
   *   { entryId: entry.id, messageId: "m-2", channelId: "c-1" },
   * ]);
   */
  getMany<T = Json>(
    keys: readonly ArchivePlaceKey[],
    options: CallOptions = {},
  ): Promise<(ArchivePlace<T> | null)[]> {
    return this.call("getMany", options, (call) => {
      return read(call, checkEach(keys, "keys", checkKey)) as Promise<(ArchivePlace<T> | null)[]>;
    });
  }

  /**
   * Lists places by entry, message and channel in code point order, page by page. An entry that
   * does not exist has none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { messageId, filename } of acme.archive.places.list({ entryId: entry.id })) {
   *   console.log(messageId, filename);
   * }
   */
  list<T = Json>(query: ArchivePlaceListQuery = {}, options: CallOptions = {}): PageRequest<ArchivePlace<T>> {
    const called = { method: "list", Input: ArchivePlaceListInput, query, options };
    return paged(this.db, called, async (call, input, { limit, cursor }) => {
      const entryId = input.entryId?.toLowerCase();
      const id = call.queryId({ entryId });
      const conditions = [call.inScope("p")];
      if (entryId !== undefined) conditions.push(sql`p.entry_id = ${uuid(entryId)}`);
      if (cursor !== undefined) conditions.push(behind(id, cursor));
      const statement = sql`
        select ${place.columns.as("p")} from ${place.name} as p where ${all(conditions)}
        order by p.entry_id, p.message_id, p.channel_id limit ${integer(limit + 1)}`;
      const rows = (await call.all(statement, place.columns)) as ArchivePlace<T>[];
      return pageOf(rows, { query: id, limit, keyOf: (row) => membersOf(row) });
    });
  }

  /**
   * Removes a content from a place, such as a deleted message. The entry is deleted with its last
   * place. An entry that showed this place now shows the first place that is left: its message,
   * channel, attachments, filename, media type, visibility and compression. It keeps the tags that
   * came with that place, and the tags that were added later.
   *
   * @returns whether it existed
   * @throws UnifiedStoreError `validation`
   * @example
   * const key = { entryId: entry.id, messageId: message.id, channelId: channel.id };
   * const existed = await acme.archive.places.remove(key);
   */
  remove(key: ArchivePlaceKey, options: CallOptions = {}): Promise<boolean> {
    return this.call("remove", options, (call) => {
      const checked = checkKey(key, "key");
      return call.transaction((tx) => removePlace(tx, checked), { isolation: "read committed" });
    });
  }
}

async function read(call: Call, keys: readonly ArchivePlaceKey[]): Promise<(ArchivePlace | null)[]> {
  if (keys.length === 0) return [];
  const found = await call.all(placesAt(call, keys), place.columns);
  const byKey = new Map(found.map((each) => [textOf(each), each]));
  return keys.map((key) => byKey.get(textOf(key)) ?? null);
}

function checkKey(key: unknown, field: string): ArchivePlaceKey {
  const checked = validate(placeKeyRules, key, field);
  return { ...checked, entryId: checked.entryId.toLowerCase() };
}

const membersOf = (key: ArchivePlaceKey): string[] => KEY.map((member) => key[member]);
const textOf = (key: ArchivePlaceKey): string => JSON.stringify(membersOf(key));

/** Reads places by a list of keys, each by the whole primary key. */
const placesAt = (db: ScopedDb, keys: readonly ArchivePlaceKey[]): Sql => sql`
  select ${place.columns.as("p")}
  from ${new Rows(KEY_COLUMNS, keys.map(membersOf))} as v
  cross join ${place.name} as p
  where ${db.inScope("p")} and p.entry_id = v.entry_id and p.message_id = v.message_id and p.channel_id = v.channel_id`;

function behind(query: string, cursor: string): Sql {
  const shape = ["string", "string", "string"] as const;
  const [entryId, messageId, channelId] = decodeCursor(query, cursor, shape) as [string, string, string];
  if (!isUuid(entryId)) throw malformedCursor();
  return sql`(p.entry_id, p.message_id, p.channel_id) > (${uuid(entryId)}, ${name(messageId)}, ${name(channelId)})`;
}
