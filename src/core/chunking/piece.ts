/** Part of a text: `text.slice(start, end)`. */
export interface Range {
  start: number;
  /** Not included. */
  end: number;
}

/**
 * What a piece of a text is, which decides how it is divided: a paragraph into sentences, a list
 * into items, code and tables into lines, sentences and lines into words, a word into parts.
 */
export type Kind =
  | "heading"
  | "code"
  | "list"
  | "table"
  | "paragraph"
  | "sentence"
  | "line"
  | "word"
  | "part";

export interface Piece extends Range {
  kind: Kind;
}

/** A piece of the structure. */
export interface Block extends Piece {
  /** Of a heading: 1 to 6. */
  level?: number;
  /** Of a heading, without its marks. */
  heading?: string;
}

/** The range without white space at its end. Its start stays: indentation is part of code. */
export function trimmedEnd(text: string, { start, end }: Range): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The first character of the range that is not white space; `end` where there is none. */
export function firstVisible(text: string, { start, end }: Range): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** White space as `trim` and `\s` have it. */
export function isSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  if (unit < 0x1680) return unit === 0xa0;
  return (
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x1680 ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000 ||
    unit === 0xfeff
  );
}
