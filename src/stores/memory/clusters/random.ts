/** Random numbers from 0 (included) to 1 (not included). */
export type Random = () => number;

/** FNV-1a over the bits of vectors. */
function hashOf(vectors: readonly Float32Array[]): number {
  let hash = 0x811c9dc5;
  for (const vector of vectors) {
    const words = new Int32Array(vector.buffer, vector.byteOffset, vector.length);
    for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words[i]!, 0x01000193);
  }
  return hash;
}

/** Random numbers whose seed comes from vectors (Mulberry32): the same ones for equal vectors. */
export function seededRandom(vectors: readonly Float32Array[]): Random {
  let state = hashOf(vectors);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}
