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

/** What is known of one content: by its hash there is one entry in a scope. */
@TenantTable("archive_entry")
@Index("archive_entry_key", ["tenant", "workspace", "contentHash"], { unique: true })
@Index("archive_entry_by_created", ["tenant", "workspace", "createdAt", "id"])
@Index("archive_entry_by_message", ["tenant", "workspace", "messageId", "createdAt", "id"])
@Index("archive_entry_by_channel", ["tenant", "workspace", "channelId", "createdAt", "id"])
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
