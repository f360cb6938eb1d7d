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
  id?: string;

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
  attachmentIds?: readonly string[];

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
  mediaType?: string | null;

  /** Default: unknown, null. */
  @Nullable()
  @IsName()
  visibility?: string | null;

  /** At most 1000, in any order; those that come twice count once. Default: none. */
  @Optional()
  @IsNames(MAX_TAGS)
  tags?: readonly string[];

  /** Default null. */
  @Nullable()
  @IsJson()
  compression?: JsonInput;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date;
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
  add?: readonly string[];

  /** Those that the entry has not are passed over. */
  @Optional()
  @IsNames(MAX_TAGS)
  remove?: readonly string[];
}

class FilterInput extends PageInput {
  @Optional()
  @IsName()
  mediaType?: string;

  @Optional()
  @IsName()
  visibility?: string;

  @Optional()
  @IsInstant()
  createdFrom?: Date;

  @Optional()
  @IsInstant()
  @NotBelow("createdFrom")
  createdTo?: Date;
}

export class ArchiveListInput extends FilterInput {
  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest";
}

export class ArchiveSearchInput extends FilterInput {
  @IsText()
  text!: string;

  @Optional()
  @IsOneOf("words", "substring")
  mode?: "words" | "substring";
}
