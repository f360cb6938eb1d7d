import type { ArchiveEntryId } from "../../../entities/archive";
import { MOST_AT_ONCE } from "../../core/input/arguments";
import {
  IsId,
  IsName,
  IsNames,
  IsOneOf,
  IsText,
  nameProblem,
  Optional,
  REFUSED,
  takenAs,
} from "../../core/input/rules";
import { elementsOf } from "../../core/input/snapshot";
import { CreatedPageInput } from "../../db/pages/created-page-input";
import { PageInput } from "../../db/pages/page";

/** The most tags in one query: more than a real query has. */
const MAX_SOUGHT = 32;

/** Tags that an entry must have, without duplicates, in the order given. */
const AreSought = (): PropertyDecorator =>
  takenAs(`an array of 1 to ${MAX_SOUGHT} tags, each a non-empty string of at most 512 bytes`, (value) => {
    const tags = elementsOf(value, MAX_SOUGHT);
    const isFine = tags && tags.length > 0 && tags.every((tag) => nameProblem(tag) === null);
    return isFine ? [...new Set(tags)] : REFUSED;
  });

export class ArchiveContentKeys {
  /** At most 100,000. */
  @IsNames(MOST_AT_ONCE)
  contentHashes!: readonly string[];
}

export class ArchivePlaceListInput extends PageInput {
  @Optional()
  @IsId()
  entryId?: ArchiveEntryId | undefined;
}

class FilterInput extends CreatedPageInput {
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
  @IsOneOf("any", "words", "substring")
  mode?: "any" | "words" | "substring" | undefined;
}
