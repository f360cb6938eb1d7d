const SEED = 0x811c9dc5;
const WORD_SALT = 0x5bd1e995;

/** FNV-1a over 16-bit units. */
export const step = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

/** The hash of a part of a text. Slicing the text first would double the time. */
function hash(seed: number, text: string, start: number, end: number): number {
  let h = seed;
  for (let i = start; i < end; i++) h = step(h, text.charCodeAt(i));
  return h;
}

/** The seed of all keys of a scope: see `scopeKey`. */
export const seedOf = (scope: string): number => hash(SEED, scope, 0, scope.length);

/**
 * The seed of word keys, so that a word of three letters and the same trigram have different keys.
 */
export const wordSeed = (seed: number): number => seed ^ WORD_SALT;

export const wordKey = (seed: number, text: string, start = 0, end = text.length): number =>
  mix(hash(wordSeed(seed), text, start, end));

export const gramKey = (seed: number, first: number, second: number, third: number): number =>
  mix(step(step(step(seed, first), second), third));

/** Murmur3's finaliser. With FNV alone, neighbouring trigrams get neighbouring buckets. */
export function mix(hashed: number): number {
  let h = hashed ^ (hashed >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
