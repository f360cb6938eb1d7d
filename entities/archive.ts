import { count, type Id, instant, json, name, text, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

/**
 * What is known of one content: by its hash there is one entry in a scope. It shows one of the
 * places where the content is used, the first one that is left: of that its message, channel,
 * attachments, filename, media type, visibility and compression are a copy.
 */
export const archiveEntryTable = table("archive_entry", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"archive entry">().default("new"),
    /** Names the content, compared exactly. */
    contentHash: name(),
    messageId: name(),
    channelId: name(),
    /** An array of names, in the order given. */
    attachmentIds: json(),
    filename: text(),
    /** 0 to 2^53 - 1. */
    sizeBytes: count(),
    /** Compared exactly, as given. */
    sha256: name(),
    mediaType: name().nullable(),
    visibility: name().nullable(),
    /**
     * An array of names, sorted, each once: what an entry is read with. `archive_tag` has the same,
     * to be looked up by.
     */
    tags: json(),
    /** How the content was compressed, in the application's own words. */
    compression: json().nullable(),
    createdAt: instant().default("now"),
    /** 1 at first, and one more with each change of the entry. */
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
    /** An array of names, in the order given. */
    attachmentIds: json(),
    filename: text(),
    mediaType: name().nullable(),
    visibility: name().nullable(),
    /** Those that the content was added with here, sorted, each once. */
    tags: json(),
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
