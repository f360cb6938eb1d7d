const SEED = 0x811c9dc5;
const WORD_SALT = 0x5bd1e995;

/** FNV-1a, by 16 bits. */
export const step = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

/** Of a part of a text: to slice it first takes as long again. */
function hash(seed: number, text: string, start: number, end: number): number {
  let h = seed;
  for (let i = start; i < end; i++) h = step(h, text.charCodeAt(i));
  return h;
}

/** What the keys of a scope begin with: see `scopeKey`. */
export const seedOf = (scope: string): number => hash(SEED, scope, 0, scope.length);

/**
 * What the keys of words begin with, so that a word of three letters has another key than the
 * trigram.
 */
export const wordSeed = (seed: number): number => seed ^ WORD_SALT;

export const wordKey = (seed: number, text: string, start = 0, end = text.length): number =>
  mix(hash(wordSeed(seed), text, start, end));

export const gramKey = (seed: number, first: number, second: number, third: number): number =>
  mix(step(step(step(seed, first), second), third));

/** Murmur3's finaliser: FNV alone leaves neighbouring trigrams in neighbouring buckets. */
export function mix(hashed: number): number {
  let h = hashed ^ (hashed >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
