import { groupOf, LETTER, MARK, NUMBER, OTHER, PICTURE, REGIONAL, UNSPACED } from "./characters";

/** Receives the parts of a folded text in order. Positions are those of `slice`. */
export interface Listener {
  /** A word of a script that puts spaces between words, such as `c++`. */
  word(start: number, end: number): void;
  /**
   * A character of a script without spaces. `next` is true where it follows another one, with only
   * marks between.
   */
  character(start: number, end: number, next: boolean): void;
  picture(start: number, end: number): void;
  /**
   * A run of letters and digits of scripts with spaces, of one or several words. Each boundary of a
   * run depends only on the two characters at it. So a run found in a part of a text is also found
   * in the whole text.
   */
  run(start: number, end: number): void;
}

const PLUS = 0x2b;
const HASH = 0x23;
const KEYCAP = 0x20e3;
const JOINER = 0x200d;
const NONE = -1;

/** Tokenizer: cuts a folded text into words. docs/search.md defines a word. */
export function scan(text: string, listener: Listener): void {
  let word = NONE;
  let run = NONE;
  /** The script of the word; 0 while it has no letter. */
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

/** The length of the suffix that makes a one-letter word the name of a language: `c++`, `c#`. */
function suffix(text: string, start: number, end: number): number {
  if (end - start !== 1) return 0;
  const code = text.charCodeAt(end);
  if (code === PLUS) return text.charCodeAt(end + 1) === PLUS ? 2 : 0;
  return code === HASH && groupOf(text.codePointAt(end + 1) ?? 0) < LETTER ? 1 : 0;
}

/** The end of an emoji: joined emoji count as one, and two regional letters are a flag. */
function endOfPicture(text: string, group: number, after: number): number {
  let end = after;
  if (group === REGIONAL) return groupOf(text.codePointAt(end) ?? 0) === REGIONAL ? end + 2 : end;
  for (;;) {
    // Tag letters of a flag such as Scotland's: two 16-bit units each.
    while (text.charCodeAt(end) === 0xdb40) end += 2;
    if (text.charCodeAt(end) !== JOINER) return end;
    const joined = text.codePointAt(end + 1) ?? 0;
    if (groupOf(joined) !== PICTURE) return end;
    end += joined > 0xffff ? 3 : 2;
  }
}
