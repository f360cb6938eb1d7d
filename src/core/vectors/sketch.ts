/*
 * Sketches: a few bits for each dimension of a vector, whose Hamming distance orders vectors almost
 * as their cosine does. They find candidates; the vectors themselves decide. A search reads 96
 * bytes for each vector of 384 dimensions instead of 1,536.
 *
 * Each bit says whether a dimension is above a threshold (thermometer code), in units of 1/√d of
 * the vector at length 1. Thresholds are fixed, so nothing has to be trained. Recall@10 with 100
 * candidates of 117,791 real vectors of 512 dimensions: 0.97 with one bit, 0.997 with two.
 */

const THRESHOLDS: Record<number, readonly number[]> = {
  1: [0],
  2: [-0.4, 0.4],
  3: [-0.7, 0, 0.7],
  4: [-0.9, -0.3, 0.3, 0.9],
};

/**
 * Bits for each dimension. Vectors of few dimensions need more: at 100 dimensions recall is 0.70
 * with one bit and 0.99 with four.
 */
export function bitsFor(dimensions: number): number {
  if (dimensions >= 1024) return 1;
  if (dimensions >= 320) return 2;
  return dimensions >= 160 ? 3 : 4;
}

/** Bytes of a sketch: whole words of 32 bits, so that distances are counted by words. */
export const sketchLength = (dimensions: number, bits: number): number =>
  Math.ceil((dimensions * bits) / 32) * 4;

/** The sketch of a vector, which has another number than 0 in it. */
export function sketchOf(vector: Float32Array, bits: number): Uint8Array {
  const sketch = new Uint8Array(sketchLength(vector.length, bits));
  const unit = lengthOf(vector) / Math.sqrt(vector.length);
  let at = 0;
  for (const threshold of THRESHOLDS[bits]!) {
    const least = threshold * unit;
    for (let i = 0; i < vector.length; i++, at++) {
      if (vector[i]! > least) sketch[at >> 3]! |= 0x80 >> (at & 7);
    }
  }
  return sketch;
}

/** The sketch as words of 32 bits, as `hammingDistances` takes the one that is sought. */
export const wordsOf = (sketch: Uint8Array): Int32Array =>
  new Int32Array(sketch.buffer.slice(sketch.byteOffset, sketch.byteOffset + sketch.byteLength));

/**
 * In how many bits each of many sketches, one after the other, differs from the words of another.
 */
export function hammingDistances(sketches: Uint8Array, words: Int32Array): Uint32Array {
  const all =
    sketches.byteOffset % 4 === 0
      ? new Int32Array(sketches.buffer, sketches.byteOffset, sketches.byteLength >> 2)
      : wordsOf(sketches);
  const distances = new Uint32Array(all.length / words.length);
  for (let i = 0, at = 0; i < distances.length; i++) {
    let distance = 0;
    for (let j = 0; j < words.length; j++, at++) distance += bitCount(all[at]! ^ words[j]!);
    distances[i] = distance;
  }
  return distances;
}

/** Bits that are set in a word of 32 bits, by sums of neighbours (Hacker's Delight, 5-1). */
function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function lengthOf(vector: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!;
  return Math.sqrt(sum);
}
