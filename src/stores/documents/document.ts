import {
  type DocumentChunkEntity,
  type DocumentEntity,
  type DocumentSectionEntity,
  documentChunkTable,
  documentSectionTable,
  documentTable,
} from "../../../entities/documents";
import type { CallOptions } from "../../core/call/deadline";
import { collection } from "../../db/collection";
import { insertion } from "../../db/insertion";
import { pageByName } from "../../db/pages/keyset-by-name";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopedDb } from "../../db/scoped";
import type { SearchEntry } from "../../db/search/search-rows";
import { searched } from "../../db/search/searched";
import { Table } from "../../db/table";
import { all, instant, raw, type Sql, sql } from "../../dialect/sql";
import { DocumentListInput } from "./inputs";
import type { Document, DocumentChunk, DocumentListQuery, DocumentSection } from "./types";

/** The caller names the type of the metadata, so rows fit any type. */
export const document = new Table<DocumentEntity, Document<never>>(documentTable);
export const section = new Table<DocumentSectionEntity, DocumentSection>(documentSectionTable);
export const chunk = new Table<DocumentChunkEntity, DocumentChunk>(documentChunkTable);

export const DOCUMENTS = collection({
  name: "documents",
  what: "document",
  table: document,
  key: "source",
  page: listDocuments,
});

const SECTION_MEMBERS = ["id", "source", "position", "headings", "start", "end", "text", "hash"] as const;
const CHUNK_MEMBERS = [...SECTION_MEMBERS, "sectionId", "tokens", "createdAt"] as const;

/**
 * The searched text of a chunk: its headings, and then its own text. The last heading is left out
 * where the chunk begins with it.
 */
export function chunkEntry({
  id,
  headings,
  text,
}: Pick<DocumentChunk, "id" | "headings" | "text">): SearchEntry {
  const last = headings.at(-1);
  const firstLine = text.slice(0, 1 + text.search(/[\r\n]|$/));
  const around = last !== undefined && firstLine.includes(last) ? headings.slice(0, -1) : headings;
  return { id, part: "", text: [...around, text].join("\n") };
}

export const newSections = insertion(section, SECTION_MEMBERS);
export const newChunks = insertion(chunk, CHUNK_MEMBERS, (row: DocumentChunk) => [chunkEntry(row)]);

export const searchedChunks = searched(chunk, ["headings", "text"], (row) => [chunkEntry(row)]);

const BY_SOURCE = raw("d.source");
const UPDATED_FROM = raw("d.updated_at >=");
const UPDATED_TO = raw("d.updated_at <");

/** Conditions on the time of the last change. The alias of the table is `d`. */
export function changedWithin({
  updatedFrom,
  updatedTo,
}: Pick<DocumentListQuery, "updatedFrom" | "updatedTo">): Sql[] {
  const conditions: Sql[] = [];
  if (updatedFrom !== undefined) conditions.push(sql`${UPDATED_FROM} ${instant(updatedFrom)}`);
  if (updatedTo !== undefined) conditions.push(sql`${UPDATED_TO} ${instant(updatedTo)}`);
  return conditions;
}

function listDocuments(
  db: ScopedDb,
  query: DocumentListQuery,
  options: CallOptions,
): PageRequest<Document<never>> {
  const called = { method: "list", Input: DocumentListInput, query, options };
  return paged(db, called, (call, input, at) => {
    const { prefix = "" } = input;
    const where = all([call.inScope("d"), ...changedWithin(input)]);
    const list = {
      query: call.queryId(input, { prefix }),
      select: sql`select ${document.columns.as("d")} from ${document.name} as d where ${where}`,
      returns: document.columns,
      by: BY_SOURCE,
      nameOf: (row: Document<never>) => row.source,
      prefix,
    };
    return pageByName(call, list, at);
  });
}
