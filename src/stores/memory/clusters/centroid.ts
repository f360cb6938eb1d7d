import { rounded } from "../../../core/vectors/similarity";

/** The vector at length 1. */
export function unitOf(vector: ArrayLike<number>): Float32Array {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!;
  const length = Math.sqrt(sum) || 1;
  const unit = new Float32Array(vector.length);
  for (let i = 0; i < vector.length; i++) unit[i] = vector[i]! / length;
  return unit;
}

/** The mean direction of unit vectors, and how many they are. */
export class Centroid {
  private readonly sum: Float64Array;
  /** Of length 1. */
  direction: Float32Array;

  constructor(
    direction: Float32Array,
    public count: number,
  ) {
    this.direction = direction;
    this.sum = Float64Array.from(direction, (value) => value * Math.max(count, 1));
  }

  add(unit: Float32Array): void {
    this.collect(unit);
    this.settle();
  }

  /** Adds a vector, which counts in the direction from the next `settle` on. */
  collect(unit: Float32Array): void {
    for (let i = 0; i < unit.length; i++) this.sum[i]! += unit[i]!;
    this.count++;
  }

  settle(): void {
    if (this.count > 0) this.direction = unitOf(this.sum);
  }

  /** Begins anew, with the same direction until the next `settle`. */
  empty(): void {
    this.sum.fill(0);
    this.count = 0;
  }
}

/** The nearest centroid. */
export interface NearestCentroid {
  /** Its place in the list; -1 where the list is empty. */
  at: number;
  /** -1 to 1, to six digits, so that every machine decides alike. */
  cosine: number;
}

/** The nearest of centroids to a unit vector; of equally near ones the first. */
export function nearestOf(
  centroids: readonly Pick<Centroid, "direction">[],
  unit: Float32Array,
): NearestCentroid {
  let at = -1;
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < centroids.length; i++) {
    const { direction } = centroids[i]!;
    let product = 0;
    for (let j = 0; j < unit.length; j++) product += direction[j]! * unit[j]!;
    if (product > best) {
      best = product;
      at = i;
    }
  }
  return { at, cosine: at < 0 ? -1 : Math.max(-1, Math.min(1, rounded(best))) };
}
