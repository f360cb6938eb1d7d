import { Centroid, nearestOf } from "./centroid";

/**
 * The most clusters in memory at once. At 384 dimensions they take 9 MB, and an item is compared
 * with each of them.
 */
export const MOST_CLUSTERS = 2000;

/**
 * Leader clustering: one pass over the vectors, in a fixed order. A vector joins the nearest
 * centroid if their cosine is at least the threshold. Otherwise it begins a cluster of its own.
 * Each vector moves the centroid that it joins.
 */
export class Leaders {
  private readonly centroids: Centroid[];
  /** Centroids that are kept whatever joins them. */
  private readonly seeds: ReadonlySet<Centroid>;

  /**
   * @param seeds the clusters that are there already, in their order
   * @param threshold null: every vector joins the nearest seed
   */
  constructor(
    seeds: readonly Centroid[],
    private readonly threshold: number | null,
    private readonly most = MOST_CLUSTERS,
  ) {
    this.centroids = [...seeds];
    this.seeds = new Set(seeds);
  }

  add(unit: Float32Array): void {
    const { at, cosine } = nearestOf(this.centroids, unit);
    if (at >= 0 && (this.threshold === null || cosine >= this.threshold)) this.centroids[at]!.add(unit);
    else if (this.threshold !== null) this.open(unit);
  }

  /** The seeds, and the new clusters of at least so many vectors. */
  clusters(minSize: number): Centroid[] {
    return this.centroids.filter((each) => this.seeds.has(each) || each.count >= minSize);
  }

  /**
   * Where the list is full, the oldest cluster of a single vector makes room. Where there is none,
   * the vector stays without a cluster.
   */
  private open(unit: Float32Array): void {
    if (this.centroids.length >= this.most) {
      const single = this.centroids.findIndex((each) => each.count === 1 && !this.seeds.has(each));
      if (single < 0) return;
      this.centroids.splice(single, 1);
    }
    this.centroids.push(new Centroid(unit, 1));
  }
}
