import type { ArchiveEntryId } from "../../../entities/archive";
import { MOST_AT_ONCE } from "../../core/arguments";
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
  nameProblem,
  Optional,
  REFUSED,
  takenAs,
} from "../../core/rules";
import { elementsOf } from "../../core/snapshot";
import { PageInput } from "../../db/page-input";

/** Most tags that an entry may have. */
export const MAX_TAGS = 1000;

/** Most tags that are looked for at once: more than anybody asks for. */
const MAX_SOUGHT = 32;

/** Tags that an entry must have, each once, in the order given. */
const AreSought = (): PropertyDecorator =>
  takenAs(`an array of 1 to ${MAX_SOUGHT} tags, each a non-empty string of at most 512 bytes`, (value) => {
    const tags = elementsOf(value, MAX_SOUGHT);
    const isFine = tags && tags.length > 0 && tags.every((tag) => nameProblem(tag) === null);
    return isFine ? [...new Set(tags)] : REFUSED;
  });

/** An attachment: what is left out has the default that its member tells. */
export class ArchiveEntryInput<T extends JsonInput = JsonInput> {
  /** For new content alone: an entry that exists keeps its id. Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: ArchiveEntryId | undefined;

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
  compression?: T | null | undefined;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;
}

export class ArchiveContentKey {
  @IsName()
  contentHash!: string;
}

export class ArchiveContentKeys {
  /** At most 100,000. */
  @IsNames(MOST_AT_ONCE)
  contentHashes!: readonly string[];
}

/** Names a place: a content, in a message of a channel. */
export class ArchivePlaceKey {
  @IsId()
  entryId!: ArchiveEntryId;

  @IsName()
  messageId!: string;

  @IsName()
  channelId!: string;
}

export class ArchivePlaceListInput extends PageInput {
  @Optional()
  @IsId()
  entryId?: ArchiveEntryId | undefined;
}

class FilterInput extends PageInput {
  @Optional()
  @IsName()
  mediaType?: string | undefined;

  @Optional()
  @IsName()
  visibility?: string | undefined;

  @Optional()
  @AreSought()
  tags?: string[] | undefined;

  @Optional()
  @IsName()
  messageId?: string | undefined;

  @Optional()
  @IsName()
  channelId?: string | undefined;

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
