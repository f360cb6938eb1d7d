import type { GraphNodeId } from "../../../entities/graph";
import type { CallOptions } from "../../core/call/deadline";
import { checkEach, checkId, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import { Collection } from "../../db/collection";
import { upsertRow } from "../../db/collections/natural-key";
import type { PageRequest } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";
import { givenVectors } from "../../db/vectors/given-vectors";
import type { ContentInputOf, ContentOf, TypeName } from "../../schemas/types";
import { GraphNodeKeyInput } from "./inputs";
import { missingNode } from "./merge/aliases";
import { mergeNodes } from "./merge/merge";
import { NODES, nodeRows, nodeRules, nodesByName, typedNode, wantedOf } from "./node";
import { refusedId } from "./refused-id";
import { nodeIndex, upsertNodes } from "./search/entries";
import { searchNodes } from "./search/search-nodes";
import type {
  GraphAttrs,
  GraphAttrsInput,
  GraphMergeInput,
  GraphMergeResult,
  GraphNode,
  GraphNodeInput,
  GraphNodeKey,
  GraphNodeListQuery,
  GraphNodeSearchQuery,
  GraphStoredAttrs,
} from "./types";

/**
 * Nodes: the things that the agent knows. The natural key is type and name. Reached as
 * `scope.graph.nodes`.
 */
// biome-ignore lint/suspicious/noExplicitAny: the type must accept a manager with any schemas
export class GraphNodes<C = any> extends Collection<GraphNode<any>, GraphNodeListQuery, GraphNodeId> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, NODES);
  }

  /**
   * Upsert. Creates the node of this type and name, or updates the existing one. In an existing
   * node, omitted members keep their value; `id` and `createdAt` never change. Parallel upserts of
   * one node create one node.
   *
   * @param options.ifVersion update only an existing node, and only if it still has this version
   * @returns the node as it is now
   * @throws UnifiedStoreError `validation`; `unique_violation` when another node has the id of a
   * new one; with `ifVersion` also `not_found` and `version_conflict`
   * @example
   * const ada = await acme.graph.nodes.upsert({
   *   type: "person",
   *   name: "Ada Lovelace",
   *   attrs: { born: 1815 },
   * });
   */
  upsert<T extends GraphAttrsInput = GraphAttrs, K extends string = string>(
    input: GraphNodeInput<ContentInputOf<C, K, T>> & { type: TypeName<C, K> },
    options: WriteOptions = {},
  ): Promise<GraphNode<ContentOf<C, K, GraphStoredAttrs<T>>>> {
    return this.write("upsert", options, async (call, { ifVersion }) => {
      const given = validate(nodeRules, input, "");
      const whole = call.hasSchemas("nodes") ? await typedNode(call, given, "") : given;
      const change = wantedOf(call, whole, "");
      const pending = givenVectors(call, [given.embedding], () => "embedding");
      const vectors = pending && (await pending);
      const index = nodeIndex(call, [change], vectors);
      const node = await upsertRow(call, nodesByName, { change, ifVersion, index }).catch(
        (error: unknown) => {
          throw refusedId(error, "node", [change]);
        },
      );
      return node as GraphNode<ContentOf<C, K, GraphStoredAttrs<T>>>;
    });
  }

  /**
   * Bulk upsert: all nodes or none, in one statement. Inputs with the same type and name are
   * merged; later members win.
   *
   * @returns the nodes in the order given; merged inputs get the same node
   * @throws UnifiedStoreError `validation`, naming the input as `nodes[3].name`; `unique_violation`
   * @example
   * const [ada, charles] = await acme.graph.nodes.upsertMany([
   *   { type: "person", name: "Ada" },
   *   { type: "person", name: "Charles" },
   * ]);
   */
  upsertMany<T extends GraphAttrsInput = GraphAttrs, K extends string = string>(
    inputs: readonly (GraphNodeInput<ContentInputOf<C, K, T>> & { type: TypeName<C, K> })[],
    options: CallOptions = {},
  ): Promise<GraphNode<ContentOf<C, K, GraphStoredAttrs<T>>>[]> {
    return this.call("upsertMany", options, async (call) => {
      const given = checkEach(inputs, "nodes", (input, path) => validate(nodeRules, input, path));
      const whole = call.hasSchemas("nodes")
        ? await Promise.all(given.map((input, i) => typedNode(call, input, `nodes[${i}].`)))
        : given;
      const wanted = whole.map((input, i) => wantedOf(call, input, `nodes[${i}].`));
      const embeddings = given.map(({ embedding }) => embedding);
      const pending = givenVectors(call, embeddings, (i) => `nodes[${i}].embedding`);
      const vectors = pending && (await pending);
      const nodes = await upsertNodes(call, wanted, vectors).catch((error: unknown) => {
        throw refusedId(error, "node", wanted);
      });
      return nodes as GraphNode<ContentOf<C, K, GraphStoredAttrs<T>>>[];
    });
  }

  /**
   * Reads one node; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const node = await acme.graph.nodes.get(id);
   */
  override get<T = GraphAttrs>(id: GraphNodeId, options: CallOptions = {}): Promise<GraphNode<T> | null> {
    return super.get(id, options) as Promise<GraphNode<T> | null>;
  }

  /**
   * Reads a node that must exist. For a node that was merged, the error names the surviving one.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { name, attrs } = await acme.graph.nodes.getOrThrow(id);
   */
  override getOrThrow<T = GraphAttrs>(id: GraphNodeId, options: CallOptions = {}): Promise<GraphNode<T>> {
    return this.call("getOrThrow", options, async (call) => {
      const key = checkId(id);
      const node = await nodeRows.one(call, key);
      if (node === null) throw await missingNode(call, key);
      return node as GraphNode<T>;
    });
  }

  /**
   * Reads any number of nodes in one statement.
   *
   * @returns for each id, in the order given, its node or null
   * @throws UnifiedStoreError `validation`, naming the id as `ids[3]`
   * @example
   * const [first, second] = await acme.graph.nodes.getMany([a, b]);
   */
  override getMany<T = GraphAttrs>(
    ids: readonly GraphNodeId[],
    options: CallOptions = {},
  ): Promise<(GraphNode<T> | null)[]> {
    return super.getMany(ids, options) as Promise<(GraphNode<T> | null)[]>;
  }

  /**
   * Reads the node with this type and name; null when there is none. Both must match exactly,
   * including case.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const ada = await acme.graph.nodes.getByName({ type: "person", name: "Ada Lovelace" });
   */
  getByName<T = GraphAttrs, K extends string = string>(
    key: GraphNodeKey & { type: TypeName<C, K> },
    options: CallOptions = {},
  ): Promise<GraphNode<ContentOf<C, K, T>> | null> {
    return this.call("getByName", options, async (call) => {
      const node = await nodesByName.rows.one(call, validate(GraphNodeKeyInput, key, "key"));
      return node as GraphNode<ContentOf<C, K, T>> | null;
    });
  }

  /**
   * Lists nodes by type, then by name, page by page. Both are ordered by code point.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items, nextCursor } = await acme.graph.nodes.list({
   *   type: "person",
   *   namePrefix: "Ada",
   *   limit: 20,
   * });
   */
  override list<T = GraphAttrs, K extends string = string>(
    query: GraphNodeListQuery & { type?: TypeName<C, K> | undefined } = {},
    options: CallOptions = {},
  ): PageRequest<GraphNode<ContentOf<C, K, T>>> {
    return super.list(query, options) as PageRequest<GraphNode<ContentOf<C, K, T>>>;
  }

  /**
   * Full-text search in names and attributes, case-insensitive.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.graph.nodes.search({ text: "countess lovelace", type: "person" });
   */
  search<T = GraphAttrs, K extends string = string>(
    query: GraphNodeSearchQuery & { type?: TypeName<C, K> | undefined },
    options: CallOptions = {},
  ): PageRequest<GraphNode<ContentOf<C, K, T>>> {
    return searchNodes(this.db, query, options) as PageRequest<GraphNode<ContentOf<C, K, T>>>;
  }

  /**
   * Entity resolution: merges duplicates into one surviving node, in one transaction. Edges, their
   * periods and all provenance move to the survivor. Edges of one fact whose periods overlap are
   * united: one edge gets the whole time, and the others are closed, as by `revise`; their
   * provenance moves to it. The survivor's own edge wins, else the oldest; attributes that it lacks
   * come from the others. An edge between two of the nodes is closed, and a loop stays. The merged
   * nodes are deleted; `graph.aliases` keeps their ids. A repeated merge writes nothing.
   *
   * @throws UnifiedStoreError `not_found`, naming `into` or `from[3]`, also when that node was
   * merged into another one; `validation`
   * @example
   * const { node, united } = await acme.graph.nodes.merge({ from: [duplicate.id], into: ada.id });
   */
  merge<T = GraphAttrs>(input: GraphMergeInput, options: CallOptions = {}): Promise<GraphMergeResult<T>> {
    return this.call("merge", options, (call) => mergeNodes(call, input)) as Promise<GraphMergeResult<T>>;
  }

  /**
   * Deletes a node, its edges, and the provenance of all of them.
   *
   * @param options.ifVersion delete only if the node still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.graph.nodes.remove(id);
   */
  override remove(id: GraphNodeId, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
