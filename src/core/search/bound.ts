import { fold } from "./fold";

/** The default number of characters of a text that are indexed. */
export const MAX_CHARACTERS = 100_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is one of them
const UNSTORABLE = /[\u0000\uffff]/g;
/** A longer word may be cut. */
const LONGEST_WORD = 100;

/**
 * Searchable text: the first `most` characters, folded, as they are stored and compared. Characters
 * that databases cannot hold become the replacement character, which is not a letter.
 */
export function searchable(text: string, most = Number.POSITIVE_INFINITY): string {
  const whole = foldStorable(cut(text, most));
  // Ligatures may have made the text longer. Cutting it again may split an emoji.
  return whole.length <= most ? whole : foldStorable(cut(whole, most));
}

const foldStorable = (text: string): string => fold(text.toWellFormed().replace(UNSTORABLE, "\ufffd"));

/** Cuts at a space if there is one near: half a word would be found as a word. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const word = /\s\S*$/.exec(text.slice(Math.max(0, most - LONGEST_WORD), most + 1))?.[0];
  return text.slice(0, word === undefined ? most : most + 1 - word.length);
}
