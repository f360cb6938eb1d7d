import type { CallOptions } from "../../core/call/deadline";
import { invalid } from "../../core/errors";
import { checkEach, checkName, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import { Collection } from "../../db/collection";
import type { PageRequest } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";
import { selection } from "../../db/table";
import { all, name, raw, sql } from "../../dialect/sql";
import { DocumentChunks } from "./chunks";
import { changedWithin, DOCUMENTS, document, section } from "./document";
import { DocumentFilterInput } from "./inputs";
import { checkDocument, type NewDocument, newDocument } from "./new-document";
import { withPrefix } from "./prefix";
import { putDocument, putDocuments } from "./put";
import { DocumentSections } from "./sections";
import type { Document, DocumentFilter, DocumentInput, DocumentListQuery, DocumentPutResult } from "./types";

const SOURCE = raw("d.source");
const REMOVED = selection<{ source: string }>({ source: "name" });
const TEXT = selection<{ text: string | null }>({ text: "text" });

/**
 * Documents by source, cut into sections and chunks. Chunks are found, sections are read. Reached
 * as `scope.documents`.
 */
// biome-ignore lint/suspicious/noExplicitAny: the type must accept metadata of any type
export class DocumentStore extends Collection<Document<any>, DocumentListQuery> {
  /** The sections of documents: the large around the small. */
  readonly sections: DocumentSections;
  /** The chunks of documents: what is found. */
  readonly chunks: DocumentChunks;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, DOCUMENTS);
    this.sections = new DocumentSections(context);
    this.chunks = new DocumentChunks(context);
  }

  /**
   * Creates the document of a source, or replaces it as a whole, in one transaction. Its text is cut
   * by its structure into sections, and these into chunks. A chunk whose headings and text are as
   * before keeps its id, its search entry and its vectors, also where it moved: so only new chunks
   * have to be embedded. The same content again changes nothing, and the version stays. Of parallel
   * puts the last wins, as a whole.
   *
   * @param input.text or `input.sections`: one of the two
   * @param options.ifVersion replace only if the document exists and still has this version
   * @returns the document, and how many of its chunks are new, kept and gone
   * @throws UnifiedStoreError `validation`, also for a text of more than 20 MiB; with `ifVersion`
   * also `not_found` and `version_conflict`; and any error of `chunking.countTokens` and
   * `chunking.split`
   * @example
   * const text = "# Whales\n\nWhales are mammals.\n\n## Food\n\nMost of them eat krill.";
   * const { document } = await acme.documents.put({ source: "docs/whales.md", title: "Whales", text });
   * const { outcome } = await acme.documents.put(
   *   { source: "docs/whales.md", title: "Whales", text: `${text}\n\nOrcas hunt.` },
   *   { ifVersion: document.version },
   * );
   */
  put<T extends JsonInput = Json>(
    input: DocumentInput<T>,
    options: WriteOptions = {},
  ): Promise<DocumentPutResult<Stored<T>>> {
    return this.write("put", options, async (call, { ifVersion }) => {
      const given = await newDocument(call, checkDocument(input, ""));
      return putDocument(call, given, ifVersion);
    });
  }

  /**
   * Bulk form of `put`: all documents or none, in one transaction. Of entries with the same source
   * the last one wins.
   *
   * @returns for each entry, in the order given, what became of the document of its source
   * @throws UnifiedStoreError `validation`, naming the entry as `documents[3].text`
   * @example
   * await acme.documents.putMany(files.map(({ path, text }) => ({ source: path, text })));
   */
  putMany<T extends JsonInput = Json>(
    inputs: readonly DocumentInput<T>[],
    options: CallOptions = {},
  ): Promise<DocumentPutResult<Stored<T>>[]> {
    return this.call("putMany", options, async (call) => {
      const checked = checkEach(inputs, "documents", checkDocument);
      if (checked.length === 0) return [];
      const last = new Map(checked.map((each) => [each.source, each]));
      const given: NewDocument[] = [];
      for (const each of last.values()) given.push(await newDocument(call, each));
      const results = await putDocuments(call, given);
      return checked.map(({ source }) => results.get(source)!);
    });
  }

  /**
   * Reads the document of a source, without its text; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const document = await acme.documents.get("docs/whales.md");
   */
  override get<T = Json>(source: string, options: CallOptions = {}): Promise<Document<T> | null> {
    return super.get(source, options);
  }

  /**
   * Reads a document that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { version, chunkCount } = await acme.documents.getOrThrow("docs/whales.md");
   */
  override getOrThrow<T = Json>(source: string, options: CallOptions = {}): Promise<Document<T>> {
    return super.getOrThrow(source, options);
  }

  /**
   * Reads any number of documents in one statement.
   *
   * @returns for each source, in the order given, its document or null
   * @throws UnifiedStoreError `validation`, naming the entry as `sources[3]`
   * @example
   * const [whales, fish] = await acme.documents.getMany(["docs/whales.md", "docs/fish.md"]);
   */
  override getMany<T = Json>(
    sources: readonly string[],
    options: CallOptions = {},
  ): Promise<(Document<T> | null)[]> {
    return super.getMany(sources, options);
  }

  /**
   * Lists documents by source in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const query = { prefix: "docs/", updatedFrom: yesterday };
   * for await (const { source, version } of acme.documents.list(query)) console.log(source, version);
   */
  override list<T = Json>(
    query: DocumentListQuery = {},
    options: CallOptions = {},
  ): PageRequest<Document<T>> {
    return super.list(query, options);
  }

  /**
   * Reads the whole text of a document, as it was put. The offsets of chunks and sections are places
   * in it.
   *
   * @returns null when there is no such document
   * @throws UnifiedStoreError `validation`
   * @example
   * const text = await acme.documents.text("docs/whales.md");
   */
  text(source: string, options: CallOptions = {}): Promise<string | null> {
    return this.call("text", options, async (call) => {
      const statement = sql`
        select s.text from ${document.name} as d
        left join ${section.name} as s on ${call.inScope("s")} and s.source = d.source
        where ${call.inScope("d")} and d.source = ${name(checkName(source, "source"))} order by s.position`;
      const rows = await call.all(statement, TEXT);
      return rows.length === 0 ? null : rows.map(({ text }) => text ?? "").join("");
    });
  }

  /**
   * Deletes the document of a source, with its sections and chunks and their vectors.
   *
   * @param options.ifVersion delete only if the document still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.documents.remove("docs/whales.md");
   */
  override remove(source: string, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(source, options);
  }

  /**
   * Deletes all documents that meet the conditions, with their sections and chunks, in one
   * statement. For example those that a crawl has not found again.
   *
   * @param filter at least one condition
   * @returns the number of deleted documents
   * @throws UnifiedStoreError `validation`, also for a filter without a condition
   * @example
   * const deleted = await acme.documents.removeMany({ prefix: "drafts/" });
   */
  removeMany(filter: DocumentFilter, options: CallOptions = {}): Promise<number> {
    return this.call("removeMany", options, async (call) => {
      const given = validate(DocumentFilterInput, filter, "filter");
      const where = [...withPrefix(SOURCE, given.prefix), ...changedWithin(given)];
      if (where.length === 0)
        throw invalid("filter", "must have at least one of prefix, updatedFrom, updatedTo");
      const statement = sql`
        delete from ${document.name} as d where ${all([call.inScope("d"), ...where])} returning source`;
      return (await call.all(statement, REMOVED)).length;
    });
  }
}
