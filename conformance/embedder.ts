import type { Embedder } from "../src/db/embedding/embedder";

/** Dimensions of the vectors of `wordsVector`. */
export const WORDS_DIMENSIONS = 64;

/**
 * A vector without a model: each word adds 1 or -1 to two of 64 dimensions, which its hash chooses.
 * Texts are near when they share words, and the same text has the same vector everywhere.
 *
 * @example
 * wordsVector("deploy to staging");
 */
export function wordsVector(text: string): number[] {
  const vector = Array.from({ length: WORDS_DIMENSIONS }, () => 0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    for (const seed of [0x811c9dc5, 0x5bd1e995]) {
      const hash = hashOf(word, seed);
      vector[hash % WORDS_DIMENSIONS]! += ((hash >>> 16) & 1) * 2 - 1;
    }
  // A zero vector has no direction, and is refused.
  if (!vector.some((value) => value !== 0)) vector[0] = 1;
  return vector;
}

/** FNV-1a, with its bits mixed. */
function hashOf(word: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The same as an embedder: deterministic, without a network. */
export const wordsEmbedder: Embedder = {
  model: "words-64",
  dimensions: WORDS_DIMENSIONS,
  embed: async (texts) => texts.map(wordsVector),
};
