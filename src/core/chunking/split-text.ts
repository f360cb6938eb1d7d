import type { TextFormat } from "./blocks";
import { type Counting, estimateTokens, measureIn } from "./measure";
import { pack } from "./pack";
import type { Range } from "./piece";
import { type SectionBounds, sectionsOf, type TextSection } from "./sections";

export { blocksOf, type TextFormat } from "./blocks";
export { type Counting, estimateTokens } from "./measure";
export { sectionsOf, type TextSection } from "./sections";

/** How a text is cut into chunks. */
export interface Chunking extends Counting {
  /** The most of a chunk, in its unit. */
  size: number;
  /** The most of a chunk that the next one repeats. */
  overlap: number;
}

/**
 * Tokens of a chunk. Small encoders read no more than 256, and an estimate may be 25 % too low:
 * a longer text would be cut off unseen.
 */
export const DEFAULT_SIZE = 200;
/** None: chunks end between paragraphs or sentences, and the section gives what is around them. */
export const DEFAULT_OVERLAP = 0;

/** A section with its chunks. */
export interface SplitSection extends TextSection {
  chunks: readonly Range[];
}

/**
 * Cuts a text into sections and these into chunks. Each is a range of the text. A chunk never
 * reaches into another section, so a change in one section leaves the chunks of others as they are.
 *
 * @example
 * const [section] = splitText("# Whales\n\nThey are mammals.", {
 *   format: "markdown",
 *   unit: "tokens",
 *   size: 200,
 *   overlap: 0,
 * });
 * section.headings; // ["Whales"]
 */
export function splitText(text: string, options: Chunking & { format: TextFormat }): SplitSection[] {
  return sectionsOf(text, options.format, sectionBounds(options)).map((section) => ({
    ...section,
    chunks: chunksOf(text, section, options),
  }));
}

const CHARACTERS_OF_TOKEN = 4;

/** A section has at most some eight chunks: enough around one, and little enough to read. */
export function sectionBounds({ size, unit }: Chunking): SectionBounds {
  const characters = unit === "tokens" ? size * CHARACTERS_OF_TOKEN : size;
  return { least: 2 * characters, most: 8 * characters };
}

/** The chunks of one section. */
export function chunksOf(
  text: string,
  section: TextSection,
  { size, overlap, ...counting }: Chunking,
): Range[] {
  const { start: from } = section;
  const own = text.slice(from, section.end);
  const pieces = section.pieces.map((piece) => ({
    ...piece,
    start: piece.start - from,
    end: piece.end - from,
  }));
  const chunks = pack(own, pieces, { size, overlap, measure: measureIn(own, counting) });
  return chunks.map(({ start, end }) => ({ start: start + from, end: end + from }));
}

/** The tokens of a chunk, counted as its size is. */
export const tokensOf = (
  text: string,
  { countTokens = estimateTokens }: Pick<Counting, "countTokens">,
): number => countTokens(text);
