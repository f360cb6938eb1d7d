import { documentChunkTable, documentSectionTable, documentTable } from "../../../entities/documents";
import { searchable } from "../../../src/core/search-text";
import type { DocumentPutResult } from "../../../src/stores/documents/types";
import { documentContent, documentPieces, documentSource, documentsFor } from "../../fill/stores/documents";
import type { drawer } from "../draw";
import { freshName } from "../draw";
import { entry, type Pair, pair, row, type WrittenRow } from "../pair";
import { type Put, putChanged, putNew, putUnchanged } from "./put-baseline";

/** A change is of so many words more than the others, at most. */
const MOST_MORE = 4;

/** Their texts are ready before the measurement. */
const MOST_INPUTS = 1 << 9;

/** One part of a document that is changed. The text is joined at each call, as it must be new. */
interface Change extends Put {
  pieces: ReturnType<typeof documentPieces>;
  more: number;
}

/**
 * Puts of documents. Those with even numbers stay as they are, and those with odd ones change.
 */
export function putPairs(draw: ReturnType<typeof drawer>, records: number): readonly Pair[] {
  const documents = documentsFor(records);
  const odd = (n: number): number => Math.min(documents - 1, n - (n % 2) + 1);
  return [
    pair<Put, DocumentPutResult>({
      name: "documents.put unchanged",
      // It writes nothing.
      kind: "read",
      weight: 15,
      next: draw(({ row }) => put(row() & ~1), MOST_INPUTS),
      subject: (scope, input) => scope.documents.put(input),
      baseline: putUnchanged,
    }),
    pair<Put, DocumentPutResult>({
      name: "documents.put new",
      kind: "write",
      weight: 10,
      next: () => small(freshName()),
      subject: (scope, { source, text }) => scope.documents.put({ source, text }),
      baseline: putNew,
      rows: ({ source, text }) => [
        row(documentTable, { source }),
        row(documentSectionTable, { source, position: "1" }),
        row(documentChunkTable, { source, position: "1" }),
        entryOf(text),
      ],
    }),
    pair<Change, Partial<DocumentPutResult["document"]>>({
      name: "documents.put changed",
      kind: "write",
      weight: 10,
      next: draw(({ row, below }) => change(odd(row()), below(MOST_MORE)), MOST_INPUTS),
      subject: async (scope, input) => comparable(await scope.documents.put(changed(input))),
      baseline: async (baseline, input) => comparable(await putChanged(baseline, changed(input))),
      rows: ({ source }) => changedRows(source),
    }),
  ];
}

function put(n: number): Put {
  const content = documentContent(n);
  return { source: documentSource(n), ...content } as Put;
}

/** A document of one chunk. */
const small = (source: string): Put => ({
  source,
  title: null,
  meta: null,
  text: `# Note ${source}\n\nThe supplier of ${source} prefers a meeting before the deadline.\n`,
});

/** The chunk begins with its heading, so its searched text is the text of the document. */
const entryOf = (text: string): WrittenRow => ({
  ...entry("document_chunk", null, ""),
  key: { search_text: searchable(text.trimEnd()) },
});

const change = (n: number, more: number): Change => ({ ...put(n), pieces: documentPieces(n), more });

let changes = 0;

/** One paragraph becomes another. All texts of a `more` are equally long. */
function changed({ pieces: [before, paragraph, behind], more, ...put }: Change): Put {
  const stamp = `${String(++changes).padStart(9, "0")}${" again".repeat(more)}`;
  return { ...put, text: `${before}${paragraph} Changed ${stamp}.${behind}` };
}

/** Without the hash, which differs from change to change. */
function comparable({ document: { hash: _, ...document }, ...counts }: DocumentPutResult) {
  return { ...document, ...counts };
}

/**
 * The document and its third chunk. What the change before had made is left out: on PostgreSQL it
 * is that of the other contender.
 */
function changedRows(source: string): WrittenRow[] {
  const document = row(documentTable, { source });
  const chunk = row(documentChunkTable, { source, position: "3" });
  const differs = ["id", "section_id", "text", "hash", "characters", "tokens", "end_offset"];
  return [document, chunk].map((written) => ({
    ...written,
    columns: written.columns.filter(({ name }) => !differs.includes(name)),
  }));
}
