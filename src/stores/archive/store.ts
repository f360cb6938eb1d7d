import type { ArchiveEntryId } from "../../../entities/archive";
import type { CallOptions } from "../../core/call/deadline";
import { checkEach, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import { Collection, collection } from "../../db/collection";
import type { PageOptions, PageRequest } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";
import { addAll, addOne } from "./add";
import { contentKeyRules, entriesByHash, entry, entryRules, newRow } from "./entry";
import { ArchiveContentKeys } from "./inputs";
import { ArchivePlaces } from "./places";
import { listEntries, searchEntries } from "./queries";
import { listTags } from "./tag-counts";
import { changeTags, withoutTags, withTags } from "./tags";
import { totals } from "./totals";
import type {
  ArchiveAddResult,
  ArchiveContentKey,
  ArchiveEntry,
  ArchiveEntryInput,
  ArchiveListQuery,
  ArchiveSearchQuery,
  ArchiveTagCount,
  ArchiveTotals,
} from "./types";

const ENTRIES = collection({
  name: "archive",
  what: "archive entry",
  table: entry,
  key: "id",
  page: listEntries,
});

/**
 * Content-addressed manifest of attachments. Each content has one entry, also if it is added often,
 * and one place for each message that it was added with. The entry stays while it has a place. The
 * contents themselves are kept elsewhere. Reached as `scope.archive`.
 */
export class ArchiveStore extends Collection<ArchiveEntry, ArchiveListQuery, ArchiveEntryId> {
  /** Where each content is used. */
  readonly places: ArchivePlaces;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, ENTRIES);
    this.places = new ArchivePlaces(context);
  }

  /**
   * Adds a content in a place: a message of a channel. A content with a known hash keeps its entry
   * as it is, and the place is added with the given members. A known place stays as it is. Of
   * parallel calls with one hash, exactly one creates the entry, and all return it.
   *
   * @returns the entry, and whether this call created it
   * @throws UnifiedStoreError `conflict` when the hash was added with another size or sha256, which
   * changes nothing; `validation`; `unique_violation` when the id belongs to another content
   * @example
   * const { entry, created } = await acme.archive.add({
   *   contentHash: hash, messageId: message.id, channelId: channel.id, attachmentIds: ["a-1"],
   *   filename: "report.pdf", sizeBytes: bytes.length, sha256: hash, mediaType: "application/pdf",
   *   tags: ["finance"],
   * });
   */
  add<T extends JsonInput = Json>(
    input: ArchiveEntryInput<T>,
    options: CallOptions = {},
  ): Promise<ArchiveAddResult<Stored<T>>> {
    return this.call("add", options, (call) => {
      const row = newRow(call, validate(entryRules, input, ""));
      return addOne(call, row) as Promise<ArchiveAddResult<Stored<T>>>;
    });
  }

  /**
   * Bulk `add`: any number of contents, all or none, in one statement. Of inputs with the same hash
   * the first one creates the entry, and each adds its place.
   *
   * @returns for each input, in the order given, its entry, and whether this input created it
   * @throws UnifiedStoreError `conflict`, naming the input as `entries[3].contentHash`; when the
   * hash was added before, the database refuses it, which ends a surrounding transaction;
   * `validation`, `unique_violation`
   * @example
   * const results = await acme.archive.addMany(attachments);
   */
  addMany<T extends JsonInput = Json>(
    inputs: readonly ArchiveEntryInput<T>[],
    options: CallOptions = {},
  ): Promise<ArchiveAddResult<Stored<T>>[]> {
    return this.call("addMany", options, (call) => {
      const rows = checkEach(inputs, "entries", (input, path) =>
        newRow(call, validate(entryRules, input, path), `${path}.`),
      );
      return addAll(call, rows) as Promise<ArchiveAddResult<Stored<T>>[]>;
    });
  }

  /**
   * Reads one entry by its id; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const entry = await acme.archive.get(id);
   */
  override get<T = Json>(id: ArchiveEntryId, options: CallOptions = {}): Promise<ArchiveEntry<T> | null> {
    return super.get(id, options) as Promise<ArchiveEntry<T> | null>;
  }

  /**
   * Reads one entry that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { filename } = await acme.archive.getOrThrow(id);
   */
  override getOrThrow<T = Json>(id: ArchiveEntryId, options: CallOptions = {}): Promise<ArchiveEntry<T>> {
    return super.getOrThrow(id, options) as Promise<ArchiveEntry<T>>;
  }

  /**
   * Reads any number of entries by their ids, in one statement.
   *
   * @returns for each id, in the order given, its entry or null
   * @throws UnifiedStoreError `validation`, naming the id as `ids[3]`
   * @example
   * const [first, second] = await acme.archive.getMany([a, b]);
   */
  override getMany<T = Json>(
    ids: readonly ArchiveEntryId[],
    options: CallOptions = {},
  ): Promise<(ArchiveEntry<T> | null)[]> {
    return super.getMany(ids, options) as Promise<(ArchiveEntry<T> | null)[]>;
  }

  /**
   * Reads the entry of a content by its hash, compared exactly; null when it was never added in
   * this scope.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const known = await acme.archive.getByContentHash({ contentHash: hash });
   */
  getByContentHash<T = Json>(
    key: ArchiveContentKey,
    options: CallOptions = {},
  ): Promise<ArchiveEntry<T> | null> {
    return this.call("getByContentHash", options, (call) => {
      const { contentHash } = validate(contentKeyRules, key, "");
      return entriesByHash.one(call, contentHash) as Promise<ArchiveEntry<T> | null>;
    });
  }

  /**
   * Bulk `getByContentHash`, in one statement: it tells which contents need not be stored again.
   *
   * @returns for each hash, in the order given, its entry or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const [first, second] = await acme.archive.getManyByContentHash({ contentHashes: [a, b] });
   */
  getManyByContentHash<T = Json>(
    keys: ArchiveContentKeys,
    options: CallOptions = {},
  ): Promise<(ArchiveEntry<T> | null)[]> {
    return this.call("getManyByContentHash", options, (call) => {
      const { contentHashes } = validate(ArchiveContentKeys, keys, "");
      return entriesByHash.many(call, contentHashes) as Promise<(ArchiveEntry<T> | null)[]>;
    });
  }

  /**
   * Lists entries by time of creation, newest first, page by page. With a message or channel, it
   * lists all entries whose contents were added there, also if the entry shows another place.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items, nextCursor } = await acme.archive.list({ tags: ["finance"], limit: 20 });
   * for await (const { filename } of acme.archive.list({ messageId: message.id }))
   *   console.log(filename);
   */
  override list<T = Json>(
    query: ArchiveListQuery = {},
    options: CallOptions = {},
  ): PageRequest<ArchiveEntry<T>> {
    return super.list(query, options) as PageRequest<ArchiveEntry<T>>;
  }

  /**
   * Finds entries by filename and tags, ignoring case.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.archive.search({ text: "quarterly report", limit: 5 });
   */
  search<T = Json>(query: ArchiveSearchQuery, options: CallOptions = {}): PageRequest<ArchiveEntry<T>> {
    return searchEntries(this.db, query, options) as PageRequest<ArchiveEntry<T>>;
  }

  /**
   * Adds tags to an entry; tags that it already has are ignored. No parallel call is lost.
   *
   * @param options.ifVersion change only if the entry still has this version
   * @returns the entry as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for an empty
   * array, and when the entry would have more than 1000 tags
   * @example
   * const { tags } = await acme.archive.tag(id, ["reviewed"]);
   */
  tag<T = Json>(
    id: ArchiveEntryId,
    tags: readonly string[],
    options: WriteOptions = {},
  ): Promise<ArchiveEntry<T>> {
    return this.write("tag", options, (call, { ifVersion }) => {
      return changeTags(call, withTags, { id, tags, ifVersion }) as Promise<ArchiveEntry<T>>;
    });
  }

  /**
   * Removes tags from an entry; tags that it does not have are ignored. No parallel call is lost.
   *
   * @param options.ifVersion change only if the entry still has this version
   * @returns the entry as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for an empty
   * array
   * @example
   * const { tags } = await acme.archive.untag(id, ["inbox"]);
   */
  untag<T = Json>(
    id: ArchiveEntryId,
    tags: readonly string[],
    options: WriteOptions = {},
  ): Promise<ArchiveEntry<T>> {
    return this.write("untag", options, (call, { ifVersion }) => {
      return changeTags(call, withoutTags, { id, tags, ifVersion }) as Promise<ArchiveEntry<T>>;
    });
  }

  /**
   * Lists the tags in use in code point order, each with the number of its entries. The entries of
   * a page's tags are counted when the page is read.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { tag, entries } of acme.archive.tags()) console.log(tag, entries);
   */
  tags(query: PageOptions = {}, options: CallOptions = {}): PageRequest<ArchiveTagCount> {
    return listTags(this.db, query, options);
  }

  /**
   * Counts the scope's entries and adds up their sizes in bytes. This reads all entries.
   *
   * @returns `bytes` as a bigint: the sum may exceed 2^53
   * @throws UnifiedStoreError `validation`
   * @example
   * const { entries, bytes } = await acme.archive.totals();
   */
  totals(options: CallOptions = {}): Promise<ArchiveTotals> {
    return this.call("totals", options, totals);
  }

  /**
   * Deletes an entry, with its tags and all its places; `places.remove` removes one place. The
   * store does not delete the content itself.
   *
   * @param options.ifVersion delete only if the entry still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.archive.remove(id);
   */
  override remove(id: ArchiveEntryId, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
