import { divide, sentencesOf, wordsOf } from "./divide";
import type { Measure } from "./measure";
import type { Piece, Range } from "./piece";

export interface Packing {
  /** The most that a chunk may measure. */
  size: number;
  /** The most of a chunk that the next one repeats; 0: nothing. */
  overlap: number;
  measure: Measure;
}

/**
 * Packs pieces into chunks, greedily and in order. A piece that does not fit begins the next chunk;
 * one that is larger than a chunk is divided. So a paragraph, an item or a block of code is cut
 * only where it has to be.
 */
export function pack(text: string, pieces: readonly Piece[], { size, overlap, measure }: Packing): Range[] {
  const chunks: Range[] = [];
  const fits = (start: number, end: number): boolean => measure(start, end) <= size;
  const waiting = [...pieces].reverse();
  const wait = (parts: readonly Piece[]): void => {
    for (let i = parts.length - 1; i >= 0; i--) waiting.push(parts[i]!);
  };
  let open: Range | null = null;
  /** The open chunk has nothing but headings. */
  let bare = false;
  for (let piece = waiting.pop(); piece; piece = waiting.pop()) {
    if (open && fits(open.start, piece.end)) {
      open.end = piece.end;
      bare &&= piece.kind === "heading";
      continue;
    }
    // A heading takes the first sentences or items with it, rather than to be a chunk of its own.
    if (open && bare && (piece.kind === "paragraph" || piece.kind === "list")) {
      const parts = divide(text, piece, fits);
      if (parts.length > 1 && fits(open.start, parts[0]!.end)) {
        wait(parts);
        continue;
      }
    }
    if (open) chunks.push(open);
    open = null;
    const parts = fits(piece.start, piece.end) ? [] : divide(text, piece, fits);
    // The last part cannot be made smaller.
    if (parts.length > 1 || (parts.length === 1 && piece.kind !== "part")) {
      wait(parts);
      continue;
    }
    const before = chunks.at(-1);
    const repeats = overlap > 0 && before !== undefined;
    const start: number = repeats
      ? overlapStart(text, before, { piece, overlap, fits, measure })
      : piece.start;
    open = { start, end: piece.end };
    bare = piece.kind === "heading";
  }
  if (open) chunks.push(open);
  return chunks;
}

interface Next {
  piece: Piece;
  overlap: number;
  fits: (start: number, end: number) => boolean;
  measure: Measure;
}

/**
 * Where the next chunk begins, so that it repeats the end of the last: its last sentences, as many
 * as the overlap allows; its last words, where the last sentence is longer than that. Fewer where
 * the next piece would not fit otherwise.
 */
function overlapStart(text: string, last: Range, { piece, overlap, fits, measure }: Next): number {
  const may = ({ start }: Range): boolean =>
    start > last.start && measure(start, last.end) <= overlap && fits(start, piece.end);
  const found = sentencesOf(text, last).find(may) ?? wordsOf(text, last).find(may);
  return found?.start ?? piece.start;
}
