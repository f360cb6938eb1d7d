export type { DocumentChunkId, DocumentSectionId } from "../../../entities/documents";

import type {
  DocumentSectionId,
  documentChunkTable,
  documentSectionTable,
  documentTable,
} from "../../../entities/documents";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";
import type { SearchMode } from "../../db/search/search";

/** A document, without its text: `documents.text` has that. `T` is the type of its metadata. */
export interface Document<T = Json> extends WithJson<RowOf<typeof documentTable>, "meta", T | null> {}

/** A part of a document under one heading. Together they are its whole text. */
export interface DocumentSection extends RowOf<typeof documentSectionTable> {}

/** A part of a section that is small enough for an encoder. */
export interface DocumentChunk extends RowOf<typeof documentChunkTable> {}

/** A section of the caller's own. */
export interface DocumentSectionInput {
  text: string;
  /** The headings that it is under, from the outermost, at most 6. Default: none. */
  headings?: readonly string[] | undefined;
}

/** Part of a section's text: `text.slice(start, end)`. */
export interface DocumentRange {
  start: number;
  /** Not included. */
  end: number;
}

/** Cuts the text of a section into chunks. The ranges may overlap, and are in order. */
export type DocumentSplitter = (
  section: Required<DocumentSectionInput>,
) => readonly DocumentRange[] | Promise<readonly DocumentRange[]>;

/** How a text is cut into chunks. Another way than at the last `put` makes other chunks. */
export interface DocumentChunking {
  /**
   * The most of a chunk, 16 to 100,000 in its unit. Default 200: small encoders read no more than
   * 256 tokens, and tokens are estimated.
   */
  size?: number | undefined;
  /**
   * The most of a chunk that the next one of its section repeats: its last sentences, or words. At
   * most half of the size. Default 0: chunks end between paragraphs or sentences.
   */
  overlap?: number | undefined;
  /** Default `tokens`. */
  unit?: "tokens" | "characters" | undefined;
  /**
   * The tokens of a text, such as by an encoder's own tokenizer. Default: an estimate, a token for
   * 4 characters of Latin text, for 2 of other alphabets, and for 1 of Chinese, Japanese and Korean.
   */
  countTokens?: ((text: string) => number) | undefined;
  /** Cuts sections in place of the built-in splitter. */
  split?: DocumentSplitter | undefined;
}

/** A document to create or replace, with the source as its key. It has either text or sections. */
export interface DocumentInput<T = JsonInput>
  extends WithJson<InputOf<typeof documentTable>, "meta", T | null | undefined> {
  meta?: T | null | undefined;
  /** At most 20 MiB of UTF-8. */
  text?: string | undefined;
  /**
   * Sections of the caller's own, in place of a text. The text of the document has an empty line
   * between them. Each is kept as it is, however long. At most 100,000, of together 20 MiB.
   */
  sections?: readonly DocumentSectionInput[] | undefined;
  chunking?: DocumentChunking | undefined;
}

/** What a `put` did. */
export interface DocumentPutResult<T = Json> {
  document: Document<T>;
  /** `unchanged`: the document is as it was, with its version; nothing was written. */
  outcome: "created" | "changed" | "unchanged";
  /** Chunks that are new, and have to be embedded. */
  chunksAdded: number;
  /** Chunks that were there already, with their ids, search entries and vectors. */
  chunksKept: number;
  /** Chunks that are gone, with their vectors. */
  chunksRemoved: number;
}

export interface DocumentListQuery extends PageOptions {
  /**
   * Only sources with this prefix, case-sensitive. `%`, `_` and `\` are ordinary characters.
   * Default: all.
   */
  prefix?: string | undefined;
  /** Only documents that a `put` changed at this time or later. */
  updatedFrom?: Date | undefined;
  /** Only documents that no `put` changed at this time or later. */
  updatedTo?: Date | undefined;
}

/** Filter of documents to remove. At least one condition is needed, and all must hold. */
export interface DocumentFilter {
  /** Sources with this prefix. */
  prefix?: string | undefined;
  /** Documents that a `put` changed at this time or later. */
  updatedFrom?: Date | undefined;
  /** Documents that no `put` changed at this time or later, such as those a crawl did not find. */
  updatedTo?: Date | undefined;
}

export interface DocumentSectionListQuery extends PageOptions {
  source: string;
}

export interface DocumentChunkListQuery extends PageOptions {
  source: string;
  /** Only the chunks of this section. */
  sectionId?: DocumentSectionId | undefined;
}

export interface DocumentChunkFilter {
  /** Only the chunks of this document. */
  source?: string | undefined;
  /** Only chunks of documents whose source has this prefix. */
  prefix?: string | undefined;
}

export interface DocumentChunkSearchQuery extends DocumentChunkFilter, PageOptions {
  text: string;
  /**
   * `any`, the default, finds chunks with any of the words, best first; `words` those with all of
   * them; `substring` those with the exact text, newest first.
   */
  mode?: SearchMode | undefined;
}
