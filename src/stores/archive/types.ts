export type { ArchiveEntryId } from "../../../entities/archive";

import type { ArchiveEntryId, archiveEntryTable, archivePlaceTable } from "../../../entities/archive";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";
import type { SearchMode } from "../../db/search/search";

/**
 * Metadata of one content: where it was attached, its name and its size. The content itself is kept
 * elsewhere. If a content is used in several places, its entry shows the first one that is left;
 * `archive.places` lists all of them.
 */
export interface ArchiveEntry<T = Json>
  extends WithJson<Omit<RowOf<typeof archiveEntryTable>, "recording">, "compression", T | null> {}

/** An attachment to add. Members left out have the defaults that they document. */
export interface ArchiveEntryInput<T extends JsonInput = JsonInput>
  extends WithJson<InputOf<typeof archiveEntryTable>, "compression", T | null | undefined> {}

/** The key of a content. */
export interface ArchiveContentKey extends Pick<ArchiveEntryInput, "contentHash"> {}

/** One place where a content is used, with the members given there. It never changes. */
export interface ArchivePlace<T = Json>
  extends WithJson<Omit<RowOf<typeof archivePlaceTable>, "entryCreatedAt">, "compression", T | null> {}

/** The key of a place: a content, in a message of a channel. */
export interface ArchivePlaceKey extends Pick<ArchivePlace, "entryId" | "messageId" | "channelId"> {}

export interface ArchiveAddResult<T = Json> {
  /**
   * The entry as it is now. For a known content it is the existing entry, unchanged except for one
   * more place.
   */
  entry: ArchiveEntry<T>;
  /** Whether this call created the entry. */
  created: boolean;
}

/** A filter of entries: all given conditions must hold. */
export interface ArchiveFilter {
  mediaType?: string | undefined;
  visibility?: string | undefined;
  /**
   * 1 to 32 tags, compared exactly: the entry has all of them. A list scans the entries of the
   * first tag: give the rarest first.
   */
  tags?: readonly string[] | undefined;
  /** The content was added with this message, also if the entry shows another one. */
  messageId?: string | undefined;
  /** The same for a channel. With both, it was added with this message in this channel. */
  channelId?: string | undefined;
  /** Created at or after. */
  createdFrom?: Date | undefined;
  /** Created before. */
  createdTo?: Date | undefined;
}

export interface ArchiveListQuery extends ArchiveFilter, PageOptions {
  /** By time of creation. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

export interface ArchiveSearchQuery extends ArchiveFilter, PageOptions {
  /**
   * 1 to 1000 characters, 32 words (`any`: the first 32 count); case does not matter. The search
   * covers the filename, and all tags as one text.
   */
  text: string;
  /**
   * `any` (default): entries whose filename or tags have any of the words, best match first, ranked
   * by BM25: rare words count more, and so do more occurrences and a shorter text. A search ranks
   * the texts with the rarest words, some thousand of them at most. `words`: entries whose filename
   * or tags have all the words, best first. `substring`: entries whose filename or one of whose
   * tags contains the text literally, newest first. The index is searched by runs of three or more
   * letters and digits; without such a run, every text of the scope is compared.
   */
  mode?: SearchMode | undefined;
}

export interface ArchivePlaceListQuery extends PageOptions {
  /** The places of one content. */
  entryId?: ArchiveEntryId | undefined;
}

export interface ArchiveTagCount {
  tag: string;
  /** The number of entries with this tag, at least 1. */
  entries: number;
}

export interface ArchiveTotals {
  entries: number;
  /**
   * The sum of all sizes, which may exceed 2^53. In JSON it is a number, or from 2^53 on a string
   * of its digits.
   */
  bytes: bigint;
}
