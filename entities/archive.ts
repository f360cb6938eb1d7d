import { count, type Id, instant, json, name, names, text, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

/** Largest number of tags of an entry. */
export const MOST_TAGS = 1000;

/**
 * Archive entry: one content, by its hash. A scope has one entry for each hash. An entry may have
 * several places of use; it shows the first remaining one. Its message, channel, attachments,
 * filename, media type, visibility and compression are a copy from that place.
 */
export const archiveEntryTable = table("archive_entry", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /**
     * UUID. Default: a UUIDv7 made by the store, which grows with time. Content that was added
     * before keeps the id of its entry.
     */
    id: uuid<"archive entry">().default("new"),
    /** Hash of the content: the key in the scope, compared exactly. */
    contentHash: name(),
    messageId: name(),
    channelId: name(),
    /** At most 1000 names, in the order given. Default: none. */
    attachmentIds: names().default("[]"),
    filename: text(),
    /** In bytes: a whole number from 0 to 2^53 - 1. */
    sizeBytes: count(),
    /** Compared exactly, as given. */
    sha256: name(),
    /** Null when unknown. */
    mediaType: name().nullable(),
    /** Null when unknown. */
    visibility: name().nullable(),
    // Tags for reads of an entry. `archive_tag` has the same tags, for lookups by tag.
    /**
     * At most 1000, in any order. They are stored in code point order, without duplicates. Default:
     * none.
     */
    tags: names(MOST_TAGS).default("[]"),
    /** Compression of the content, in the notation of the application. */
    compression: json().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
    /**
     * Starts at 1 and grows by one with each change of the entry: of its tags, or of its shown
     * place.
     */
    version: version(),
    /**
     * Id of the call that created the entry. It distinguishes this call from a later one that found
     * the entry by its hash.
     */
    recording: uuid().generated().incidental(),
  },
  indexes: {
    archive_entry_key: { on: ["contentHash"], unique: true },
    archive_entry_by_created: { on: ["createdAt", "id"] },
    archive_entry_by_media: { on: ["mediaType", "createdAt", "id"] },
    archive_entry_by_visibility: { on: ["visibility", "createdAt", "id"] },
  },
  checks: {
    archive_entry_size: "size_bytes >= 0",
  },
});

/**
 * Place of use of a content: a message in a channel. It is immutable. An entry exists as long as it
 * has a place.
 */
export const archivePlaceTable = table("archive_place", {
  scope: "workspace",
  key: ["entryId", "messageId", "channelId"],
  columns: {
    entryId: uuid<"archive entry">(),
    messageId: name(),
    channelId: name(),
    /** In the order given. */
    attachmentIds: names(),
    filename: text(),
    mediaType: name().nullable(),
    visibility: name().nullable(),
    /**
     * Tags that the content was added with at this place. An entry has the tags of its shown place,
     * and the tags that were added later.
     */
    tags: names(MOST_TAGS),
    /** Compression of the content, as given at this place. */
    compression: json().nullable(),
    createdAt: instant().default("now"),
    /**
     * Copy of the entry's time, which never changes, so that one index gives the entries in order.
     */
    entryCreatedAt: instant().generated(),
  },
  indexes: {
    archive_place_by_message: { on: ["messageId", "entryCreatedAt", "entryId"] },
    archive_place_by_channel: { on: ["channelId", "entryCreatedAt", "entryId"] },
  },
  references: {
    archive_place_of_entry: { on: ["entryId"], table: () => archiveEntryTable, onDelete: "CASCADE" },
  },
});

/**
 * Tag of an entry. It has a copy of the entry's time, so that one index gives the entries of a tag
 * in order.
 */
export const archiveTagTable = table("archive_tag", {
  scope: "workspace",
  key: ["entryId", "tag"],
  columns: {
    entryId: uuid<"archive entry">(),
    tag: name(),
    createdAt: instant(),
  },
  indexes: {
    archive_tag_in_order: { on: ["tag", "createdAt", "entryId"] },
  },
  references: {
    archive_tag_of_entry: { on: ["entryId"], table: () => archiveEntryTable, onDelete: "CASCADE" },
  },
});

export type ArchiveEntryId = Id<"archive entry">;

export type ArchiveEntryEntity = ScopedRow<typeof archiveEntryTable>;
export type ArchivePlaceEntity = ScopedRow<typeof archivePlaceTable>;
export type ArchiveTagEntity = ScopedRow<typeof archiveTagTable>;
