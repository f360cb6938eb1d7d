import type { CallOptions } from "../../core/call/deadline";
import { collection } from "../../db/collection";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopeContext } from "../../db/scoped";
import { name, sql } from "../../dialect/sql";
import { section } from "./document";
import { DocumentSectionListInput } from "./inputs";
import { byPosition, DocumentParts } from "./parts";
import type { DocumentSection, DocumentSectionId, DocumentSectionListQuery } from "./types";

const pageOfDocument = byPosition(section, "s");

const SECTIONS = collection({
  name: "documents.sections",
  what: "section",
  table: section,
  key: "id",
  page: (db, query: DocumentSectionListQuery, options) =>
    paged(db, { method: "list", Input: DocumentSectionListInput, query, options }, (call, input, at) =>
      pageOfDocument(call, {
        where: sql`s.source = ${name(input.source)}`,
        query: call.queryId(input),
        ...at,
      }),
    ),
});

/**
 * The sections of documents: the large around the small. A chunk's `sectionId` names its section.
 * Reached as `scope.documents.sections`.
 */
export class DocumentSections extends DocumentParts<
  DocumentSection,
  DocumentSectionId,
  DocumentSectionListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, SECTIONS);
  }

  /**
   * Reads a section; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const section = await acme.documents.sections.get(chunk.sectionId);
   */
  override get(id: DocumentSectionId, options: CallOptions = {}): Promise<DocumentSection | null> {
    return super.get(id, options);
  }

  /**
   * Reads a section that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { headings, text } = await acme.documents.sections.getOrThrow(chunk.sectionId);
   */
  override getOrThrow(id: DocumentSectionId, options: CallOptions = {}): Promise<DocumentSection> {
    return super.getOrThrow(id, options);
  }

  /**
   * Reads any number of sections in one statement.
   *
   * @returns for each id, in the order given, its section or null
   * @throws UnifiedStoreError `validation`, naming the entry as `ids[3]`
   * @example
   * const { items } = await acme.documents.chunks.search({ text: "whales", limit: 5 });
   * const ids = items.map(({ sectionId }) => sectionId);
   * const around = await acme.documents.sections.getMany(ids);
   */
  override getMany(
    ids: readonly DocumentSectionId[],
    options: CallOptions = {},
  ): Promise<(DocumentSection | null)[]> {
    return super.getMany(ids, options);
  }

  /**
   * Lists the sections of a document in the order of its text, page by page. The list is empty when
   * there is no such document.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { headings } of acme.documents.sections.list({ source: "docs/whales.md" }))
   *   console.log(headings.join(" / "));
   */
  override list(query: DocumentSectionListQuery, options: CallOptions = {}): PageRequest<DocumentSection> {
    return super.list(query, options);
  }
}
