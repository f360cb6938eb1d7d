/**
 * Cosine similarity of two vectors of the same length, from -1 to 1: higher is nearer. Rounded to
 * six digits, so that every machine orders hits alike.
 *
 * @example
 * cosine(Float32Array.of(1, 0), Float32Array.of(1, 1)); // 0.707107
 */
export function cosine(a: Float32Array, b: Float32Array): number {
  let product = 0;
  let ofA = 0;
  let ofB = 0;
  for (let i = 0; i < a.length; i++) {
    product += a[i]! * b[i]!;
    ofA += a[i]! * a[i]!;
    ofB += b[i]! * b[i]!;
  }
  return rounded(product / Math.sqrt(ofA * ofB));
}

/** To six digits. */
export const rounded = (score: number): number => Math.round(score * 1e6) / 1e6;
