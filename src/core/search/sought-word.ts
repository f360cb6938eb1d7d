import { groupOf, LETTER, MARK, NUMBER, PICTURE } from "./characters";

const JOINER = 0x200d;
const PLUS = 0x2b;
const HASH = 0x23;

/**
 * A word of a query, to count in folded texts. A match begins and ends where a word does: `cat` is
 * not in `category`, nor `c` in `c++`. The characters on both sides tell. So a text needs no scan,
 * which would cut all of it into words. Only where two scripts meet at a digit a word is missed.
 */
export class SoughtWord {
  private readonly first: number;
  private readonly last: number;
  private readonly isLetter: boolean;

  /** @param text folded, not empty */
  constructor(private readonly text: string) {
    this.first = groupOf(text.codePointAt(0)!);
    this.last = groupOf(codeBefore(text, text.length)!);
    this.isLetter = text.length === 1 && this.first >= LETTER;
  }

  /** @param isCut the text goes on: a word at its end may as well */
  countIn(text: string, isCut: boolean): number {
    const { length } = this.text;
    let count = 0;
    for (let at = text.indexOf(this.text); at !== -1; at = text.indexOf(this.text, at + length)) {
      const end = at + length;
      if (isCut && end === text.length) break;
      if (this.beginsAt(text, at) && this.endsAt(text, end)) count++;
    }
    return count;
  }

  private beginsAt(text: string, at: number): boolean {
    const code = codeBefore(text, at);
    if (code === undefined) return true;
    if (this.first === PICTURE) return code !== JOINER;
    return this.first < NUMBER || isBetween(groupOf(code), this.first);
  }

  private endsAt(text: string, end: number): boolean {
    const code = text.codePointAt(end);
    if (code === undefined) return true;
    if (this.last === PICTURE) return code !== JOINER;
    if (this.last < NUMBER) return true;
    // The name of a language is a word of its own.
    if (this.isLetter && code === PLUS) return text.charCodeAt(end + 1) !== PLUS;
    if (this.isLetter && code === HASH) return groupOf(text.codePointAt(end + 1) ?? 0) >= LETTER;
    return isBetween(groupOf(code), this.last);
  }
}

/** Whether a word has its bound between a character and the neighbour of this kind. */
const isBetween = (neighbour: number, own: number): boolean =>
  neighbour < NUMBER ? neighbour !== MARK : neighbour !== NUMBER && own !== NUMBER && neighbour !== own;

function codeBefore(text: string, at: number): number | undefined {
  if (at === 0) return undefined;
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low < 0xe000 && at > 1 ? text.codePointAt(at - 2) : low;
}
