import { checkEach, checkId, checkIds, checkName, checkNames } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound } from "../../core/errors";
import { validate } from "../../core/validation";
import type { PageOptions, PageRequest } from "../../db/page";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { ID } from "../../db/table";
import { name, sql } from "../../dialect/sql";
import { entriesByHash, entriesById, entry, newRow } from "./entry";
import { ArchiveEntryInput, type ArchiveTagChange } from "./inputs";
import { listByOrigin } from "./origins";
import { ArchivePlaces } from "./places";
import { listEntries, searchEntries } from "./queries";
import { recordAll, recordOne } from "./record";
import { listTagged, listTags } from "./tagged";
import { changeTags } from "./tags";
import { totals } from "./totals";
import type {
  ArchiveEntry,
  ArchiveListQuery,
  ArchiveRecorded,
  ArchiveSearchQuery,
  ArchiveTagCount,
  ArchiveTotals,
} from "./types";

/**
 * A manifest of attachments by the hash of their content: each content has one entry, however often it is recorded, and a place for each
 * message that it was recorded with. It stays while one of them is left. The contents themselves are kept elsewhere. Reached as
 * `scope.archive`.
 */
export class ArchiveStore extends ScopedStore {
  /** Where each content is used. */
  readonly places: ArchivePlaces;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "archive");
    this.places = new ArchivePlaces(context);
  }

  /**
   * Records a content in a place: a message of a channel. One that is known by its hash keeps its entry as it is, and the place is noted with
   * the members given; a place that is known stays as it is. Of parallel calls with one hash exactly one makes the entry, and all get
   * the same.
   *
   * @returns the entry, and whether this call made it
   * @throws UnifiedStoreError `conflict` when the hash was recorded with another size or sha256, which changes nothing; `validation`;
   * `unique_violation` when the id belongs to another content
   * @example
   * const { entry, created } = await acme.archive.record({
   *   contentHash: hash, messageId: message.id, channelId: channel.id, attachmentIds: [attachment.id],
   *   filename: "report.pdf", sizeBytes: bytes.length, sha256: hash, mediaType: "application/pdf", tags: ["finance"],
   * });
   */
  record(input: ArchiveEntryInput, options: CallOptions = {}): Promise<ArchiveRecorded> {
    return this.db.method("record", () => {
      options = checkOptions(options);
      return recordOne(this.db, newRow(this.db, validate(ArchiveEntryInput, input, "")), options);
    });
  }

  /**
   * The same for any number of contents, all or none, in one statement. Of several with the same hash the first one makes the entry, and
   * each notes its place.
   *
   * @returns for each input, in the order given, its entry and whether it made that
   * @throws UnifiedStoreError `conflict`, naming the input as `entries[3].contentHash`; when the hash was recorded before, that refusal
   * comes from the database and ends a transaction around it. `validation`, `unique_violation`
   * @example
   * const recorded = await acme.archive.recordMany(attachments);
   */
  recordMany(inputs: readonly ArchiveEntryInput[], options: CallOptions = {}): Promise<ArchiveRecorded[]> {
    return this.db.method("recordMany", () => {
      options = checkOptions(options);
      const rows = checkEach(inputs, "entries", (input, path) =>
        newRow(this.db, validate(ArchiveEntryInput, input, path), `${path}.`),
      );
      return recordAll(this.db, rows, options);
    });
  }

  /**
   * Finds the entry of a content by its hash, compared exactly; null when it was never recorded in this scope.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const known = await acme.archive.lookup(hash);
   */
  lookup(contentHash: string, options: CallOptions = {}): Promise<ArchiveEntry | null> {
    return this.db.method("lookup", () => {
      options = checkOptions(options);
      return entriesByHash.one(this.db, "lookup", checkName(contentHash, "contentHash"), options);
    });
  }

  /**
   * The same for any number of hashes, in one statement.
   *
   * @returns for each hash, in the order given, its entry or null
   * @throws UnifiedStoreError `validation`, naming the hash as `contentHashes[3]`
   * @example
   * const [first, second] = await acme.archive.lookupMany([a, b]);
   */
  lookupMany(contentHashes: readonly string[], options: CallOptions = {}): Promise<(ArchiveEntry | null)[]> {
    return this.db.method("lookupMany", () => {
      options = checkOptions(options);
      return entriesByHash.many(this.db, "lookupMany", checkNames(contentHashes, "contentHashes"), options);
    });
  }

  /**
   * Reads one entry by its id; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const entry = await acme.archive.get(id);
   */
  get(id: string, options: CallOptions = {}): Promise<ArchiveEntry | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return entriesById.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one entry that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { filename } = await acme.archive.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<ArchiveEntry> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await entriesById.one(this.db, "getOrThrow", checkId(id), options);
      if (!found) throw notFound(`archive entry ${id}`);
      return found;
    });
  }

  /**
   * Reads any number of entries by their ids, in one statement.
   *
   * @returns for each id, in the order given, its entry or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const [first, second] = await acme.archive.getMany([a, b]);
   */
  getMany(ids: readonly string[], options: CallOptions = {}): Promise<(ArchiveEntry | null)[]> {
    return this.db.method("getMany", () => {
      options = checkOptions(options);
      return entriesById.many(this.db, "getMany", checkIds(ids), options);
    });
  }

  /**
   * Lists entries by time of creation, newest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items, nextCursor } = await acme.archive.list({ mediaType: "image/png", limit: 20 });
   */
  list(query: ArchiveListQuery = {}, options: CallOptions = {}): PageRequest<ArchiveEntry> {
    return listEntries(this.db, query, options);
  }

  /**
   * Lists the entries that have a tag, compared exactly, newest first.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { filename } of acme.archive.byTag("finance")) console.log(filename);
   */
  byTag(tag: string, query: PageOptions = {}, options: CallOptions = {}): PageRequest<ArchiveEntry> {
    return listTagged(this.db, "byTag", { tags: [tag], query, options });
  }

  /**
   * Lists the entries that have all of 1 to 32 tags, newest first. It goes through the entries of the tag that is given first: give the
   * rarest first.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.archive.byTags(["q3-report", "finance"]);
   */
  byTags(
    tags: readonly string[],
    query: PageOptions = {},
    options: CallOptions = {},
  ): PageRequest<ArchiveEntry> {
    return listTagged(this.db, "byTags", { tags, query, options });
  }

  /**
   * Lists the entries of the contents that were recorded with a message, be it the one that they show or another, newest first.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.archive.byMessage(message.id);
   */
  byMessage(
    messageId: string,
    query: PageOptions = {},
    options: CallOptions = {},
  ): PageRequest<ArchiveEntry> {
    return listByOrigin(this.db, "byMessage", { origin: messageId, query, options });
  }

  /**
   * Lists the entries of the contents that were recorded with a channel, be it the one that they show or another, newest first.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.archive.byChannel(channel.id, { limit: 20 });
   */
  byChannel(
    channelId: string,
    query: PageOptions = {},
    options: CallOptions = {},
  ): PageRequest<ArchiveEntry> {
    return listByOrigin(this.db, "byChannel", { origin: channelId, query, options });
  }

  /**
   * Finds entries by filename and tags, without regard to case.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.archive.search({ text: "quarterly report", limit: 5 });
   */
  search(query: ArchiveSearchQuery, options: CallOptions = {}): PageRequest<ArchiveEntry> {
    return searchEntries(this.db, query, options);
  }

  /**
   * Adds tags to the entry of a content and removes others, all or none of it. Parallel calls all count.
   *
   * @returns the entry as it is now
   * @throws UnifiedStoreError `not_found`; `validation`, also for a tag that is to be added and removed, for no tag at all, and when
   * the entry would have more than 1000
   * @example
   * const { tags } = await acme.archive.tag(hash, { add: ["reviewed"], remove: ["inbox"] });
   */
  tag(contentHash: string, change: ArchiveTagChange, options: CallOptions = {}): Promise<ArchiveEntry> {
    return this.db.method("tag", () => changeTags(this.db, contentHash, change, options));
  }

  /**
   * Lists the tags in use in code point order, each with the number of its entries. The entries of a page's tags are counted when the
   * page is read.
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
    return this.db.method("totals", () => totals(this.db, checkOptions(options)));
  }

  /**
   * Deletes the entry of a content, with its tags and all its places; `places.remove` takes it out of one of them. The content itself is not the store's to delete.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.archive.remove(hash);
   */
  remove(contentHash: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", async () => {
      options = checkOptions(options);
      const hash = checkName(contentHash, "contentHash");
      const statement = sql`delete from ${entry.name} where ${this.db.inScope()} and content_hash = ${name(hash)} returning id`;
      return (await this.db.first("remove", statement, ID, { options })) !== null;
    });
  }
}
