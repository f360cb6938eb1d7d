export type { GraphEdgeId, GraphNodeId, GraphProvenanceId } from "../../../entities/graph";

import type {
  GraphEdgeId,
  GraphNodeId,
  graphEdgeTable,
  graphNodeAliasTable,
  graphNodeTable,
  graphProvenanceTable,
} from "../../../entities/graph";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonObject } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";
import type { SearchMode } from "../../db/search/search";

/** A plain JSON object. */
export type GraphAttrs = { readonly [key: string]: Json | undefined };

/** Attributes of an input: a plain object, not an array. Its type may be an interface. */
export type GraphAttrsInput =
  | (JsonObject & { readonly [Symbol.iterator]?: never })
  | { readonly [key: string]: unknown };

/**
 * Type of the attributes that a read returns after a write of `T`. For an input without a type of
 * its own, any plain object.
 */
export type GraphStoredAttrs<T> = GraphAttrsInput extends T ? GraphAttrs : T;

/** Node: a thing that the agent knows. `T` is the type of its attributes. */
export interface GraphNode<T = GraphAttrs> extends WithJson<RowOf<typeof graphNodeTable>, "attrs", T> {}

/**
 * Input of a node; its key is type and name. Omitted members have their default in a new node. In
 * an existing node they keep their value; `id` and `createdAt` keep theirs even if the input has
 * others.
 */
export interface GraphNodeInput<T = GraphAttrsInput>
  extends WithJson<InputOf<typeof graphNodeTable>, "attrs", T | undefined> {}

/** Natural key of a node. Both members must match exactly, including case. */
export interface GraphNodeKey {
  type: string;
  name: string;
}

export interface GraphNodeListQuery extends PageOptions {
  type?: string | undefined;
  /**
   * Prefix of the name. It is compared by code point, so case matters. Without `type`, the query
   * reads all nodes of the scope.
   */
  namePrefix?: string | undefined;
}

/** Filter of a search. */
export interface GraphNodeFilter {
  type?: string | undefined;
}

export interface GraphNodeSearchQuery extends GraphNodeFilter, PageOptions {
  /**
   * 1 to 1000 characters, 32 words (`any`: the first 32 count), case-insensitive. The search covers
   * the name of a node, and the strings and numbers of its attributes, not their keys.
   */
  text: string;
  /**
   * `any` (default): nodes that contain any of the words, best match first; rare words count more.
   * `words`: nodes that contain all words, best match first. `substring`: nodes that contain the
   * text as one string, the last changed first.
   */
  mode?: SearchMode | undefined;
}

/**
 * Directed edge from one node to another, for one period of valid time. `T` is the type of its
 * attributes.
 */
export interface GraphEdge<T = GraphAttrs> extends WithJson<RowOf<typeof graphEdgeTable>, "attrs", T> {}

/**
 * Input of an edge. Both ends and the type name the fact, and `validFrom` and `validTo` its period.
 * Omitted members have their default in a new edge. In an existing edge they keep their value; `id`
 * and `createdAt` keep theirs even if the input has others.
 */
export interface GraphEdgeInput<T extends GraphAttrsInput = GraphAttrsInput>
  extends WithJson<InputOf<typeof graphEdgeTable>, "attrs", T | undefined> {}

/** Bitemporal query: the edges as of a time. */
export interface GraphAsOf {
  /**
   * Valid time: only edges that are valid at this time. `validFrom` is null or not after it, and
   * `validTo` is null or after it. Default: edges of all periods.
   */
  validAt?: Date | undefined;
  /**
   * Transaction time: the edges that the store stated at this time, with the values that it stated.
   * They include rows that `revise` or `retract` closed later. Default: only current edges.
   */
  recordedAt?: Date | undefined;
}

/** Natural key of a fact. */
export interface GraphEdgeKey {
  /** Id of the source node. */
  from: GraphNodeId;
  /** Id of the target node. */
  to: GraphNodeId;
  type: string;
}

/** One edge of a fact. */
export interface GraphEdgeQuery extends GraphEdgeKey, GraphAsOf {}

export interface GraphEdgeListQuery extends GraphAsOf, PageOptions {
  /** Id of the source node. */
  from?: GraphNodeId | undefined;
  /** Id of the target node. */
  to?: GraphNodeId | undefined;
  /** Without `from` and `to`, the query reads all edges of the scope. */
  type?: string | undefined;
}

/** A source of a node or an edge. Either `nodeId` or `edgeId` is null. */
export interface GraphProvenance extends RowOf<typeof graphProvenanceTable> {}

/** Exactly one of `nodeId` and `edgeId` is required; all other members are optional. */
export interface GraphProvenanceInput extends InputOf<typeof graphProvenanceTable> {}

/** Exactly one of `nodeId` and `edgeId` is required. */
export interface GraphProvenanceListQuery extends PageOptions {
  nodeId?: GraphNodeId | null | undefined;
  edgeId?: GraphEdgeId | null | undefined;
}

/**
 * Direction in which edges are followed: `out` is from `from` to `to`, `in` is the opposite, `both`
 * is either.
 */
export type GraphDirection = "out" | "in" | "both";

/** Filter for the edges of a walk. */
export interface GraphEdgeFilter extends GraphAsOf {
  direction?: GraphDirection | undefined;
  /**
   * Only edges of these types, at most 100 types. An empty array means no edges. Default: edges of
   * all types.
   */
  types?: readonly string[] | undefined;
}

/** Limits of a walk, and its edges. */
export interface GraphWalkQuery extends GraphEdgeFilter {
  /** Largest number of edges between the start and a node, 1 to 64. */
  maxDepth?: number | undefined;
  /** Largest number of nodes in the result, 1 to 1,000,000: the nearest ones. Default: all. */
  limit?: number | undefined;
}

/** Ends of a path, and its edges. */
export interface GraphPathQuery extends GraphEdgeFilter {
  /** Id of the first node. */
  from: GraphNodeId;
  /** Id of the last node. */
  to: GraphNodeId;
  /** Largest number of edges in the path, 1 to 64. Default 6. */
  maxDepth?: number | undefined;
}

/** A node that a walk found. `T` is the type of its attributes. */
export interface GraphNeighbor<T = GraphAttrs> {
  node: GraphNode<T>;
  /** Distance: the smallest number of edges between the start and this node. */
  depth: number;
}

export interface GraphVisit<T = GraphAttrs> extends GraphNeighbor<T> {
  /** A shortest path: the ids from the start to this node, both included. */
  path: GraphNodeId[];
}

/** `N` is the type of the attributes of nodes, `E` that of edges. */
export interface GraphPath<N = GraphAttrs, E = GraphAttrs> {
  /** The nodes from one end to the other, both included: one more than `edges`. */
  nodes: GraphNode<N>[];
  /** The edge at index i joins the nodes at i and i + 1. */
  edges: GraphEdge<E>[];
  /** Number of edges. */
  length: number;
}

/** Entity resolution: nodes that are the same thing. */
export interface GraphMergeInput<T = GraphAttrsInput> {
  /**
   * Ids of the duplicates, 1 to 1,000. They are deleted; nodes that were merged before are ignored.
   */
  from: readonly GraphNodeId[];
  /** Id of the surviving node. */
  into: GraphNodeId;
  /**
   * Attributes of the survivor. Default: its own, with the members that it lacks from the
   * duplicates, in the order of `from`.
   */
  attrs?: T | undefined;
}

/** `T` is the type of the attributes of the surviving node. */
export interface GraphMergeResult<T = GraphAttrs> {
  /** The surviving node as it is now. */
  node: GraphNode<T>;
  /** Number of nodes that this call merged; 0 if all were merged before. */
  merged: number;
  /** Number of edges that now begin or end at the survivor, closed ones included. */
  moved: number;
  /** Number of edges that were closed since another edge of the survivor takes in their period. */
  united: number;
  /** Number of edges that were closed since they connected two of the merged nodes. */
  loops: number;
}

/** Alias of a node: the id, type and name of a node that was merged into it. */
export interface GraphAlias extends RowOf<typeof graphNodeAliasTable> {}

export interface GraphAliasListQuery extends PageOptions {
  /** Id of the surviving node. */
  nodeId: GraphNodeId;
}
