import { Centroid, nearestOf } from "./centroid";
import { type Random, seededRandom } from "./random";

/** Rounds of Lloyd's algorithm at most. It mostly settles in 5 to 15. */
const MOST_ROUNDS = 25;

/**
 * Spherical k-means: k-means over unit vectors by cosine. It begins with k-means++, whose random
 * numbers come from the vectors, so that equal vectors give equal clusters.
 *
 * It ends when no vector changes its cluster, and at the latest after 25 rounds. A round takes
 * vectors × k × dimensions multiplications.
 *
 * @param breathe called after each vector that was compared, to let other work go on
 * @returns at most k centroids: fewer where there are fewer different vectors
 */
export async function kMeans(
  units: readonly Float32Array[],
  k: number,
  breathe: () => Promise<void> | undefined,
): Promise<Centroid[]> {
  const centroids = await chooseSeeds(units, k, breathe);
  const clusterOf = new Int32Array(units.length).fill(-1);
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    let changed = false;
    for (const each of centroids) each.empty();
    const nearest = new Int32Array(units.length);
    for (let i = 0; i < units.length; i++) {
      nearest[i] = nearestOf(centroids, units[i]!).at;
      await breathe();
    }
    for (let i = 0; i < units.length; i++) {
      changed ||= nearest[i] !== clusterOf[i];
      clusterOf[i] = nearest[i]!;
      centroids[nearest[i]!]!.collect(units[i]!);
    }
    for (const each of centroids) each.settle();
    if (!changed) break;
  }
  return centroids.filter(({ count }) => count > 0);
}

/**
 * k-means++: each further seed is drawn with a probability that grows with its distance from the
 * seeds before. The distance is 1 - cosine, half of the squared distance of unit vectors.
 */
async function chooseSeeds(
  units: readonly Float32Array[],
  k: number,
  breathe: () => Promise<void> | undefined,
): Promise<Centroid[]> {
  if (units.length === 0) return [];
  const random = seededRandom(units);
  const seeds = [new Centroid(units[Math.floor(random() * units.length)]!, 0)];
  const distances = new Float64Array(units.length).fill(2);
  while (seeds.length < k) {
    const last = [seeds.at(-1)!];
    for (let i = 0; i < units.length; i++) {
      distances[i] = Math.min(distances[i]!, 1 - nearestOf(last, units[i]!).cosine);
      await breathe();
    }
    const next = drawn(distances, random);
    if (next < 0) break;
    seeds.push(new Centroid(units[next]!, 0));
  }
  return seeds;
}

/** A place, drawn in proportion to its weight; -1 where all weights are 0. */
function drawn(weights: Float64Array, random: Random): number {
  const total = weights.reduce((sum, each) => sum + each, 0);
  if (total <= 0) return -1;
  let left = random() * total;
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! <= 0) continue;
    last = i;
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return last;
}
