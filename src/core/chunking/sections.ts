import { blocksOf, type TextFormat } from "./blocks";
import { divide } from "./divide";
import { type Block, type Piece, type Range, trimmedEnd } from "./piece";

/** A part of a text under one heading. The sections of a text follow each other without a gap. */
export interface TextSection extends Range {
  /** The headings that it is under, from the outermost, with its own; empty before the first. */
  headings: readonly string[];
  pieces: readonly Piece[];
}

/** Characters of a section: a longer one is cut, and a shorter one is not. */
export interface SectionBounds {
  least: number;
  most: number;
}

/**
 * The sections of a text. A heading begins one, and a heading right below another, deeper one,
 * joins it. A section longer than `most` becomes several with the same headings.
 */
export function sectionsOf(text: string, format: TextFormat, bounds: SectionBounds): TextSection[] {
  if (text === "") return [];
  const sections: TextSection[] = [];
  const path: Block[] = [];
  let blocks: Block[] = [];
  let start = 0;
  let headings: readonly string[] = [];
  const close = (end: number): void => {
    if (blocks.length > 0 || end === text.length)
      sections.push(...bounded(text, { start, end, headings, pieces: blocks }, bounds));
    blocks = [];
  };
  for (const block of blocksOf(text, format)) {
    if (block.kind === "heading") {
      const last = blocks.at(-1);
      const joins = blocks.length === 0 || (blocks.every(isHeading) && last!.level! < block.level!);
      if (!joins) {
        close(block.start);
        start = block.start;
      }
      while (path.length > 0 && path.at(-1)!.level! >= block.level!) path.pop();
      path.push(block);
      headings = path.map(({ heading }) => heading!).filter((heading) => heading !== "");
    }
    blocks.push(block);
  }
  close(text.length);
  return sections;
}

const isHeading = ({ kind }: Block): boolean => kind === "heading";

/**
 * Cuts a section that is too long. Where it is cut, the content before decides (content-defined
 * chunking): so an insertion moves the cuts next to it, and not all that follow.
 */
function bounded(text: string, section: TextSection, { least, most }: SectionBounds): TextSection[] {
  if (section.end - section.start <= most) return [section];
  const sections: TextSection[] = [];
  let start = section.start;
  let pieces: Piece[] = [];
  const close = (end: number): void => {
    sections.push({ ...section, start, end, pieces });
    pieces = [];
    start = end;
  };
  for (const piece of small(text, section.pieces, most)) {
    const before = pieces.at(-1);
    const length = before ? before.end - start : 0;
    const isCut = length >= least && isMark(text, before!);
    if (before && (isCut || piece.end - start > most)) close(piece.start);
    pieces.push(piece);
  }
  close(section.end);
  return sections;
}

/** The pieces, those longer than `least` divided, so that a section can end within them. */
function* small(text: string, pieces: readonly Piece[], least: number): Generator<Piece> {
  for (const piece of pieces) {
    if (piece.end - piece.start <= least || piece.kind === "part") yield piece;
    else
      yield* small(
        text,
        divide(text, piece, (start, end) => end - start <= least),
        least,
      );
  }
}

/** One piece in four is a mark, by a hash of its text (FNV-1a). */
function isMark(text: string, { start, end }: Range): boolean {
  let hash = 0x811c9dc5;
  const last = trimmedEnd(text, { start, end });
  for (let i = start; i < last; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return ((hash ^ (hash >>> 15)) & 3) === 0;
}
