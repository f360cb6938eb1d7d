import {
  CountColumn,
  InstantColumn,
  JsonColumn,
  NameColumn,
  ScopedRow,
  TenantTable,
  TextColumn,
  UuidColumn,
} from "./columns";
import { Check, ForeignKey, Index } from "./decorators";

/**
 * What is known of one content: by its hash there is one entry in a scope. It shows one of the places where the content is used, the
 * first one that is left: its members from `message_id` on are a copy of that.
 */
@TenantTable("archive_entry")
@Index("archive_entry_key", ["tenant", "workspace", "contentHash"], { unique: true })
@Index("archive_entry_by_created", ["tenant", "workspace", "createdAt", "id"])
@Index("archive_entry_by_media", ["tenant", "workspace", "mediaType", "createdAt", "id"])
@Index("archive_entry_by_visibility", ["tenant", "workspace", "visibility", "createdAt", "id"])
@Check("archive_entry_size", "size_bytes >= 0")
export class ArchiveEntryEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("content_hash")
  contentHash!: string;

  @NameColumn("message_id")
  messageId!: string;

  @NameColumn("channel_id")
  channelId!: string;

  /** An array of names, in the order given. */
  @JsonColumn("attachment_ids")
  attachmentIds!: unknown;

  @TextColumn("filename")
  filename!: string;

  @CountColumn("size_bytes")
  sizeBytes!: number;

  @NameColumn("sha256")
  sha256!: string;

  @NameColumn("media_type", { nullable: true })
  mediaType!: string | null;

  @NameColumn("visibility", { nullable: true })
  visibility!: string | null;

  /** An array of names, sorted, each once: what an entry is read with. `archive_tag` has the same, to be looked up by. */
  @JsonColumn("tags")
  tags!: unknown;

  @JsonColumn("compression", { nullable: true })
  compression!: unknown;

  @InstantColumn("created_at")
  createdAt!: Date;

  /** Of the call that made it: a write that finds the entry by its hash is told from the one that made it. */
  @UuidColumn("recording", { incidental: true })
  recording!: string;
}

/** A place where a content is used: a message in a channel that it was recorded with. An entry stays while one of them is left. */
@TenantTable("archive_place")
@Index("archive_place_by_message", ["tenant", "workspace", "messageId", "entryCreatedAt", "entryId"])
@Index("archive_place_by_channel", ["tenant", "workspace", "channelId", "entryCreatedAt", "entryId"])
@ForeignKey(() => ArchiveEntryEntity, ["tenant", "workspace", "entryId"], ["tenant", "workspace", "id"], {
  name: "archive_place_of_entry",
  onDelete: "CASCADE",
})
export class ArchivePlaceEntity extends ScopedRow {
  @UuidColumn("entry_id", { primary: true })
  entryId!: string;

  @NameColumn("message_id", { primary: true })
  messageId!: string;

  @NameColumn("channel_id", { primary: true })
  channelId!: string;

  /** An array of names, in the order given. */
  @JsonColumn("attachment_ids")
  attachmentIds!: unknown;

  @TextColumn("filename")
  filename!: string;

  @NameColumn("media_type", { nullable: true })
  mediaType!: string | null;

  @NameColumn("visibility", { nullable: true })
  visibility!: string | null;

  /** Those that the content was recorded with here, sorted, each once. */
  @JsonColumn("tags")
  tags!: unknown;

  @JsonColumn("compression", { nullable: true })
  compression!: unknown;

  @InstantColumn("created_at")
  createdAt!: Date;

  /** The entry's time, which never changes, so that entries come in order by one index. */
  @InstantColumn("entry_created_at")
  entryCreatedAt!: Date;
}

/** That an entry has a tag; with the entry's time, which never changes, so that a tag's entries come in order by one index. */
@TenantTable("archive_tag")
@Index("archive_tag_in_order", ["tenant", "workspace", "tag", "createdAt", "entryId"])
@ForeignKey(() => ArchiveEntryEntity, ["tenant", "workspace", "entryId"], ["tenant", "workspace", "id"], {
  name: "archive_tag_of_entry",
  onDelete: "CASCADE",
})
export class ArchiveTagEntity extends ScopedRow {
  @UuidColumn("entry_id", { primary: true })
  entryId!: string;

  @NameColumn("tag", { primary: true })
  tag!: string;

  @InstantColumn("created_at")
  createdAt!: Date;
}
