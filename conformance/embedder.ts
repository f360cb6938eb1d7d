import type { Embedder } from "../src/db/embedding/embedder";

/**
 * An embedder for tests: each word adds 1 or -1 to one of the dimensions, chosen by a hash of it
 * (feature hashing). Texts that share words are near to each other. Deterministic and offline.
 *
 * @param more replaces members, such as `embed`
 */
export function hashedWords(model = "hashed-words", dimensions = 64, more: Partial<Embedder> = {}): Embedder {
  return { model, dimensions, embed: (texts) => texts.map((text) => vectorOf(text, dimensions)), ...more };
}

/** The vector of a text; of a text without words it has a 1 in front. */
export function vectorOf(text: string, dimensions = 64): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const hash = hashOf(word);
    vector[hash % dimensions]! += hash & 0x10000 ? 1 : -1;
  }
  if (vector.every((number) => number === 0)) vector[0] = 1;
  return vector;
}

/** FNV-1a, 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
