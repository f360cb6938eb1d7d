import { groupOf, MARK, UNSPACED } from "./characters";
import { seedOf, wordKey } from "./hash";
import { KeySet } from "./key-set";
import { pairsOf, thinned } from "./needle";
import { type Listener, scan } from "./scan";

/** A term of a query. A text matches if it has the term's words and contains the term literally. */
export interface Term {
  /**
   * A word, several words joined by nothing or by marks such as `.` and `-`, or a run of characters
   * without spaces.
   */
  text: string;
  words: readonly string[];
}

/** The distinct terms of a query, in order of appearance. `text` is searchable text. */
export function termsOf(text: string): Term[] {
  const builder = new TermBuilder(text);
  scan(text, builder);
  return builder.terms();
}

/**
 * Whether a text that has the term's keys has the term. Keys do not tell whether words are joined
 * as in `node.js`, nor whether there are marks between the two characters of a pair.
 */
export const keysProve = ({ text, words }: Term): boolean =>
  words.length === 1 && words[0] === text && !isPair(text);

function isPair(word: string): boolean {
  const first = word.codePointAt(0)!;
  return groupOf(first) === UNSPACED && word.length > (first > 0xffff ? 2 : 1);
}

/** The keys of every text that matches all these terms. */
export function termKeys(scope: string, terms: readonly Term[]): Int32Array {
  const seed = seedOf(scope);
  const words = terms.flatMap(({ words: own }) => thinned(own));
  const keys = new KeySet(words.length + 1);
  for (const word of words) keys.add(wordKey(seed, word));
  return keys.list();
}

/** `node.js`, `e-mail`, `c++17`: parts written without a space are one term. */
const JOINS = /^[.'@&/\\:+#-]{0,3}$/;
const COMMA_IN_NUMBER = /^\d,\d$/;
/** The dot of `.net` belongs to the term. The dot of `see.net` separates two words. */
const LEADING_DOT = /(^|[\s([{"'])\.$/;

/** A term that may still be extended. */
interface Open {
  unit: "words" | "characters" | "picture";
  start: number;
  end: number;
  parts: string[];
}

class TermBuilder implements Listener {
  private readonly all: Open[] = [];

  constructor(private readonly text: string) {}

  word(start: number, end: number): void {
    const last = this.all.at(-1);
    if (last?.unit === "words" && this.joins(last.end, start)) this.extend(last, start, end);
    else this.open("words", start, end);
  }

  character(start: number, end: number, next: boolean): void {
    if (next) this.extend(this.all.at(-1)!, start, end);
    else this.open("characters", start, end);
  }

  picture(start: number, end: number): void {
    this.open("picture", start, end);
  }

  run(): void {}

  terms(): Term[] {
    const terms = new Map<string, Term>();
    for (const { unit, start, end, parts } of this.all) {
      const text = this.text.slice(this.startOf(unit, start), this.endOf(unit, end));
      terms.set(text, { text, words: unit === "characters" ? pairsOf(parts) : parts });
    }
    return [...terms.values()];
  }

  private open(unit: Open["unit"], start: number, end: number): void {
    this.all.push({ unit, start, end, parts: [this.text.slice(start, end)] });
  }

  private extend(term: Open, start: number, end: number): void {
    term.parts.push(this.text.slice(start, end));
    term.end = end;
  }

  private joins(end: number, start: number): boolean {
    const { text } = this;
    return JOINS.test(text.slice(end, start)) || COMMA_IN_NUMBER.test(text.slice(end - 1, start + 1));
  }

  private startOf(unit: Open["unit"], start: number): number {
    const before = this.text.slice(Math.max(0, start - 2), start);
    return unit === "words" && LEADING_DOT.test(before) ? start - 1 : start;
  }

  /** Includes the pluses of `notepad++`, or the marks of the last character. */
  private endOf(unit: Open["unit"], end: number): number {
    const { text } = this;
    if (unit === "words") return text.startsWith("++", end) ? end + 2 : end;
    let after = end;
    while (unit === "characters" && groupOf(text.codePointAt(after) ?? 0) === MARK)
      after += text.codePointAt(after)! > 0xffff ? 2 : 1;
    return after;
  }
}
