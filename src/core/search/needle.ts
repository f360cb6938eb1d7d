import { seedOf, wordKey } from "./hash";
import { gramAt } from "./index-keys";
import { KeySet } from "./key-set";
import { type Listener, scan } from "./scan";

/** More keys do not narrow a search further. */
const MOST_KEYS = 24;

/**
 * Thins out a long list evenly. It keeps the first and the last key, since the outer words of a
 * joined term may be cut.
 */
export function thinned<T>(all: ArrayLike<T>): T[] {
  const most = Math.min(all.length, MOST_KEYS);
  return Array.from(
    { length: most },
    (_, i) => all[Math.floor((i * (all.length - 1)) / Math.max(1, most - 1))]!,
  );
}

/**
 * The pairs of a run of characters without spaces, which are more selective than characters. A
 * single character stays alone.
 */
export const pairsOf = (characters: readonly string[]): string[] =>
  characters.length === 1
    ? [...characters]
    : characters.slice(1).map((character, i) => characters[i]! + character);

/**
 * Substring search: the keys of every text that contains the needle, which is searchable text.
 * There are none for a needle that has neither three letters or digits in a row nor a character of
 * a script without spaces. Such a needle is compared with every text.
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

  /** Word boundaries of the needle need not be word boundaries of the text. */
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
