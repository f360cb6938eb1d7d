import { count, type Id, instant, integer, json, name, names, text, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

/** A document: a text under a name, cut into sections and chunks. */
export const documentTable = table("document", {
  scope: "workspace",
  key: ["source"],
  columns: {
    /** Where it comes from, such as a path or an address. The key in the scope. */
    source: name(),
    title: text().nullable(),
    /** Any JSON. `put` replaces it as a whole. */
    meta: json().nullable(),
    /** How the text was read: `markdown` or `text`. */
    format: name().oneOf("markdown", "text").default("markdown"),
    /** Length of the text in UTF-16 code units, as `length` of a JavaScript string has it. */
    characters: count().generated(),
    /** Sum of the tokens of its chunks. */
    tokens: count().generated(),
    sectionCount: integer().generated(),
    chunkCount: integer().generated(),
    /** Identifies the content, with its chunks. */
    hash: name().generated(),
    createdAt: instant().generated(),
    /** Time of the last `put` that changed something. */
    updatedAt: instant().generated(),
    /** Starts at 1 and grows by one with each `put` that changes something. */
    version: version(),
  },
  indexes: {
    document_by_updated: { on: ["updatedAt", "source"] },
  },
});

/** A section: a part of a document under one heading. Together they are its whole text. */
export const documentSectionTable = table("document_section", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid<"document section">().generated(),
    source: name().generated(),
    /** 1, 2, 3 … in the order of the text. */
    position: integer().generated(),
    /** The headings that it is under, from the outermost, with its own. */
    headings: names(6).generated(),
    /** Where it begins in the text of the document. */
    start: count("start_offset").generated(),
    /** Where it ends; not included. */
    end: count("end_offset").generated(),
    text: text().generated(),
    /** Identifies headings and text. */
    hash: name().generated(),
  },
  indexes: {
    document_section_of_document: { on: ["source", "position"] },
  },
  references: {
    document_section_of: { on: ["source"], table: () => documentTable, onDelete: "CASCADE" },
  },
});

/** A chunk: a part of a section, small enough for an encoder. */
export const documentChunkTable = table("document_chunk", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** It stays the same as long as headings and text do, wherever the chunk moves. */
    id: uuid<"document chunk">().generated(),
    source: name().generated(),
    /** The section around it. */
    sectionId: uuid<"document section">().generated(),
    /** 1, 2, 3 … in the order of the text. */
    position: integer().generated(),
    /** The headings of its section. */
    headings: names(6).generated(),
    /** Where it begins in the text of the document. */
    start: count("start_offset").generated(),
    /** Where it ends; not included. */
    end: count("end_offset").generated(),
    text: text().generated(),
    /** Tokens of the text, as `chunking` counted or estimated them. */
    tokens: integer().generated(),
    /** Identifies headings and text. */
    hash: name().generated(),
    /** When the chunk was written first. */
    createdAt: instant().generated(),
  },
  indexes: {
    document_chunk_of_section: { on: ["sectionId", "position"] },
    document_chunk_of_document: { on: ["source", "position"] },
  },
  references: {
    document_chunk_of: { on: ["source"], table: () => documentTable, onDelete: "CASCADE" },
    document_chunk_in_section: {
      on: ["sectionId"],
      table: () => documentSectionTable,
      onDelete: "NO ACTION",
    },
  },
});

export type DocumentSectionId = Id<"document section">;
export type DocumentChunkId = Id<"document chunk">;

export type DocumentEntity = ScopedRow<typeof documentTable>;
export type DocumentSectionEntity = ScopedRow<typeof documentSectionTable>;
export type DocumentChunkEntity = ScopedRow<typeof documentChunkTable>;
