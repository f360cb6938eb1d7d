export type { GraphEdgeId, GraphNodeId, GraphProvenanceId } from "../../../entities/graph";

import type {
  GraphEdgeId,
  GraphNodeId,
  graphEdgeTable,
  graphNodeTable,
  graphProvenanceTable,
} from "../../../entities/graph";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonObject } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";

/** A plain JSON object. */
export type GraphAttrs = { readonly [key: string]: Json | undefined };

/**
 * What is taken as attributes: plain objects, those whose type is an interface as well; no arrays.
 */
export type GraphAttrsInput =
  | (JsonObject & { readonly [Symbol.iterator]?: never })
  | { readonly [key: string]: unknown };

/** What is read where attributes `T` were written: of an input that was declared plainly, any. */
export type GraphStoredAttrs<T> = GraphAttrsInput extends T ? GraphAttrs : T;

/** A thing that the agent knows of. `T` is the type of its attributes. */
export interface GraphNode<T = GraphAttrs> extends WithJson<RowOf<typeof graphNodeTable>, "attrs", T> {}

/**
 * A node by its type and name. Members left out have their default in a new node, and stay as they
 * are in one that exists; so do `id` and `createdAt`, whatever the input says.
 */
export interface GraphNodeInput<T = GraphAttrsInput>
  extends WithJson<InputOf<typeof graphNodeTable>, "attrs", T | undefined> {}

/** What a node is known by beside its id: both exactly as they are written. */
export interface GraphNodeKey {
  type: string;
  name: string;
}

export interface GraphNodeListQuery extends PageOptions {
  type?: string | undefined;
  /**
   * How the name begins, by code point: case matters. Without a type, all nodes of the scope are
   * read.
   */
  namePrefix?: string | undefined;
}

/** A relation from one node to another. `T` is the type of its attributes. */
export interface GraphEdge<T = GraphAttrs> extends WithJson<RowOf<typeof graphEdgeTable>, "attrs", T> {}

/**
 * An edge by its ends and type. Members left out have their default in a new edge, and stay as they
 * are in one that exists; so do `id` and `createdAt`, whatever the input says.
 */
export interface GraphEdgeInput<T extends GraphAttrsInput = GraphAttrsInput>
  extends WithJson<InputOf<typeof graphEdgeTable>, "attrs", T | undefined> {}

/** What an edge is known by beside its id. */
export interface GraphEdgeKey {
  /** Id of the node that it leaves. */
  from: GraphNodeId;
  /** Id of the node that it enters. */
  to: GraphNodeId;
  type: string;
}

export interface GraphEdgeListQuery extends PageOptions {
  /** Id of the node that it leaves. */
  from?: GraphNodeId | undefined;
  /** Id of the node that it enters. */
  to?: GraphNodeId | undefined;
  /** Without `from` and `to`, all edges of the scope are read. */
  type?: string | undefined;
}

/** Where a node or an edge was learnt. Of `nodeId` and `edgeId` one is null. */
export interface GraphProvenance extends RowOf<typeof graphProvenanceTable> {}

/** Exactly one of `nodeId` and `edgeId`; all other members may be left out. */
export interface GraphProvenanceInput extends InputOf<typeof graphProvenanceTable> {}

/** Exactly one of `nodeId` and `edgeId`. */
export interface GraphProvenanceListQuery extends PageOptions {
  nodeId?: GraphNodeId | null | undefined;
  edgeId?: GraphEdgeId | null | undefined;
}

/**
 * Which way edges are followed: `out` from `from` to `to`, `in` against that, `both` either way.
 */
export type GraphDirection = "out" | "in" | "both";

/** Which edges a walk may use. */
export interface GraphEdgeFilter {
  direction?: GraphDirection | undefined;
  /**
   * Edges of these types only, at most 100; none of them when the array is empty. Default: edges of
   * all types.
   */
  types?: readonly string[] | undefined;
  /**
   * Edges that hold at this moment only: `validFrom` null or not after it, `validTo` null or after
   * it. Default: all edges.
   */
  validAt?: Date | undefined;
}

/** How far a walk goes, and along which edges. */
export interface GraphWalkQuery extends GraphEdgeFilter {
  /** Most edges between the start and a node, 1 to 64. */
  maxDepth?: number | undefined;
  /** Most nodes in the result, 1 to 1,000,000: the nearest ones. Default: all. */
  limit?: number | undefined;
}

/** The ends of a path, and which edges it may use. */
export interface GraphPathQuery extends GraphEdgeFilter {
  /** Id of the node that it begins at. */
  from: GraphNodeId;
  /** Id of the node that it ends at. */
  to: GraphNodeId;
  /** Most edges of the path, 1 to 64. Default 6. */
  maxDepth?: number | undefined;
}

/** A node that a walk found. `T` is the type of its attributes. */
export interface GraphNeighbor<T = GraphAttrs> {
  node: GraphNode<T>;
  /** Fewest edges between the start and this node. */
  depth: number;
}

export interface GraphVisit<T = GraphAttrs> extends GraphNeighbor<T> {
  /** Ids from the start to this node, both included: a shortest path. */
  path: GraphNodeId[];
}

/** `N` is the type of the nodes' attributes, `E` of the edges'. */
export interface GraphPath<N = GraphAttrs, E = GraphAttrs> {
  /** From the one end to the other, both included: one more than there are edges. */
  nodes: GraphNode<N>[];
  /** The edge at index i joins the nodes at i and i + 1. */
  edges: GraphEdge<E>[];
  /** How many edges. */
  length: number;
}
