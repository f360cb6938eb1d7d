import type { GraphNodeId } from "../../../entities/graph";
import type { CallOptions } from "../../core/call/deadline";
import type { ScopeContext } from "../../db/scoped";
import { ScopedStore } from "../../db/scoped-store";
import type { SchemasOf } from "../../schemas/types";
import { GraphEdges } from "./edges";
import { GraphAliases } from "./merge/aliases";
import { GraphNodes } from "./nodes";
import { GraphProvenances } from "./provenance";
import type {
  GraphAttrs,
  GraphNeighbor,
  GraphPath,
  GraphPathQuery,
  GraphVisit,
  GraphWalkQuery,
} from "./types";
import { neighbors, reached, visits } from "./walks/neighbors";
import { shortestPath } from "./walks/path";

/** Knowledge graph of one scope: nodes, edges, and traversals. Reached as `scope.graph`. */
// biome-ignore lint/suspicious/noExplicitAny: the type must accept a manager with any schemas
export class GraphStore<S = any> extends ScopedStore {
  /** The things that the agent knows. */
  readonly nodes: GraphNodes<SchemasOf<S, "nodes">>;
  /** Directed edges between nodes. */
  readonly edges: GraphEdges;
  /** The sources of nodes and edges. */
  readonly provenance: GraphProvenances;
  /** The former ids of merged nodes. */
  readonly aliases: GraphAliases;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "graph");
    this.nodes = new GraphNodes(context);
    this.edges = new GraphEdges(context);
    this.provenance = new GraphProvenances(context);
    this.aliases = new GraphAliases(context);
  }

  /**
   * Neighborhood query. Finds the nodes around a node, each once, with its distance in edges. The
   * nearest come first, then by type and name. The start itself is not included. It takes one
   * statement at any depth.
   *
   * @param query.maxDepth largest distance in edges, 1 to 64. Default 1.
   * @param query.direction `out`, `in` or `both`, the default
   * @throws UnifiedStoreError `not_found` when there is no such node; `validation`
   * @example
   * const friends = await acme.graph.neighbors(ada.id, {
   *   types: ["knows"],
   *   validAt: new Date("1840-01-01"),
   * });
   */
  neighbors<T = GraphAttrs>(
    id: GraphNodeId,
    query: GraphWalkQuery = {},
    options: CallOptions = {},
  ): Promise<GraphNeighbor<T>[]> {
    return this.call("neighbors", options, (call) => neighbors(call, id, query)) as Promise<
      GraphNeighbor<T>[]
    >;
  }

  /**
   * Breadth-first traversal from a node. The start comes first, with depth 0. Each reachable node
   * comes once, with a shortest path to it: the nearest first, then by type and name. Among equally
   * short paths, the node before the last decides: the smallest id wins, and so on backwards. The
   * first iteration runs one statement, which reads all nodes.
   *
   * @param query.maxDepth largest distance in edges, 1 to 64. Default 3.
   * @param query.direction `out`, `in` or `both`, the default
   * @param query.limit largest number of nodes to yield, including the start
   * @throws UnifiedStoreError when iterated: `not_found` when there is no such node; `validation`
   * @example
   * for await (const { node, path } of acme.graph.traverse(ada.id, { maxDepth: 3 }))
   *   console.log(node.name, path.length - 1);
   */
  async *traverse<T = GraphAttrs>(
    id: GraphNodeId,
    query: GraphWalkQuery = {},
    options: CallOptions = {},
  ): AsyncGenerator<GraphVisit<T>, void, undefined> {
    const nodes = await this.call("traverse", options, (call) => reached(call, id, query));
    yield* visits(nodes) as Generator<GraphVisit<T>, void, undefined>;
  }

  /**
   * Shortest path by number of edges. Among equally short paths it returns the same one as
   * `traverse`. Where several edges connect two nodes of the path, it takes the edge with the
   * smallest id.
   *
   * @param query.maxDepth largest number of edges, 1 to 64. Default 6.
   * @param query.direction `out`, the default, follows edges from `from` to `to`; `in` in the
   * opposite direction; `both` in either direction
   * @returns null when there is no path of at most `maxDepth` edges; from a node to itself, a path
   * of length 0
   * @throws UnifiedStoreError `not_found` when there is no such node, with `from` or `to` as its
   * field; `validation`
   * @example
   * const path = await acme.graph.shortestPath({ from: ada.id, to: turing.id, direction: "both" });
   */
  shortestPath<N = GraphAttrs, E = GraphAttrs>(
    query: GraphPathQuery,
    options: CallOptions = {},
  ): Promise<GraphPath<N, E> | null> {
    return this.call("shortestPath", options, (call) => shortestPath(call, query)) as Promise<GraphPath<
      N,
      E
    > | null>;
  }
}
