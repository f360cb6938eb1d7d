import type { GraphEdgeId } from "../../../entities/graph";
import type { CallOptions } from "../../core/call/deadline";
import { checkEach, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import { Collection } from "../../db/collection";
import { upsertRow, upsertRows } from "../../db/collections/natural-key";
import type { PageRequest } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";
import { checkMerged, EDGES, edgesByEnds, explained, wantedEdge } from "./edge";
import { GraphEdgeKeyInput } from "./inputs";
import type {
  GraphAttrs,
  GraphAttrsInput,
  GraphEdge,
  GraphEdgeInput,
  GraphEdgeKey,
  GraphEdgeListQuery,
  GraphStoredAttrs,
} from "./types";

/**
 * Directed edges between nodes. The natural key is `from`, `type` and `to`. Reached as
 * `scope.graph.edges`.
 */
export class GraphEdges extends Collection<GraphEdge, GraphEdgeListQuery, GraphEdgeId> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, EDGES);
  }

  /**
   * Upsert. Creates the edge of this type between two nodes, or updates the existing one. In an
   * existing edge, omitted members keep their value; `id` and `createdAt` never change. null clears
   * `validFrom` and `validTo`. An edge may connect a node to itself.
   *
   * @param options.ifVersion update only an existing edge, and only if it still has this version
   * @returns the edge as it is now
   * @throws UnifiedStoreError `validation`, also when `validTo` is not after `validFrom`;
   * `not_found` when a node is not in this scope, with `from` or `to` as its field if known;
   * `unique_violation` when another edge has the id of a new one; with `ifVersion` also `not_found`
   * and `version_conflict`
   * @example
   * await acme.graph.edges.upsert({
   *   from: ada.id,
   *   to: charles.id,
   *   type: "knows",
   *   validFrom: new Date("1833-06-05"),
   * });
   */
  upsert<T extends GraphAttrsInput = GraphAttrs>(
    input: GraphEdgeInput<T>,
    options: WriteOptions = {},
  ): Promise<GraphEdge<GraphStoredAttrs<T>>> {
    return this.write("upsert", options, async (call, { ifVersion }) => {
      const change = wantedEdge(call, input);
      const edge = await upsertRow(call, edgesByEnds, { change, ifVersion }).catch(async (error: unknown) => {
        throw await explained(call, error, [change]);
      });
      return edge as GraphEdge<GraphStoredAttrs<T>>;
    });
  }

  /**
   * Bulk upsert: all edges or none, in one statement. Inputs with the same `from`, `type` and `to`
   * are merged; later members win.
   *
   * @returns the edges in the order given; merged inputs get the same edge
   * @throws UnifiedStoreError `validation`, naming the input as `edges[3].from`; `not_found` when a
   * node is not in this scope, naming the input in the same way if known; `unique_violation`
   * @example
   * await acme.graph.edges.upsertMany(
   *   friends.map(({ id }) => ({ from: ada.id, to: id, type: "knows" })),
   * );
   */
  upsertMany<T extends GraphAttrsInput = GraphAttrs>(
    inputs: readonly GraphEdgeInput<T>[],
    options: CallOptions = {},
  ): Promise<GraphEdge<GraphStoredAttrs<T>>[]> {
    return this.call("upsertMany", options, async (call) => {
      const wanted = checkEach(inputs, "edges", (input, path) => wantedEdge(call, input, path));
      checkMerged(wanted);
      const edges = await upsertRows(call, edgesByEnds, wanted).catch(async (error: unknown) => {
        throw await explained(call, error, wanted);
      });
      return edges as GraphEdge<GraphStoredAttrs<T>>[];
    });
  }

  /**
   * Reads one edge; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const edge = await acme.graph.edges.get(id);
   */
  override get<T = GraphAttrs>(id: GraphEdgeId, options: CallOptions = {}): Promise<GraphEdge<T> | null> {
    return super.get(id, options) as Promise<GraphEdge<T> | null>;
  }

  /**
   * Reads an edge that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { weight } = await acme.graph.edges.getOrThrow(id);
   */
  override getOrThrow<T = GraphAttrs>(id: GraphEdgeId, options: CallOptions = {}): Promise<GraphEdge<T>> {
    return super.getOrThrow(id, options) as Promise<GraphEdge<T>>;
  }

  /**
   * Reads any number of edges in one statement.
   *
   * @returns for each id, in the order given, its edge or null
   * @throws UnifiedStoreError `validation`, naming the id as `ids[3]`
   * @example
   * const [first, second] = await acme.graph.edges.getMany([a, b]);
   */
  override getMany<T = GraphAttrs>(
    ids: readonly GraphEdgeId[],
    options: CallOptions = {},
  ): Promise<(GraphEdge<T> | null)[]> {
    return super.getMany(ids, options) as Promise<(GraphEdge<T> | null)[]>;
  }

  /**
   * Reads the edge of this type from one node to another; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const edge = await acme.graph.edges.getByEnds({ from: ada.id, to: charles.id, type: "knows" });
   */
  getByEnds<T = GraphAttrs>(key: GraphEdgeKey, options: CallOptions = {}): Promise<GraphEdge<T> | null> {
    return this.call("getByEnds", options, async (call) => {
      const { from, to, type } = validate(GraphEdgeKeyInput, key, "key");
      const ends = { from: from.toLowerCase(), type, to: to.toLowerCase() };
      return (await edgesByEnds.rows.one(call, ends)) as GraphEdge<T> | null;
    });
  }

  /**
   * Lists edges in id order, page by page. Ids that the store makes are in order of creation.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const edge of acme.graph.edges.list({ from: ada.id })) console.log(edge.type);
   */
  override list<T = GraphAttrs>(
    query: GraphEdgeListQuery = {},
    options: CallOptions = {},
  ): PageRequest<GraphEdge<T>> {
    return super.list(query, options) as PageRequest<GraphEdge<T>>;
  }

  /**
   * Deletes an edge and its provenance.
   *
   * @param options.ifVersion delete only if the edge still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.graph.edges.remove(id);
   */
  override remove(id: GraphEdgeId, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
