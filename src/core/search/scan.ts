import { groupOf, LETTER, MARK, NUMBER, OTHER, PICTURE, REGIONAL, UNSPACED } from "./characters";

/** What is told of a folded text, from its beginning to its end. Positions are those of `slice`. */
export interface Listener {
  /** A word of a script that puts spaces between words, such as `c++`. */
  word(start: number, end: number): void;
  /**
   * A character of a script without spaces; `next`: it follows another one, with nothing but marks
   * between.
   */
  character(start: number, end: number, next: boolean): void;
  picture(start: number, end: number): void;
  /**
   * Letters and digits of scripts with spaces that follow each other, whatever words they make.
   * Where one begins and ends depends on the two characters there alone: so what is found in a part
   * of a text is found in all of it as well.
   */
  run(start: number, end: number): void;
}

const PLUS = 0x2b;
const HASH = 0x23;
const KEYCAP = 0x20e3;
const JOINER = 0x200d;
const NONE = -1;

/** Cuts a folded text into words; docs/search.md says what a word is. */
export function scan(text: string, listener: Listener): void {
  let word = NONE;
  let run = NONE;
  /** Of the word; 0 while it has no letter. */
  let script = 0;
  let unspaced = false;
  for (let i = 0; i < text.length; ) {
    let code = text.charCodeAt(i);
    let end = i + 1;
    if (code >= 0xd800 && code < 0xe000) {
      code = text.codePointAt(i)!;
      if (code > 0xffff) end++;
    }
    const group = groupOf(code);
    if (group >= NUMBER) {
      if (run === NONE) run = i;
      if (word === NONE) {
        word = i;
        script = 0;
      }
      if (group !== NUMBER && group !== script) {
        if (script !== 0) {
          listener.word(word, i);
          word = i;
        }
        script = group;
      }
      unspaced = false;
    } else if (group !== MARK) {
      if (run !== NONE) {
        listener.run(run, i);
        if (word !== NONE) listener.word(word, i + (script === 0 ? 0 : suffix(text, word, i)));
        word = run = NONE;
      }
      if (group === UNSPACED) {
        listener.character(i, end, unspaced);
        unspaced = true;
      } else {
        unspaced = false;
        if (group !== OTHER) {
          end = endOfPicture(text, group, end);
          listener.picture(i, end);
        }
      }
    } else if (code === KEYCAP && i > 0 && /[0-9#*]/.test(text[i - 1]!)) {
      if (word !== NONE && word < i - 1) listener.word(word, i - 1);
      word = NONE;
      listener.picture(i - 1, end);
    }
    i = end;
  }
  if (run !== NONE) listener.run(run, text.length);
  if (word !== NONE) listener.word(word, text.length);
}

/**
 * How many of the characters behind a word of one letter make it the name of a language: `c++`,
 * `c#`.
 */
function suffix(text: string, start: number, end: number): number {
  if (end - start !== 1) return 0;
  const code = text.charCodeAt(end);
  if (code === PLUS) return text.charCodeAt(end + 1) === PLUS ? 2 : 0;
  return code === HASH && groupOf(text.codePointAt(end + 1) ?? 0) < LETTER ? 1 : 0;
}

/** An emoji is one with what is joined to it; two regional letters are a flag. */
function endOfPicture(text: string, group: number, after: number): number {
  let end = after;
  if (group === REGIONAL) return groupOf(text.codePointAt(end) ?? 0) === REGIONAL ? end + 2 : end;
  for (;;) {
    // The letters of a flag such as Scotland's, 16 bits twice each.
    while (text.charCodeAt(end) === 0xdb40) end += 2;
    if (text.charCodeAt(end) !== JOINER) return end;
    const joined = text.codePointAt(end + 1) ?? 0;
    if (groupOf(joined) !== PICTURE) return end;
    end += joined > 0xffff ? 3 : 2;
  }
}
