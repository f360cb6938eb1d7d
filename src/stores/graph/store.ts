import { checkEach, checkId, checkIds, checkName } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import type { PageRequest } from "../../db/page";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { ID } from "../../db/table";
import { name, sql, uuid } from "../../dialect/sql";
import { edges, edgeToPut, graphEdge, putEdges } from "./edge";
import type { GraphEdgeInput, GraphNodeInput, GraphProvenanceInput } from "./inputs";
import { neighbors, traverse } from "./neighbors";
import { graphNode, nodes, nodeToPut, putNodes } from "./node";
import { shortestPath } from "./path";
import { insertProvenances, newProvenance, selectProvenances } from "./provenance";
import { listEdges, listNodes } from "./queries";
import type {
  GraphEdge,
  GraphEdgeQuery,
  GraphNeighbor,
  GraphNode,
  GraphNodeQuery,
  GraphPath,
  GraphPathOptions,
  GraphProvenance,
  GraphSubject,
  GraphVisit,
  GraphWalkOptions,
} from "./types";

/** The knowledge graph of one scope: nodes, the edges between them, and where both were learnt. Reached as `scope.graph`. */
export class GraphStore extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "graph");
  }

  /**
   * Makes the node of this type and name, or changes the one that there is: members left out stay as they are, and
   * `id` and `createdAt` always do. Parallel puts of one node make one node.
   *
   * @returns the node as it is now
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id of a new node is that of another one
   * @example
   * const ada = await acme.graph.putNode({ type: "person", name: "Ada Lovelace", attrs: { born: 1815 } });
   */
  putNode(input: GraphNodeInput, options: CallOptions = {}): Promise<GraphNode> {
    return this.db.method("putNode", async () => {
      options = checkOptions(options);
      return (await putNodes(this.db, "putNode", [nodeToPut(this.db, input)], options))[0]!;
    });
  }

  /**
   * Puts all nodes or none, in one statement. Inputs of the same type and name become one, in which later members win.
   *
   * @returns the nodes in the order given; inputs that became one have the same result
   * @throws UnifiedStoreError `validation`, naming the input as `nodes[3].name`; `unique_violation`
   * @example
   * const [ada, charles] = await acme.graph.putNodes([{ type: "person", name: "Ada" }, { type: "person", name: "Charles" }]);
   */
  putNodes(inputs: readonly GraphNodeInput[], options: CallOptions = {}): Promise<GraphNode[]> {
    return this.db.method("putNodes", async () => {
      options = checkOptions(options);
      const puts = checkEach(inputs, "nodes", (input, path) => nodeToPut(this.db, input, path));
      if (puts.length === 0) return [];
      return putNodes(this.db, "putNodes", puts, options);
    });
  }

  /**
   * Makes the edge of this type between two nodes, or changes the one that there is: members left out stay as they are,
   * and `id` and `createdAt` always do. null clears `validFrom` and `validTo`. An edge may lead back to its own node.
   *
   * @returns the edge as it is now
   * @throws UnifiedStoreError `validation`, also when `validTo` is not after `validFrom`; `foreign_key` when a node is not
   * in this scope; `unique_violation` when the id of a new edge is that of another one
   * @example
   * await acme.graph.putEdge({ from: ada.id, to: charles.id, type: "knows", validFrom: new Date("1833-06-05") });
   */
  putEdge(input: GraphEdgeInput, options: CallOptions = {}): Promise<GraphEdge> {
    return this.db.method("putEdge", async () => {
      options = checkOptions(options);
      return (await putEdges(this.db, "putEdge", [edgeToPut(this.db, input)], options))[0]!;
    });
  }

  /**
   * Puts all edges or none, in one statement. Inputs of the same from, type and to become one, in which later members win.
   *
   * @returns the edges in the order given; inputs that became one have the same result
   * @throws UnifiedStoreError `validation`, naming the input as `edges[3].from`; `foreign_key`; `unique_violation`
   * @example
   * await acme.graph.putEdges(friends.map(({ id }) => ({ from: ada.id, to: id, type: "knows" })));
   */
  putEdges(inputs: readonly GraphEdgeInput[], options: CallOptions = {}): Promise<GraphEdge[]> {
    return this.db.method("putEdges", async () => {
      options = checkOptions(options);
      const puts = checkEach(inputs, "edges", (input, path) => edgeToPut(this.db, input, path));
      if (puts.length === 0) return [];
      return putEdges(this.db, "putEdges", puts, options);
    });
  }

  /**
   * Notes where a node or an edge was learnt. It may have any number of these.
   *
   * @throws UnifiedStoreError `validation`, also unless exactly one of `nodeId` and `edgeId` is given; `foreign_key` when that
   * is not in this scope; `unique_violation` when the id is taken
   * @example
   * await acme.graph.addProvenance({ nodeId: ada.id, sourceUrl: "https://example.org/ada", licence: "CC-BY-4.0" });
   */
  addProvenance(input: GraphProvenanceInput, options: CallOptions = {}): Promise<GraphProvenance> {
    return this.db.method("addProvenance", async () => {
      options = checkOptions(options);
      const row = newProvenance(this.db, input);
      await insertProvenances(this.db, "addProvenance", [row], options);
      return row;
    });
  }

  /**
   * Adds all provenances or none, in one statement.
   *
   * @returns them in the order given
   * @throws UnifiedStoreError `validation`, naming the input as `provenances[3].nodeId`; `foreign_key`; `unique_violation`
   * @example
   * await acme.graph.addProvenances(edges.map(({ id }) => ({ edgeId: id, episode: "interview-7" })));
   */
  addProvenances(
    inputs: readonly GraphProvenanceInput[],
    options: CallOptions = {},
  ): Promise<GraphProvenance[]> {
    return this.db.method("addProvenances", async () => {
      options = checkOptions(options);
      const rows = checkEach(inputs, "provenances", (input, path) => newProvenance(this.db, input, path));
      if (rows.length === 0) return [];
      await insertProvenances(this.db, "addProvenances", rows, options);
      return rows;
    });
  }

  /**
   * Reads where a node or an edge was learnt, oldest first; nothing when there is no such node or edge.
   *
   * @throws UnifiedStoreError `validation`, also unless exactly one of `nodeId` and `edgeId` is given
   * @example
   * const [first] = await acme.graph.provenanceOf({ edgeId: edge.id });
   */
  provenanceOf(subject: GraphSubject, options: CallOptions = {}): Promise<GraphProvenance[]> {
    return this.db.method("provenanceOf", () => {
      options = checkOptions(options);
      return selectProvenances(this.db, subject, options);
    });
  }

  /**
   * Reads one node; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const node = await acme.graph.getNode(id);
   */
  getNode(id: string, options: CallOptions = {}): Promise<GraphNode | null> {
    return this.db.method("getNode", () => {
      options = checkOptions(options);
      return nodes.one(this.db, "getNode", checkId(id), options);
    });
  }

  /**
   * Reads any number of nodes in one statement.
   *
   * @returns for each id, in the order given, its node or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const [first, second] = await acme.graph.getNodes([a, b]);
   */
  getNodes(ids: readonly string[], options: CallOptions = {}): Promise<(GraphNode | null)[]> {
    return this.db.method("getNodes", async () => {
      options = checkOptions(options);
      return nodes.many(this.db, "getNodes", checkIds(ids), options);
    });
  }

  /**
   * Reads the node of this type and name, both exactly as they are written; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const ada = await acme.graph.findNode("person", "Ada Lovelace");
   */
  findNode(type: string, nodeName: string, options: CallOptions = {}): Promise<GraphNode | null> {
    return this.db.method("findNode", () => {
      options = checkOptions(options);
      const key = sql`type = ${name(checkName(type, "type"))} and name = ${name(checkName(nodeName))}`;
      const statement = sql`select ${graphNode.columns.sql} from ${graphNode.name} where ${this.db.inScope()} and ${key}`;
      return this.db.first("findNode", statement, graphNode.columns, { options });
    });
  }

  /**
   * Reads one edge; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const edge = await acme.graph.getEdge(id);
   */
  getEdge(id: string, options: CallOptions = {}): Promise<GraphEdge | null> {
    return this.db.method("getEdge", () => {
      options = checkOptions(options);
      return edges.one(this.db, "getEdge", checkId(id), options);
    });
  }

  /**
   * Lists nodes by type, then by name, both by code point, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items, nextCursor } = await acme.graph.listNodes({ type: "person", namePrefix: "Ada", limit: 20 });
   */
  listNodes(query: GraphNodeQuery = {}, options: CallOptions = {}): PageRequest<GraphNode> {
    return listNodes(this.db, query, options);
  }

  /**
   * Lists edges by id, which for ids made by the store is the order in which they were first put, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const edge of acme.graph.listEdges({ from: ada.id })) console.log(edge.type);
   */
  listEdges(query: GraphEdgeQuery = {}, options: CallOptions = {}): PageRequest<GraphEdge> {
    return listEdges(this.db, query, options);
  }

  /**
   * Finds the nodes around a node: each once, with the fewest edges that lead to it; the nearest first, then by type and name.
   * The node itself is left out. One statement, whatever the depth.
   *
   * @param options.depth most edges away, 1 to 64. Default 1.
   * @param options.direction `out`, `in` or `both`, the default
   * @throws UnifiedStoreError `not_found` when there is no such node; `validation`
   * @example
   * const friends = await acme.graph.neighbors(ada.id, { types: ["knows"], asOf: new Date("1840-01-01") });
   */
  neighbors(id: string, options: GraphWalkOptions = {}): Promise<GraphNeighbor[]> {
    return this.db.method("neighbors", () => neighbors(this.db, id, options));
  }

  /**
   * Walks the graph from a node, which comes first, with depth 0: every node within reach once, the nearest first, then by
   * type and name, each with a shortest path to it. Among equally short paths it is that whose last node but one has the
   * smallest id, and so on backwards. The one statement runs when the first node is asked for, and reads all nodes.
   *
   * @param options.depth most edges away, 1 to 64. Default 3.
   * @param options.direction `out`, `in` or `both`, the default
   * @param options.limit most nodes to yield, the start among them
   * @throws UnifiedStoreError when iterated: `not_found` when there is no such node; `validation`
   * @example
   * for await (const { node, path } of acme.graph.traverse(ada.id, { depth: 3 })) console.log(node.name, path.length - 1);
   */
  traverse(id: string, options: GraphWalkOptions = {}): AsyncGenerator<GraphVisit, void, undefined> {
    return traverse(this.db, id, options);
  }

  /**
   * Finds a path of the fewest edges. Among equally short ones it is the same that `traverse` has; where several edges join
   * two of its nodes, the one with the smallest id.
   *
   * @param options.maxDepth most edges, 1 to 64. Default 6.
   * @param options.direction `out`, the default, follows edges from `from` to `to`; `in` against that; `both` either way
   * @returns null when there is none of at most `maxDepth` edges, or no such node; a path of length 0 from a node to itself
   * @throws UnifiedStoreError `validation`
   * @example
   * const path = await acme.graph.shortestPath(ada.id, turing.id, { direction: "both" });
   */
  shortestPath(from: string, to: string, options: GraphPathOptions = {}): Promise<GraphPath | null> {
    return this.db.method("shortestPath", () => shortestPath(this.db, { from, to }, options));
  }

  /**
   * Deletes a node, its edges, and the provenance of all of them.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.graph.removeNode(id);
   */
  removeNode(id: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("removeNode", async () => {
      options = checkOptions(options);
      const statement = sql`delete from ${graphNode.name} where ${this.db.inScope()} and id = ${uuid(checkId(id))} returning id`;
      return (await this.db.first("removeNode", statement, ID, { options })) !== null;
    });
  }

  /**
   * Deletes an edge and its provenance.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.graph.removeEdge(id);
   */
  removeEdge(id: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("removeEdge", async () => {
      options = checkOptions(options);
      const statement = sql`delete from ${graphEdge.name} where ${this.db.inScope()} and id = ${uuid(checkId(id))} returning id`;
      return (await this.db.first("removeEdge", statement, ID, { options })) !== null;
    });
  }
}
