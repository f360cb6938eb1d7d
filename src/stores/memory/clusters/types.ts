export type { MemoryClusterId } from "../../../../entities/memory";

import type { memoryClusterItemTable, memoryClusterTable } from "../../../../entities/memory";
import type { RowOf } from "../../../../entities/table";
import type { PageOptions } from "../../../db/pages/page";

/** Cluster of items with near vectors. */
export interface MemoryCluster extends RowOf<typeof memoryClusterTable> {}

/** Membership of an item in a cluster. */
export interface MemoryClusterItem extends RowOf<typeof memoryClusterItemTable> {}

/** How clusters are built: exactly one of `threshold` and `k` is given. */
export interface MemoryClusterBuildQuery {
  /**
   * Least cosine of an item to the centroid of its cluster, from -1 to 1. The number of clusters
   * follows from it, up to 2,000. An item that is near to no other is in no cluster.
   */
  threshold?: number | undefined;
  /** Number of clusters, 1 to 2,000. Every item is in one. */
  k?: number | undefined;
  /** With `threshold`: the fewest items of a new cluster, 1 to 1,000. Default: 2. */
  minSize?: number | undefined;
  /**
   * Assign every item again. Default: false, so that only items without a cluster, and those whose
   * text has changed, are assigned. The first build is a full one, and each with another threshold,
   * k or model.
   */
  full?: boolean | undefined;
}

export interface MemoryClusterBuildResult {
  /** Number of clusters after the build. */
  clusters: number;
  /** Number of those that are new. */
  added: number;
  /** Number of clusters that are no longer there. */
  removed: number;
  /** Number of items that the build put into a cluster. */
  assigned: number;
  /** Number of items that it looked at and that are near to no cluster. */
  unassigned: number;
}

/** Most similar to the centroid first. */
export interface MemoryClusterItemsQuery extends PageOptions {
  clusterId: string;
}
