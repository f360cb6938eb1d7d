import {
  chunksOf,
  DEFAULT_OVERLAP,
  DEFAULT_SIZE,
  sectionBounds,
  sectionsOf,
  tokensOf,
} from "../../../src/core/chunking/split-text";
import { canonicalJson } from "../../../src/core/json/canonical";
import type { Json } from "../../../src/core/json/json";
import { type Cut, type CutPart, hashOf } from "../../../src/stores/documents/cut";

/** The content of a document. */
export interface DocumentContent {
  title: string | null;
  meta: Json | null;
  text: string;
}

export interface DocumentParts extends Cut {
  /** Of the whole content. */
  hash: string;
}

const FORMAT = "markdown";
const CHUNKING = { size: DEFAULT_SIZE, overlap: DEFAULT_OVERLAP, unit: "tokens" } as const;

/**
 * Cuts a text as the store does with its default settings, in one go and without checks. The store
 * cuts asynchronously, since it lets other work pass.
 */
export function partsOf({ title, meta, text }: DocumentContent): DocumentParts {
  const parts: Cut = { characters: text.length, tokens: 0, sections: [], chunks: [] };
  for (const section of sectionsOf(text, FORMAT, sectionBounds(CHUNKING))) {
    const { headings } = section;
    for (const range of chunksOf(text, section, CHUNKING)) {
      const chunk = partOf(text, range, headings);
      const tokens = tokensOf(chunk.text, {});
      parts.chunks.push({ ...chunk, section: parts.sections.length, tokens });
      parts.tokens += tokens;
    }
    parts.sections.push(partOf(text, section, headings));
  }
  const hash = hashOf([
    FORMAT,
    title === null ? "" : `=${title}`,
    meta === null ? "" : canonicalJson(meta),
    ...parts.sections.map((section) => section.hash),
    ...parts.chunks.map(({ start, end, tokens }) => `${start} ${end} ${tokens}`),
  ]);
  return { ...parts, hash };
}

function partOf(
  text: string,
  { start, end }: { start: number; end: number },
  headings: readonly string[],
): CutPart {
  const own = text.slice(start, end);
  return { headings, start, end, text: own, hash: hashOf([JSON.stringify(headings), own]) };
}
