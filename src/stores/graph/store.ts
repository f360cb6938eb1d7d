import type { GraphNodeId } from "../../../entities/graph";
import type { CallOptions } from "../../core/call/deadline";
import type { ScopeContext } from "../../db/scoped";
import { ScopedStore } from "../../db/scoped-store";
import type { SchemasOf } from "../../schemas/types";
import { GraphEdges } from "./edges";
import { neighbors, reached, visits } from "./neighbors";
import { GraphNodes } from "./nodes";
import { shortestPath } from "./path";
import { GraphProvenances } from "./provenance";
import type {
  GraphAttrs,
  GraphNeighbor,
  GraphPath,
  GraphPathQuery,
  GraphVisit,
  GraphWalkQuery,
} from "./types";

/** The knowledge graph of one scope, and the walks through it. Reached as `scope.graph`. */
// biome-ignore lint/suspicious/noExplicitAny: a manager with schemas is one, whatever they are
export class GraphStore<S = any> extends ScopedStore {
  /** Things that the agent knows of. */
  readonly nodes: GraphNodes<SchemasOf<S, "nodes">>;
  /** Relations between nodes. */
  readonly edges: GraphEdges;
  /** Where nodes and edges were learnt. */
  readonly provenance: GraphProvenances;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "graph");
    this.nodes = new GraphNodes(context);
    this.edges = new GraphEdges(context);
    this.provenance = new GraphProvenances(context);
  }

  /**
   * Finds the nodes around a node: each once, with the fewest edges that lead to it; the nearest
   * first, then by type and name. The node itself is left out. One statement, whatever the depth.
   *
   * @param query.maxDepth most edges away, 1 to 64. Default 1.
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
   * Walks the graph from a node, which comes first, with depth 0: every node within reach once, the
   * nearest first, then by type and name, each with a shortest path to it. Among equally short
   * paths it is that whose last node but one has the smallest id, and so on backwards. The one
   * statement runs when the first node is asked for, and reads all nodes.
   *
   * @param query.maxDepth most edges away, 1 to 64. Default 3.
   * @param query.direction `out`, `in` or `both`, the default
   * @param query.limit most nodes to yield, the start among them
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
   * Finds a path of the fewest edges. Among equally short ones it is the same that `traverse` has;
   * where several edges join two of its nodes, the one with the smallest id.
   *
   * @param query.maxDepth most edges, 1 to 64. Default 6.
   * @param query.direction `out`, the default, follows edges from `from` to `to`; `in` against
   * that; `both` either way
   * @returns null when there is none of at most `maxDepth` edges; a path of length 0 from a node to
   * itself
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
