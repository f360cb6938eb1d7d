import { linesOf } from "./blocks";
import { firstVisible, type Piece, type Range, trimmedEnd } from "./piece";
import { graphemesOf, sentenceRanges } from "./segments";

const WORD = /\S+/g;
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;

/**
 * The smaller pieces of a piece, in order. Every character that is not white space is in one.
 *
 * @param fits whether a part of a word is small enough
 */
export function divide(text: string, piece: Piece, fits: (start: number, end: number) => boolean): Piece[] {
  switch (piece.kind) {
    case "list":
      return itemsOf(text, piece);
    case "code":
    case "table":
      return visible(text, linesOf(text, piece), "line");
    case "heading":
    case "paragraph":
      return sentencesOf(text, piece).map((range) => ({ ...range, kind: "sentence" }));
    case "sentence":
    case "line":
      return wordsOf(text, piece);
    default:
      return partsOf(text, piece, fits);
  }
}

/** Sentences without the white space around them. A line's end does not end a sentence. */
export function sentencesOf(text: string, { start, end }: Range): Range[] {
  const joined = text.slice(start, end).replace(/[\r\n]/g, " ");
  const sentences: Range[] = [];
  for (const each of sentenceRanges(joined)) {
    const range = { start: start + each.start, end: start + each.end };
    const from = firstVisible(text, range);
    if (from < range.end) sentences.push({ start: from, end: trimmedEnd(text, range) });
  }
  return sentences;
}

export function wordsOf(text: string, { start, end }: Range): Piece[] {
  const words: Piece[] = [];
  for (const { index, 0: word } of text.slice(start, end).matchAll(WORD))
    words.push({ start: start + index, end: start + index + word.length, kind: "word" });
  return words;
}

/** Items of a list, each with its lines. What an item is longer than, its sentences divide. */
function itemsOf(text: string, list: Range): Piece[] {
  const items: Range[] = [];
  for (const line of linesOf(text, list)) {
    if (items.length === 0 || ITEM.test(text.slice(line.start, line.end))) items.push(line);
    else items.at(-1)!.end = line.end;
  }
  return visible(text, items, "paragraph");
}

/** The ranges that have anything to see. */
function visible(text: string, ranges: Iterable<Range>, kind: Piece["kind"]): Piece[] {
  const pieces: Piece[] = [];
  for (const { start, end } of ranges) {
    const last = trimmedEnd(text, { start, end });
    if (last > start) pieces.push({ start, end: last, kind });
  }
  return pieces;
}

/**
 * Parts of a word that is longer than a chunk, as large as fits. No grapheme is cut, such as an
 * emoji of several code points, unless it alone is too long. No surrogate pair is ever cut.
 */
function partsOf(
  text: string,
  { start, end }: Range,
  fits: (start: number, end: number) => boolean,
): Piece[] {
  const parts: Piece[] = [];
  for (let from = start; from < end; ) {
    const to = fits(from, end) ? end : graphemeBefore(text, from, furthest(from, end, fits));
    parts.push({ start: from, end: to, kind: "part" });
    from = to;
  }
  return parts;
}

/** The last end that fits, by bisection; at least one character. */
function furthest(start: number, end: number, fits: (start: number, end: number) => boolean): number {
  let low = start + 1;
  let high = end;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(start, middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Of a grapheme that is longer than this, no end is looked for. */
const LONGEST_GRAPHEME = 64;

function graphemeBefore(text: string, start: number, end: number): number {
  // Between two such characters there is always a boundary.
  if (text.charCodeAt(end - 1) < 0x80 && text.charCodeAt(end) < 0x80) return end;
  let last = start;
  for (const grapheme of graphemesOf(text.slice(start, end + LONGEST_GRAPHEME))) {
    if (start + grapheme.start > end) break;
    last = start + grapheme.start;
  }
  if (last > start) return last;
  if (!isWithinPair(text, end)) return end;
  return end - 1 > start ? end - 1 : end + 1;
}

const isWithinPair = (text: string, at: number): boolean =>
  text.charCodeAt(at - 1) >= 0xd800 &&
  text.charCodeAt(at - 1) <= 0xdbff &&
  text.charCodeAt(at) >= 0xdc00 &&
  text.charCodeAt(at) <= 0xdfff;
