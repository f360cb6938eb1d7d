import { count, type Id, instant, json, name, names, text, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

/** Most tags that an entry may have. */
export const MOST_TAGS = 1000;

/**
 * What is known of one content: by its hash there is one entry in a scope. It shows one of the
 * places where the content is used, the first one that is left: of that its message, channel,
 * attachments, filename, media type, visibility and compression are a copy.
 */
export const archiveEntryTable = table("archive_entry", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /**
     * UUID; given by the caller or made by the store, growing with time. Content that was added
     * before keeps the id of its entry.
     */
    id: uuid<"archive entry">().default("new"),
    /** Names the content, compared exactly: two entries of a scope never have the same. */
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
    /** Null where it is not known. */
    mediaType: name().nullable(),
    /** Null where it is not known. */
    visibility: name().nullable(),
    // What an entry is read with. `archive_tag` has the same, to be looked up by.
    /**
     * At most 1000, in any order; kept in code point order, those that come twice once. Default:
     * none.
     */
    tags: names(MOST_TAGS).default("[]"),
    /** How the content was compressed, in the application's own words. */
    compression: json().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
    /**
     * 1 at first, and one more with each change of the entry: of its tags, or of the place that it
     * shows.
     */
    version: version(),
    /**
     * Of the call that made it: a write that finds the entry by its hash is told from the one that
     * made it.
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
 * A place where a content is used: a message in a channel that it was added with. It never changes.
 * An entry stays while one of them is left.
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
     * Those that it was added with here; an entry has the tags of the place that it shows, and
     * those that were added since.
     */
    tags: names(MOST_TAGS),
    /** How the content was compressed, as it was told here. */
    compression: json().nullable(),
    createdAt: instant().default("now"),
    /** The entry's time, which never changes, so that entries come in order by one index. */
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
 * That an entry has a tag; with the entry's time, so that a tag's entries come in order by one
 * index.
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
