import type { Cut, CutPart } from "./cut";
import type { DocumentChunk, DocumentSection } from "./types";

/** A stored part, without its text. */
export type StoredSection = Pick<DocumentSection, "id" | "position" | "start" | "end" | "hash">;
export type StoredChunk = Pick<
  DocumentChunk,
  "id" | "position" | "start" | "end" | "hash" | "sectionId" | "tokens"
>;

/** The parts of a document as they are stored. */
export interface StoredParts {
  sections: readonly StoredSection[];
  chunks: readonly StoredChunk[];
}

/** What has to be written so that the stored parts become those of a text. */
export interface Difference {
  newSections: DocumentSection[];
  movedSections: StoredSection[];
  goneSections: string[];
  newChunks: Omit<DocumentChunk, "createdAt">[];
  movedChunks: StoredChunk[];
  goneChunks: string[];
  /** Chunks that stay, moved or not. */
  kept: number;
}

/**
 * Compares parts by their hashes. A part that is still there keeps its id, also where it moved: so
 * its search entry and vectors stay. Of equal parts, the first stays the first.
 */
export function difference(source: string, stored: StoredParts, cut: Cut, newId: () => string): Difference {
  const sections = matched(stored.sections, cut.sections, newId);
  const chunks = matched(stored.chunks, cut.chunks, newId);
  const result: Difference = {
    newSections: [],
    movedSections: [],
    goneSections: sections.gone,
    newChunks: [],
    movedChunks: [],
    goneChunks: chunks.gone,
    kept: stored.chunks.length - chunks.gone.length,
  };
  cut.sections.forEach(({ headings, text, ...at }, i) => {
    const { id, before } = sections.parts[i]!;
    const row: StoredSection = { ...at, id, position: i + 1 };
    if (!before) result.newSections.push({ ...row, source, text, headings: [...headings] });
    else if (!isSame(before, row)) result.movedSections.push(row);
  });
  cut.chunks.forEach(({ headings, text, section, ...at }, i) => {
    const { id, before } = chunks.parts[i]!;
    const row: StoredChunk = { ...at, id, position: i + 1, sectionId: sections.parts[section]!.id };
    if (!before) result.newChunks.push({ ...row, source, text, headings: [...headings] });
    else if (!isSame(before, row)) result.movedChunks.push(row);
  });
  return result;
}

/** The parts of a text with their ids, and with what is stored of them. */
interface Matched<S> {
  parts: { id: string; before: S | undefined }[];
  gone: string[];
}

function matched<S extends StoredSection | StoredChunk>(
  stored: readonly S[],
  parts: readonly CutPart[],
  newId: () => string,
): Matched<S> {
  const byHash = new Map<string, S[]>();
  // The last first, so that the first is taken from the end.
  for (const each of [...stored].sort((a, b) => b.position - a.position)) {
    const equal = byHash.get(each.hash);
    if (equal) equal.push(each);
    else byHash.set(each.hash, [each]);
  }
  const found = parts.map(({ hash }) => {
    const before = byHash.get(hash)?.pop();
    return { id: before?.id ?? newId(), before };
  });
  return { parts: found, gone: [...byHash.values()].flat().map(({ id }) => id) };
}

const isSame = (a: object, b: object): boolean =>
  Object.entries(b).every(([member, value]) => a[member as never] === value);
