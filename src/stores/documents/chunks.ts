import type { CallOptions } from "../../core/call/deadline";
import { collection } from "../../db/collection";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopeContext } from "../../db/scoped";
import { filterRules, type Retrievable } from "../../db/search/retrievable";
import { checkSearchText } from "../../db/search/search";
import { searcher } from "../../db/search/search-page";
import { all, name, raw, type Sql, sql, uuid } from "../../dialect/sql";
import { chunk, searchedChunks } from "./document";
import { DocumentChunkListInput, DocumentChunkSearchInput } from "./inputs";
import { byPosition, DocumentParts } from "./parts";
import { withPrefix } from "./prefix";
import type {
  DocumentChunk,
  DocumentChunkFilter,
  DocumentChunkId,
  DocumentChunkListQuery,
  DocumentChunkSearchQuery,
} from "./types";

const pageOfDocument = byPosition(chunk, "c");
const SOURCE = raw("c.source");

const CHUNKS = collection({
  name: "documents.chunks",
  what: "chunk",
  table: chunk,
  key: "id",
  page: (db, query: DocumentChunkListQuery, options) =>
    paged(db, { method: "list", Input: DocumentChunkListInput, query, options }, (call, input, at) => {
      const { source } = input;
      const sectionId = input.sectionId?.toLowerCase();
      const where =
        sectionId === undefined
          ? sql`c.source = ${name(source)}`
          : // The source in a form that no index serves: a planner may read the whole document by it.
            sql`c.section_id = ${uuid(sectionId)} and case when c.source = ${name(source)} then true else false end`;
      return pageOfDocument(call, { where, query: call.queryId({ source, sectionId }), ...at });
    }),
});

const search = searcher(chunk, "c", "createdAt");

function ofDocuments({ source, prefix }: DocumentChunkFilter): Sql {
  const where = withPrefix(SOURCE, prefix);
  if (source !== undefined) where.push(sql`c.source = ${name(source)}`);
  return all(where);
}

/** Chunks in a retrieval. */
export const RETRIEVABLE_CHUNKS: Retrievable<DocumentChunk, DocumentChunkFilter> = {
  table: chunk,
  alias: "c",
  searched: searchedChunks,
  rows: CHUNKS.rows,
  filter: filterRules(DocumentChunkSearchInput),
  conditions: ofDocuments,
  timeOf: ({ createdAt }) => createdAt,
};

/**
 * The chunks of documents: what is found. Each has its headings, its place in the text, and its
 * section. Reached as `scope.documents.chunks`.
 */
export class DocumentChunks extends DocumentParts<DocumentChunk, DocumentChunkId, DocumentChunkListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, CHUNKS);
  }

  /**
   * Reads a chunk; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const chunk = await acme.documents.chunks.get(id);
   */
  override get(id: DocumentChunkId, options: CallOptions = {}): Promise<DocumentChunk | null> {
    return super.get(id, options);
  }

  /**
   * Reads a chunk that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { source, start, end } = await acme.documents.chunks.getOrThrow(id);
   */
  override getOrThrow(id: DocumentChunkId, options: CallOptions = {}): Promise<DocumentChunk> {
    return super.getOrThrow(id, options);
  }

  /**
   * Reads any number of chunks in one statement.
   *
   * @returns for each id, in the order given, its chunk or null
   * @throws UnifiedStoreError `validation`, naming the entry as `ids[3]`
   * @example
   * const [first, second] = await acme.documents.chunks.getMany([a, b]);
   */
  override getMany(
    ids: readonly DocumentChunkId[],
    options: CallOptions = {},
  ): Promise<(DocumentChunk | null)[]> {
    return super.getMany(ids, options);
  }

  /**
   * Lists the chunks of a document in the order of its text, page by page. The list is empty when
   * there is no such document.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { position, text } of acme.documents.chunks.list({ source: "docs/whales.md" }))
   *   console.log(position, text);
   */
  override list(query: DocumentChunkListQuery, options: CallOptions = {}): PageRequest<DocumentChunk> {
    return super.list(query, options);
  }

  /**
   * Full-text search in the chunks of all documents, case-insensitive. The headings of a chunk are
   * searched with its text.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const query = { text: "whales mammals", prefix: "docs/", limit: 5 };
   * const { items } = await acme.documents.chunks.search(query);
   * for (const { source, headings, text } of items) console.log(source, headings, text);
   */
  search(query: DocumentChunkSearchQuery, options: CallOptions = {}): PageRequest<DocumentChunk> {
    const called = { method: "search", Input: DocumentChunkSearchInput, query, options };
    return paged(this.db, called, (call, input, at) => {
      const { text, mode = "any" } = input;
      checkSearchText(text);
      const where = ofDocuments(input);
      return search(call, { ...at, text, mode, where, query: call.queryId(input, { mode }) });
    });
  }
}
