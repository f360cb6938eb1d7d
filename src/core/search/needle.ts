import { seedOf, wordKey } from "./hash";
import { gramAt } from "./index-keys";
import { KeySet } from "./key-set";
import { type Listener, scan } from "./scan";

/** More look-ups in the index narrow a search no further. */
const MOST_KEYS = 24;

/** The first and the last are among them: those of a joined word are the ones that might go on. */
export function thinned<T>(all: ArrayLike<T>): T[] {
  const most = Math.min(all.length, MOST_KEYS);
  return Array.from(
    { length: most },
    (_, i) => all[Math.floor((i * (all.length - 1)) / Math.max(1, most - 1))]!,
  );
}

/**
 * Of a run of characters without spaces its pairs, which say more than they do, or the only one.
 */
export const pairsOf = (characters: readonly string[]): string[] =>
  characters.length === 1
    ? [...characters]
    : characters.slice(1).map((character, i) => characters[i]! + character);

/**
 * Keys that a text must have to contain the needle, which is searchable text. None where it has no
 * three letters or digits that follow each other, and no character of a script without spaces: then
 * it is compared with every text.
 */
export function substringKeys(scope: string, needle: string): Int32Array {
  const collector = new Collector(seedOf(scope), needle);
  scan(needle, collector);
  return Int32Array.from(thinned(collector.list()));
}

class Collector implements Listener {
  private readonly keys: KeySet;
  private readonly runs: string[][] = [];

  constructor(
    private readonly seed: number,
    private readonly needle: string,
  ) {
    this.keys = new KeySet(2 * needle.length + 1);
  }

  /** Where a word begins and ends in the needle says nothing of where it does in a text. */
  word(): void {}
  picture(): void {}

  character(start: number, end: number, next: boolean): void {
    if (!next) this.runs.push([]);
    this.runs.at(-1)!.push(this.needle.slice(start, end));
  }

  run(start: number, end: number): void {
    for (let i = start; i + 3 <= end; i++) this.keys.add(gramAt(this.seed, this.needle, i));
  }

  list(): Int32Array {
    for (const pair of this.runs.flatMap(pairsOf)) this.keys.add(wordKey(this.seed, pair));
    return this.keys.list();
  }
}
