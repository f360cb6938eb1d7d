export type { ArchiveEntryId } from "../../../entities/archive";

import type { ArchiveEntryId, archiveEntryTable, archivePlaceTable } from "../../../entities/archive";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";
import type { SearchMode } from "../../db/search/search";

/**
 * What is known of one content: where it was attached, what it is called, how large it is. The
 * content itself is kept elsewhere. Of several places where it is used the entry shows the first
 * one that is left; `archive.places` lists all of them.
 */
export interface ArchiveEntry<T = Json>
  extends WithJson<Omit<RowOf<typeof archiveEntryTable>, "recording">, "compression", T | null> {}

/** An attachment: what is left out has the default that its member tells. */
export interface ArchiveEntryInput<T extends JsonInput = JsonInput>
  extends WithJson<InputOf<typeof archiveEntryTable>, "compression", T | null | undefined> {}

/** Names a content. */
export interface ArchiveContentKey extends Pick<ArchiveEntryInput, "contentHash"> {}

/** One place where a content is used, as it was added there; it never changes. */
export interface ArchivePlace<T = Json>
  extends WithJson<Omit<RowOf<typeof archivePlaceTable>, "entryCreatedAt">, "compression", T | null> {}

/** Names a place: a content, in a message of a channel. */
export interface ArchivePlaceKey extends Pick<ArchivePlace, "entryId" | "messageId" | "channelId"> {}

export interface ArchiveAddResult<T = Json> {
  /**
   * As it is now: where the content was added before, the entry of that time, unchanged but for a
   * further place.
   */
  entry: ArchiveEntry<T>;
  /** Whether this call made the entry. */
  created: boolean;
}

/** Which entries a list or search is about: all conditions given must hold. */
export interface ArchiveFilter {
  mediaType?: string | undefined;
  visibility?: string | undefined;
  /**
   * 1 to 32 tags, compared exactly: the entry has all of them. A list goes through the entries of
   * the one that is given first: give the rarest first.
   */
  tags?: readonly string[] | undefined;
  /** Its content was added with this message, be it the one that the entry shows or another. */
  messageId?: string | undefined;
  /** The same of a channel; with both, it was added with this message in this channel. */
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
   * 1 to 1000 characters, at most 32 words; case does not matter. The filename is searched, and the
   * tags together.
   */
  text: string;
  /**
   * `words` (default): entries whose filename or whose tags have all the words, best first: the
   * more often and the shorter the text, the better. `substring`: entries whose filename or one of
   * whose tags contains the text as it stands, newest first. It is looked up by its runs of three
   * or more letters and digits; without one, every text of the scope is compared.
   */
  mode?: SearchMode | undefined;
}

export interface ArchivePlaceListQuery extends PageOptions {
  /** The places of one content. */
  entryId?: ArchiveEntryId | undefined;
}

export interface ArchiveTagCount {
  tag: string;
  /** How many entries have it, one at the least. */
  entries: number;
}

export interface ArchiveTotals {
  entries: number;
  /**
   * The sum of all sizes, which may be more than a number holds exactly. In JSON a number, or from
   * 2^53 on its digits as a string.
   */
  bytes: bigint;
}
