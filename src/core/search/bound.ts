import { fold } from "./fold";

/** How many characters of a text are indexed, where nothing else is said. */
export const MAX_CHARACTERS = 100_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is one of them
const UNSTORABLE = /[\u0000\uffff]/g;
/** A word that is longer is cut. */
const LONGEST_WORD = 100;

/**
 * Folded text as it is stored and compared, of the first `most` characters. What databases cannot
 * hold becomes the replacement character, which is no letter.
 */
export function searchable(text: string, most = Number.POSITIVE_INFINITY): string {
  const whole = foldStorable(cut(text, most));
  // Ligatures may have made it longer, and cutting it may leave half of a picture.
  return whole.length <= most ? whole : foldStorable(cut(whole, most));
}

const foldStorable = (text: string): string => fold(text.toWellFormed().replace(UNSTORABLE, "\ufffd"));

/** At a space if there is one near: half a word would be found as a word. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const word = /\s\S*$/.exec(text.slice(Math.max(0, most - LONGEST_WORD), most + 1))?.[0];
  return text.slice(0, word === undefined ? most : most + 1 - word.length);
}
