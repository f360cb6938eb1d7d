import type { GraphEdgeId } from "../../../entities/graph";
import type { CallOptions } from "../../core/call/deadline";
import { checkEach, checkId, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import { Collection } from "../../db/collection";
import type { PageRequest } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";
import { EDGES, latestEdge, wantedEdge } from "./edge";
import { GraphEdgeKeyInput } from "./inputs";
import { removeEdge, retractEdge } from "./periods/remove";
import { upsertEdges } from "./periods/upsert";
import type {
  GraphAttrs,
  GraphAttrsInput,
  GraphEdge,
  GraphEdgeInput,
  GraphEdgeListQuery,
  GraphEdgeQuery,
  GraphStoredAttrs,
} from "./types";

/**
 * Directed edges between nodes. The natural key of a fact is `from`, `type` and `to`; it has an
 * edge for each period of its valid time. Reached as `scope.graph.edges`.
 */
export class GraphEdges extends Collection<GraphEdge, GraphEdgeListQuery, GraphEdgeId> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, EDGES);
  }

  /**
   * Upsert of one period of a fact, which is `from`, `type` and `to`. Without `validFrom` it
   * changes the latest period. `validFrom` alone names the period that contains it, or else the
   * next one after it. `validFrom` and `validTo` name the period that they overlap. Where there is
   * no such period, a new one begins: so the periods of a fact never overlap, also with parallel
   * upserts. In an existing edge, omitted members keep their value; `id` and `createdAt` never
   * change. null clears `validFrom` and `validTo`. An edge may connect a node to itself.
   *
   * It overwrites the edge. `revise` keeps what was stated before.
   *
   * @param options.ifVersion update only an existing edge, and only if it still has this version
   * @returns the edge as it is now
   * @throws UnifiedStoreError `validation`, also when `validTo` is not after `validFrom`;
   * `conflict` when the period overlaps several stored ones; `not_found` when a node is not in this
   * scope, with `from` or `to` as its field if known; `unique_violation` when another edge has the
   * id of a new one; with `ifVersion` also `not_found` and `version_conflict`
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
      const wanted = [wantedEdge(call, input)];
      const [edge] = await upsertEdges(call, wanted, { revise: false, ifVersion });
      return edge as GraphEdge<GraphStoredAttrs<T>>;
    });
  }

  /**
   * Bulk upsert: all edges or none. It is one statement, unless a fact has several periods. Inputs
   * of one fact are applied in order, so later members win.
   *
   * @returns the edges in the order given; inputs of the same period get the same edge
   * @throws UnifiedStoreError `validation`, naming the input as `edges[3].from`; `conflict` when a
   * period overlaps several stored ones; `not_found` when a node is not in this scope, naming the
   * input in the same way if known; `unique_violation`
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
      const edges = await upsertEdges(call, wanted, { revise: false, ifVersion: undefined });
      return edges as GraphEdge<GraphStoredAttrs<T>>[];
    });
  }

  /**
   * Upsert that keeps history (transaction time). It finds the period as `upsert` does. If a member
   * changes, the row is closed: it keeps its id, values and provenance, and gets `recordedTo`. A
   * new row with a new id has the changes, from `recordedFrom` on. Queries with `recordedAt` see
   * both. If no member changes, nothing is written.
   *
   * @param options.ifVersion revise only an existing edge, and only if it still has this version
   * @returns the edge as it is now
   * @throws UnifiedStoreError as `upsert`
   * @example
   * const { from, type, to } = await acme.graph.edges.getOrThrow(id);
   * const { recordedFrom } = await acme.graph.edges.revise({ from, type, to, weight: 0.5 });
   */
  revise<T extends GraphAttrsInput = GraphAttrs>(
    input: GraphEdgeInput<T>,
    options: WriteOptions = {},
  ): Promise<GraphEdge<GraphStoredAttrs<T>>> {
    return this.write("revise", options, async (call, { ifVersion }) => {
      const [edge] = await upsertEdges(call, [wantedEdge(call, input)], { revise: true, ifVersion });
      return edge as GraphEdge<GraphStoredAttrs<T>>;
    });
  }

  /**
   * The same for any number of edges, all or none, in one transaction. Inputs of one fact are
   * applied in order.
   *
   * @returns the edges in the order given
   * @throws UnifiedStoreError as `upsertMany`
   * @example
   * await acme.graph.edges.reviseMany(
   *   friends.map(({ id }) => ({ from: ada.id, to: id, type: "knows", weight: 0.5 })),
   * );
   */
  reviseMany<T extends GraphAttrsInput = GraphAttrs>(
    inputs: readonly GraphEdgeInput<T>[],
    options: CallOptions = {},
  ): Promise<GraphEdge<GraphStoredAttrs<T>>[]> {
    return this.call("reviseMany", options, async (call) => {
      const wanted = checkEach(inputs, "edges", (input, path) => wantedEdge(call, input, path));
      const edges = await upsertEdges(call, wanted, { revise: true, ifVersion: undefined });
      return edges as GraphEdge<GraphStoredAttrs<T>>[];
    });
  }

  /**
   * Closes an edge that turned out to be wrong (transaction time): lists and walks no longer follow
   * it, and queries with an earlier `recordedAt` still do. A closed edge stays as it is. What was
   * true and has ended is no mistake: give it a `validTo` instead.
   *
   * @param options.ifVersion close only if the edge still has this version
   * @returns the closed edge
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * const { recordedTo } = await acme.graph.edges.retract(id);
   */
  retract<T = GraphAttrs>(id: GraphEdgeId, options: WriteOptions = {}): Promise<GraphEdge<T>> {
    return this.write("retract", options, async (call, { ifVersion }) => {
      return (await retractEdge(call, checkId(id), ifVersion)) as GraphEdge<T>;
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
   * Reads the edge of this type from one node to another; null when there is none. Of several
   * periods it is the latest one, or the one as of the times given.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const edge = await acme.graph.edges.getByEnds({
   *   from: ada.id,
   *   to: charles.id,
   *   type: "knows",
   *   validAt: new Date("1840-01-01"),
   * });
   */
  getByEnds<T = GraphAttrs>(key: GraphEdgeQuery, options: CallOptions = {}): Promise<GraphEdge<T> | null> {
    return this.call("getByEnds", options, async (call) => {
      const { from, to, type, ...times } = validate(GraphEdgeKeyInput, key, "key");
      const ends = { from: from.toLowerCase(), type, to: to.toLowerCase() };
      const isLatest = times.validAt === undefined && times.recordedAt === undefined;
      const edge = isLatest ? latestEdge.one(call, ends) : latestEdge.asOf(call, { ...ends, ...times });
      return (await edge) as GraphEdge<T> | null;
    });
  }

  /**
   * Lists edges in id order, page by page: all current periods, or those as of the times given. Ids
   * that the store makes are in order of creation.
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
   * Deletes one edge, which is one period or one closed row of its fact, and its provenance. It
   * leaves no history.
   *
   * @param options.ifVersion delete only if the edge still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.graph.edges.remove(id);
   */
  override remove(id: GraphEdgeId, options: WriteOptions = {}): Promise<boolean> {
    return this.write("remove", options, (call, { ifVersion }) => removeEdge(call, checkId(id), ifVersion));
  }
}
