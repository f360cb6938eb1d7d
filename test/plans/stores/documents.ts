import { at, type FilledScope, FOUND, id, into, middle, nameOf, TEXT, WORD } from "../data";
import { call, list, many, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

const CHUNKS_OF_SECTION = 4;
const SECTIONS_OF_DOCUMENT = 5;
const CHUNKS_OF_DOCUMENT = CHUNKS_OF_SECTION * SECTIONS_OF_DOCUMENT;

const documentsOf = ({ size }: FilledScope): number => Math.ceil(size / CHUNKS_OF_DOCUMENT);
const numberOf = (filled: FilledScope): number => Math.floor(documentsOf(filled) / 2) + 1;
const source = (filled: FilledScope): string => nameOf(numberOf(filled));
const section = (filled: FilledScope): string => id(numberOf(filled) * SECTIONS_OF_DOCUMENT);
const sources = (filled: FilledScope): string[] =>
  many(filled, (n) => nameOf(Math.floor(n / CHUNKS_OF_DOCUMENT)));
const WRITES = "document_pk,document_chunk_search_pk";
const FOUND_SOURCE = "found";
/** A put of a document that is there reads its parts, and changes them by their keys. */
const ALL_PARTS = [
  "document_pk",
  "document_section_of_document",
  "document_chunk_of_document",
  "document_chunk_pk",
  "document_section_pk",
];

export const documents: StorePlans = {
  tables: ["document", "document_section", "document_chunk", "document_chunk_search"],

  fill({ series, id, time, name, keys }, filled) {
    const insert = into(filled);
    const count = documentsOf(filled);
    const { size } = filled;
    return [
      insert(
        "document",
        "source, format, characters, tokens, section_count, chunk_count, hash, created_at, updated_at, version",
        `${name("i")}, 'markdown', 2000, 500, ${SECTIONS_OF_DOCUMENT}, ${CHUNKS_OF_DOCUMENT}, 'h', ${time("i")}, ${time("i")}, 1`,
        series(count),
      ),
      insert(
        "document_section",
        "id, source, position, headings, start_offset, end_offset, text, hash",
        `${id("i")}, ${name(`i / ${SECTIONS_OF_DOCUMENT}`)}, 1 + i % ${SECTIONS_OF_DOCUMENT}, '["a"]', 0, 100, '${TEXT}', 'h'`,
        series(count * SECTIONS_OF_DOCUMENT),
      ),
      insert(
        "document_chunk",
        "id, source, section_id, position, headings, start_offset, end_offset, text, tokens, hash, created_at",
        `${id("i")}, ${name(`i / ${CHUNKS_OF_DOCUMENT}`)}, ${id(`i / ${CHUNKS_OF_SECTION}`)}, 1 + i % ${CHUNKS_OF_DOCUMENT},
          '["a"]', 0, 100, '${TEXT}', 25, 'h', ${time("i")}`,
        series(size),
      ),
      insert(
        "document_chunk_search",
        "item_id, part, search_text, text_hash, search_keys",
        `${id("i")}, '', '${TEXT}', 'h', ${keys}`,
        series(size),
      ),
    ];
  },

  async addFound({ documents }) {
    const sections = FOUND.map((text, i) => ({ text, headings: [`Part ${i}`] }));
    await documents.put({ source: FOUND_SOURCE, sections });
  },

  operations: {
    "documents.put new": call(({ documents }) => documents.put({ source: "new", text: "# a\n\nb" })),
    // All of its parts are other ones: they are read, written and deleted.
    "documents.put changed": call(({ documents }, filled) =>
      documents.put({ source: source(filled), text: "# a\n\nb" }),
    ),
    "documents.put moved": call(({ documents }) =>
      documents.put({
        source: FOUND_SOURCE,
        sections: [...FOUND]
          .reverse()
          .map((text, i) => ({ text, headings: [`Part ${FOUND.length - 1 - i}`] })),
      }),
    ),
    "documents.put version": call(({ documents }, filled) =>
      documents.put({ source: source(filled), text: "x" }, { ifVersion: 1 }),
    ),
    "documents.putMany": call(({ documents }, filled) =>
      documents.putMany(sources(filled).map((each) => ({ source: each, text: "x" }))),
    ),
    "documents.get": call(({ documents }, filled) => documents.get(source(filled))),
    "documents.getMany": call(({ documents }, filled) => documents.getMany(sources(filled))),
    "documents.list": list(({ documents }, page) => documents.list(page)),
    "documents.list prefix": list(({ documents }, page) =>
      documents.list({ ...page, prefix: "name-000000" }),
    ),
    "documents.list updated": sorted(({ documents }, page, filled) =>
      documents.list({
        ...page,
        updatedFrom: at(numberOf(filled)),
        updatedTo: at(numberOf(filled) + 20),
      }),
    ),
    "documents.text": call(({ documents }, filled) => documents.text(source(filled))),
    "documents.remove": call(({ documents }, filled) => documents.remove(source(filled))),
    "documents.removeMany": call(({ documents }, filled) => documents.removeMany({ prefix: source(filled) })),
    "documents.sections.get": call(({ documents }, filled) => documents.sections.get(section(filled))),
    "documents.sections.getMany": call(({ documents }, filled) =>
      documents.sections.getMany(many(filled, (n) => id(Math.floor(n / CHUNKS_OF_SECTION)))),
    ),
    "documents.sections.list": list(({ documents }, page, filled) =>
      documents.sections.list({ ...page, source: source(filled) }),
    ),
    "documents.chunks.get": call(({ documents }, filled) => documents.chunks.get(id(middle(filled)))),
    "documents.chunks.getMany": call(({ documents }, filled) => documents.chunks.getMany(many(filled, id))),
    "documents.chunks.list": list(({ documents }, page, filled) =>
      documents.chunks.list({ ...page, source: source(filled) }),
    ),
    "documents.chunks.list of a section": list(({ documents }, page, filled) =>
      documents.chunks.list({ ...page, source: source(filled), sectionId: section(filled) }),
    ),
    "documents.chunks.search words": sorted(({ documents }, page) =>
      documents.chunks.search({ ...page, text: WORD, mode: "words" }),
    ),
    "documents.chunks.search words prefix": sorted(({ documents }, page) =>
      documents.chunks.search({ ...page, text: WORD, mode: "words", prefix: FOUND_SOURCE }),
    ),
    "documents.chunks.search substring": sorted(({ documents }, page) =>
      documents.chunks.search({ ...page, text: WORD, mode: "substring" }),
    ),
  },

  expected: {
    "documents.put new": { by: ["document_pk"], conflict: WRITES },
    "documents.put changed": { by: ALL_PARTS, conflict: WRITES },
    "documents.put moved": { by: ALL_PARTS, conflict: "document_pk" },
    "documents.put version": { by: ALL_PARTS, conflict: "document_chunk_search_pk" },
    "documents.putMany": { by: ALL_PARTS, conflict: WRITES },
    "documents.get": { by: ["document_pk"] },
    "documents.getMany": { by: ["document_pk"] },
    "documents.list": { by: ["document_pk"] },
    "documents.list prefix": { by: ["document_pk"] },
    "documents.remove": { by: ["document_pk"] },
    "documents.removeMany": { by: ["document_pk"] },
    "documents.list updated": { by: ["document_by_updated"] },
    "documents.text": { by: ["document_pk", "document_section_of_document"] },
    "documents.sections.get": { by: ["document_section_pk"] },
    "documents.chunks.get": { by: ["document_chunk_pk"] },
    "documents.sections.getMany": { by: ["document_section_pk"] },
    "documents.chunks.getMany": { by: ["document_chunk_pk"] },
    "documents.sections.list": { by: ["document_section_of_document"] },
    "documents.chunks.list": { by: ["document_chunk_of_document"] },
    "documents.chunks.list of a section": { by: ["document_chunk_of_section"] },
    "documents.chunks.search words": { by: ["document_chunk_search_keys", "document_chunk_pk"] },
    // The chunks with the word, or those of the sources with the prefix: both are few here.
    "documents.chunks.search words prefix": {
      either: ["document_chunk_search_keys", "document_chunk_pk", "document_chunk_of_document"],
    },
    "documents.chunks.search substring": { by: ["document_chunk_search_keys", "document_chunk_pk"] },
  },
};
