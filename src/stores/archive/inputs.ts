import type { JsonInput } from "../../core/json";
import {
  IsId,
  IsInstant,
  IsJson,
  IsName,
  IsNames,
  IsOneOf,
  IsText,
  IsWhole,
  NotBelow,
  Nullable,
  Optional,
} from "../../core/rules";
import { PageInput } from "../../db/page-input";

/** Most tags that an entry may have. */
export const MAX_TAGS = 1000;

/** An attachment to record: what is left out has the default that its member tells. */
export class ArchiveEntryInput {
  /** For new content alone: an entry that exists keeps its id. Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string | undefined;

  /** Names the content, compared exactly: the same hash is the same entry. */
  @IsName()
  contentHash!: string;

  @IsName()
  messageId!: string;

  @IsName()
  channelId!: string;

  /** At most 1000 names. Default: none. */
  @Optional()
  @IsNames()
  attachmentIds?: readonly string[] | undefined;

  @IsText()
  filename!: string;

  /** In bytes: a whole number from 0 to 2^53 - 1. */
  @IsWhole()
  sizeBytes!: number;

  /** Compared exactly, as given. */
  @IsName()
  sha256!: string;

  /** Default: unknown, null. */
  @Nullable()
  @IsName()
  mediaType?: string | null | undefined;

  /** Default: unknown, null. */
  @Nullable()
  @IsName()
  visibility?: string | null | undefined;

  /** At most 1000, in any order; those that come twice count once. Default: none. */
  @Optional()
  @IsNames(MAX_TAGS)
  tags?: readonly string[] | undefined;

  /** Default null. */
  @Nullable()
  @IsJson()
  compression?: JsonInput | undefined;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;
}

/** Names a place among those of a content. */
export class ArchivePlaceKey {
  @IsName()
  messageId!: string;

  @IsName()
  channelId!: string;
}

/** Tags to add and to remove, at least one of them; none of them both. */
export class ArchiveTagChange {
  /** Those that the entry has already are left. */
  @Optional()
  @IsNames(MAX_TAGS)
  add?: readonly string[] | undefined;

  /** Those that the entry has not are passed over. */
  @Optional()
  @IsNames(MAX_TAGS)
  remove?: readonly string[] | undefined;
}

class FilterInput extends PageInput {
  @Optional()
  @IsName()
  mediaType?: string | undefined;

  @Optional()
  @IsName()
  visibility?: string | undefined;

  @Optional()
  @IsInstant()
  createdFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("createdFrom")
  createdTo?: Date | undefined;
}

export class ArchiveListInput extends FilterInput {
  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest" | undefined;
}

export class ArchiveSearchInput extends FilterInput {
  @IsText()
  text!: string;

  @Optional()
  @IsOneOf("words", "substring")
  mode?: "words" | "substring" | undefined;
}
