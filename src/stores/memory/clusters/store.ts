import type { CallOptions } from "../../../core/call/deadline";
import { Collection } from "../../../db/collection";
import type { PageOptions, PageRequest } from "../../../db/pages/page";
import type { ScopeContext } from "../../../db/scoped";
import { buildClusters } from "./build";
import { CLUSTERS, itemsOf } from "./queries";
import type {
  MemoryCluster,
  MemoryClusterBuildQuery,
  MemoryClusterBuildResult,
  MemoryClusterId,
  MemoryClusterItem,
  MemoryClusterItemsQuery,
} from "./types";

/**
 * Clusters of items by their vectors, for the tenant's active model. Reached as
 * `scope.memory.clusters`.
 */
export class MemoryClusters extends Collection<MemoryCluster, PageOptions, MemoryClusterId> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, CLUSTERS);
  }

  /**
   * Builds clusters of the items that have vectors and are not archived. With `threshold` it is
   * leader clustering by cosine, with `k` spherical k-means that begins with k-means++. A second
   * build with the same arguments assigns only new and changed items, to the clusters that are
   * there. A full build finds the clusters anew, and a cluster whose centroid has a cosine of at
   * least 0.9 to that of an old one keeps its id.
   *
   * It ends after two passes over the vectors, for `k` after four, and takes items × clusters ×
   * dimensions multiplications in each. It writes in pages of 500 items, each on its own, and lets
   * other work go on every 10 ms. Run one build of a scope at a time: two at once leave two
   * clusters where one would do.
   *
   * @throws UnifiedStoreError `validation`, also unless exactly one of `threshold` and `k` is
   * given; `aborted`, `timeout`: the pages that were written stay
   * @example
   * const { clusters, assigned } = await acme.memory.clusters.build({ threshold: 0.7 });
   */
  build(query: MemoryClusterBuildQuery, options: CallOptions = {}): Promise<MemoryClusterBuildResult> {
    return this.call("build", options, (call) => buildClusters(call, query));
  }

  /**
   * Lists the clusters, the largest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { label, size } of acme.memory.clusters.list()) console.log(label, size);
   */
  override list(query: PageOptions = {}, options: CallOptions = {}): PageRequest<MemoryCluster> {
    return super.list(query, options);
  }

  /**
   * Lists which items are in a cluster, the most similar to its centroid first. The list is empty
   * when there is no such cluster. `memory.list({ clusterId })` lists the items themselves.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.memory.clusters.items({ clusterId: cluster.id, limit: 5 });
   */
  items(query: MemoryClusterItemsQuery, options: CallOptions = {}): PageRequest<MemoryClusterItem> {
    return itemsOf(this.db, query, options);
  }

  /**
   * Removes a cluster. Its items stay; the next build assigns them again.
   *
   * @returns whether it existed
   * @throws UnifiedStoreError `validation`
   * @example
   * await acme.memory.clusters.remove(cluster.id);
   */
  override remove(id: MemoryClusterId, options: CallOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
