import { cosine } from "../../../core/vectors/similarity";

/** Two centroids of at least this cosine may be the same cluster before and after a build. */
export const SAME_CLUSTER = 0.9;

/**
 * Pairs clusters of a new build with those of the last one by their centroids, the nearest pair
 * first. Each is paired once.
 *
 * @returns for each new centroid the place of the old one, or -1
 */
export function matched(
  centroids: readonly { direction: Float32Array }[],
  before: readonly { centroid: Float32Array }[],
): number[] {
  const near: { now: number; then: number; near: number }[] = [];
  for (const [now, { direction }] of centroids.entries())
    for (const [then, { centroid }] of before.entries()) {
      const nearness = cosine(direction, centroid);
      if (nearness >= SAME_CLUSTER) near.push({ now, then, near: nearness });
    }
  near.sort((a, b) => b.near - a.near || a.now - b.now || a.then - b.then);
  const found = centroids.map(() => -1);
  const taken = new Set<number>();
  for (const { now, then } of near) {
    if (found[now] !== -1 || taken.has(then)) continue;
    found[now] = then;
    taken.add(then);
  }
  return found;
}
