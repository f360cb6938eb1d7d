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
 * A manifest of attachments by the hash of their content. Each content has one entry, however often
 * it is added, and a place for each message that it was added with. It stays while one of them is
 * left. The contents themselves are kept elsewhere. Reached as `scope.archive`.
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
   * Adds a content in a place: a message of a channel. One that is known by its hash keeps its
   * entry as it is, and the place is added with the members given; a place that is known stays as
   * it is. Of parallel calls with one hash exactly one makes the entry, and all get the same.
   *
   * @returns the entry, and whether this call made it
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
   * The same for any number of contents, all or none, in one statement. Of several with the same
   * hash the first one makes the entry, and each adds its place.
   *
   * @returns for each input, in the order given, its entry and whether it made that
   * @throws UnifiedStoreError `conflict`, naming the input as `entries[3].contentHash`; when the
   * hash was added before, that refusal comes from the database and ends a transaction around it.
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
   * Reads one entry that has to be there.
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
   * The same for any number of hashes, in one statement: which of them need not be stored again.
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
   * Lists entries by time of creation, newest first, page by page. Those of a message or a channel
   * are all whose contents were added there, be it the place that they show or another.
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
   * Finds entries by filename and tags, without regard to case.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.archive.search({ text: "quarterly report", limit: 5 });
   */
  search<T = Json>(query: ArchiveSearchQuery, options: CallOptions = {}): PageRequest<ArchiveEntry<T>> {
    return searchEntries(this.db, query, options) as PageRequest<ArchiveEntry<T>>;
  }

  /**
   * Adds tags to an entry; those that it has already are left. Parallel calls all count.
   *
   * @param options.ifVersion change only if the entry still has this version
   * @returns the entry as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for no tag at
   * all, and when the entry would have more than 1000
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
   * Removes tags from an entry; those that it has not are passed over. Parallel calls all count.
   *
   * @param options.ifVersion change only if the entry still has this version
   * @returns the entry as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for no tag at all
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
   * Counts the scope's entries and adds up their sizes in bytes, which reads all of them.
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
   * Deletes an entry, with its tags and all its places; `places.remove` takes it out of one of
   * them. The content itself is not the store's to delete.
   *
   * @param options.ifVersion delete only if the entry still has this version
   * @returns whether it was there
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.archive.remove(id);
   */
  override remove(id: ArchiveEntryId, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
