import { documentChunkTable, documentSectionTable, documentTable } from "../../../entities/documents";
import { JsonText } from "../../../src/core/json/json";
import type { Scope } from "../../../src/scope";
import { difference } from "../../../src/stores/documents/difference";
import { chunkEntry } from "../../../src/stores/documents/document";
import { filler } from "../fill";
import { idOf, timeOf, unit } from "../rows";
import { numbers, sentence } from "../sentences";
import { FilledTable } from "../table";
import { type DocumentContent, partsOf } from "./document-parts";

export const CHUNKS_PER_DOCUMENT = 10;
const SECTIONS_PER_DOCUMENT = 2;
const CHUNKS_PER_SECTION = CHUNKS_PER_DOCUMENT / SECTIONS_PER_DOCUMENT;
/** A paragraph of so many is a chunk of its own: two of them are too long for one. */
const SENTENCES = 5;
const HEADING = SENTENCES;
const TITLE = SENTENCES + 1;
const DOCUMENTS_PER_FOLDER = 100;

/** Documents that have so many chunks. All of them are whole: the last may have more chunks. */
export const documentsFor = (chunks: number): number => Math.ceil(chunks / CHUNKS_PER_DOCUMENT);

/** The prefix that a hundred documents share. */
export const documentFolder = (n: number): string =>
  `docs/${String(Math.floor(n / DOCUMENTS_PER_FOLDER)).padStart(6, "0")}/`;

export const documentSource = (n: number): string =>
  `${documentFolder(n)}${String(n % DOCUMENTS_PER_FOLDER).padStart(2, "0")}.md`;

const words = (n: number, part: number, count: number): string =>
  sentence(n, part).split(" ").slice(0, count).join(" ");

const CHUNKS_OF_A_NAME = 20;
const SYLLABLES = ["ba", "do", "fe", "gi", "ku", "la", "mo", "ne", "pi", "ru", "sa", "to", "ve", "wi", "zu"];

function nameOf(n: number): string {
  let name = "q";
  for (let rest = n + 1; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    name += SYLLABLES[rest % SYLLABLES.length]!;
  return name;
}

/**
 * Two names that a chunk has, as texts have names of people and things: words that few other texts
 * have, in a database of any size. One stands in the chunks around, and one anywhere.
 */
export const namesOf = (chunk: number): [near: string, anywhere: string] => {
  const near = Math.floor(chunk / CHUNKS_OF_A_NAME);
  return [nameOf(2 * near), nameOf(2 * Math.floor(unit(chunk) * (near + 1)) + 1)];
};

const paragraph = (chunk: number): string =>
  [...Array.from({ length: SENTENCES }, (_, part) => sentence(chunk, part)), ...namesOf(chunk)].join(" ");

/**
 * The paragraphs of the nth document, each a chunk. The first of a section comes with its heading.
 */
function paragraphsOf(n: number): string[] {
  const first = n * CHUNKS_PER_DOCUMENT;
  return numbers(first, first + CHUNKS_PER_DOCUMENT).map((chunk) =>
    chunk % CHUNKS_PER_SECTION === 0
      ? `# ${words(chunk, HEADING, 3)}\n\n${paragraph(chunk)}`
      : paragraph(chunk),
  );
}

const CHANGED = 2;

/** The text of the nth document before, in, and behind the paragraph that a `put` changes. */
export function documentPieces(n: number): [before: string, changed: string, behind: string] {
  const all = paragraphsOf(n);
  const behind = all.slice(CHANGED + 1).join("\n\n");
  return [`${all.slice(0, CHANGED).join("\n\n")}\n\n`, all[CHANGED]!, `\n\n${behind}\n`];
}

/** The content of the nth document. */
export const documentContent = (n: number): DocumentContent => ({
  title: words(n * CHUNKS_PER_DOCUMENT, TITLE, 4),
  meta: { author: `author ${n % 50}`, tags: ["bench"] },
  text: documentPieces(n).join(""),
});

/** Documents by the number of their chunks, as many as these chunks need. */
export const addDocuments = (scope: Scope, from: number, to: number): Promise<unknown> =>
  scope.documents.putMany(
    numbers(documentsFor(from), documentsFor(to)).map((n) => ({
      source: documentSource(n),
      ...documentContent(n),
    })),
  );

const DOCUMENT = FilledTable.of(documentTable);
const SECTION = FilledTable.of(documentSectionTable);
const CHUNK = FilledTable.of(documentChunkTable);
const ENTRY = CHUNK.search();

export const fillDocuments = filler({
  tables: [DOCUMENT, SECTION, CHUNK, ENTRY],
  make: (chunk, { emit, index }) => {
    // A document comes with its first chunk.
    if (chunk % CHUNKS_PER_DOCUMENT !== 0) return;
    const n = chunk / CHUNKS_PER_DOCUMENT;
    const [source, content, createdAt] = [documentSource(n), documentContent(n), timeOf(chunk)];
    const parts = partsOf(content);
    const { characters, tokens, hash } = parts;
    emit(DOCUMENT, {
      source,
      title: content.title,
      meta: JsonText.of(content.meta, "meta"),
      format: "markdown",
      ...{ characters, tokens, hash },
      sectionCount: parts.sections.length,
      chunkCount: parts.chunks.length,
      createdAt,
      updatedAt: createdAt,
      version: 1,
    });
    const rows = difference(source, { sections: [], chunks: [] }, parts, idsFrom(n));
    for (const section of rows.newSections) emit(SECTION, section);
    for (const each of rows.newChunks) {
      emit(CHUNK, { ...each, createdAt });
      index(ENTRY, chunkEntry(each));
    }
  },
});

/** Ids of the sections of the nth document, and then of its chunks. */
function idsFrom(n: number): () => string {
  let made = 0;
  return () => {
    const i = made++;
    return i < SECTIONS_PER_DOCUMENT
      ? idOf("section", n * SECTIONS_PER_DOCUMENT + i)
      : idOf("chunk", n * CHUNKS_PER_DOCUMENT + i - SECTIONS_PER_DOCUMENT);
  };
}
