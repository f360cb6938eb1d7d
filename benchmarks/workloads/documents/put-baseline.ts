import type { JsonInput } from "../../../src/core/json/json";
import { type Difference, difference } from "../../../src/stores/documents/difference";
import { chunkEntry } from "../../../src/stores/documents/document";
import type { Document, DocumentPutResult } from "../../../src/stores/documents/types";
import { type DocumentContent, type DocumentParts, partsOf } from "../../fill/stores/document-parts";
import { type Baseline, firstOf, newId, type PlacedWrite } from "../baseline";
import { documentReader, storedChunk, storedSection } from "./rows";

/** A document as the benchmark puts it. */
export interface Put extends DocumentContent {
  source: string;
  meta: (JsonInput & DocumentContent["meta"]) | null;
}

/** The places of the subject's statements. The first one reads the document. */
const NEW = { insert: 1, sections: 3, chunks: 4 } as const;
const CHANGED = { ofSections: 2, ofChunks: 3, update: 4, sections: 5, chunks: 6 } as const;

const known = (baseline: Baseline, source: string): Document | null | Promise<Document | null> =>
  baseline.run([...baseline.scope, source], (rows) => firstOf(rows, documentReader(baseline)));

/** A document that is as it was: it is only read. */
export async function putUnchanged(baseline: Baseline, put: Put): Promise<DocumentPutResult> {
  const { hash } = partsOf(put);
  const document = (await known(baseline, put.source))!;
  if (document.hash !== hash) throw new Error("the document has changed");
  const chunks = { chunksAdded: 0, chunksKept: document.chunkCount, chunksRemoved: 0 };
  return { document, outcome: "unchanged", ...chunks };
}

/**
 * A new document without title and metadata. It is inserted with its parts, where the subject
 * inserts an empty row to lock, and then updates it.
 */
export async function putNew(baseline: Baseline, put: Put): Promise<DocumentPutResult> {
  const { source } = put;
  const parts = partsOf(put);
  if (await known(baseline, source)) throw new Error("the document is there already");
  const changes = difference(source, { sections: [], chunks: [] }, parts, newId);
  const at = baseline.codec.instant(new Date());
  const row = [source, "markdown", ...countsOf(parts), parts.hash, at, at, 1];
  const writes = [
    { place: NEW.insert, values: [...baseline.scope, ...row] },
    ...insertsOf(baseline, changes, { ...NEW, at }),
  ];
  const document = await baseline.runAll(writes, (rows) => documentReader(baseline)(rows[0]!));
  const chunksAdded = changes.newChunks.length;
  return { document, outcome: "created", chunksAdded, chunksKept: 0, chunksRemoved: 0 };
}

/** A document of which some parts have changed. */
export const putChanged = (baseline: Baseline, put: Put): Promise<DocumentPutResult> =>
  baseline.inTurn(put.source, async () => {
    const { source, title, meta } = put;
    const parts = partsOf(put);
    if (!(await known(baseline, source))) throw new Error("the document is not there");
    const of = [...baseline.scope, source];
    const sections = await baseline.runNth(CHANGED.ofSections, of, (rows) => rows.map(storedSection));
    const chunks = await baseline.runNth(CHANGED.ofChunks, of, (rows) => rows.map(storedChunk));
    const changes = difference(source, { sections, chunks }, parts, newId);
    const at = baseline.codec.instant(new Date());
    const json = meta === null ? null : JSON.stringify(meta);
    const set = [title, json, "markdown", ...countsOf(parts), parts.hash, at];
    const writes = [
      { place: CHANGED.update, values: [...set, ...of] },
      ...insertsOf(baseline, changes, { ...CHANGED, at }),
      ...movesOf(baseline, changes),
    ];
    return baseline.runAll(writes, (rows) => ({
      document: documentReader(baseline)(rows[0]!),
      outcome: "changed" as const,
      chunksAdded: changes.newChunks.length,
      chunksKept: changes.kept,
      chunksRemoved: changes.goneChunks.length,
    }));
  });

const countsOf = ({ characters, tokens, sections, chunks }: DocumentParts): number[] => [
  characters,
  tokens,
  sections.length,
  chunks.length,
];

function insertsOf(
  baseline: Baseline,
  { newSections, newChunks }: Difference,
  { sections, chunks, at }: { sections: number; chunks: number; at: string },
): PlacedWrite[] {
  const { codec, scope } = baseline;
  const common = (part: (typeof newSections)[number]): unknown[] => [
    ...[part.id, part.source, part.position, JSON.stringify(part.headings)],
    ...[part.start, part.end, part.text, part.hash],
  ];
  const sectionRows = newSections.map(common);
  const chunkRows = newChunks.map((each) => [...common(each as never), ...[each.sectionId, each.tokens, at]]);
  const entries = newChunks.map((each) => baseline.entry(each.id, "", chunkEntry(each).text));
  return [
    { place: sections, values: [...scope, ...codec.list(sectionRows)] },
    { place: chunks, values: [...scope, ...codec.list(chunkRows)], entries: baseline.index(entries) },
  ];
}

/**
 * Parts that moved and parts that are gone, where there are any. Chunks come first, since they
 * refer to sections.
 */
function movesOf(baseline: Baseline, changes: Difference): PlacedWrite[] {
  const { codec, scope } = baseline;
  const first = CHANGED.chunks + baseline.entryStatements + 1;
  const chunks = changes.movedChunks.map((each) => [
    ...[each.id, each.position, each.start, each.end],
    ...[each.sectionId, each.tokens],
  ]);
  const sections = changes.movedSections.map(({ id, position, start, end }) => [id, position, start, end]);
  const moved = (rows: unknown[][], place: number): PlacedWrite[] =>
    rows.length === 0 ? [] : [{ place, values: [...codec.list(rows), ...scope, ...scope] }];
  const gone = (ids: string[], place: number): PlacedWrite[] =>
    ids.length === 0 ? [] : [{ place, values: [...scope, codec.anyOf(ids)] }];
  return [
    ...moved(chunks, first),
    ...gone(changes.goneChunks, first + 1),
    ...moved(sections, first + 2),
    ...gone(changes.goneSections, first + 3),
  ];
}
