import type { CallOptions } from "../../core/deadline";
import type { Json } from "../../core/json";
import type { PageOptions } from "../../db/page";

/** A plain JSON object. */
export type GraphAttrs = { readonly [key: string]: Json | undefined };

/** A thing that the agent knows of. A scope has one node for each pair of type and name. */
export interface GraphNode {
  /** UUID; once given or made it never changes. */
  id: string;
  /** What kind of thing: `person`, `paper`, or a name of the application's own. */
  type: string;
  name: string;
  attrs: GraphAttrs;
  createdAt: Date;
  /** When it was last put. */
  updatedAt: Date;
}

/** A relation from one node to another. A scope has one edge for each triple of from, type and to. */
export interface GraphEdge {
  /** UUID; once given or made it never changes. */
  id: string;
  /** Id of the node that it leaves. */
  from: string;
  /** Id of the node that it enters; may be the same node. */
  to: string;
  type: string;
  /** The application's own; walks do not regard it. */
  weight: number;
  attrs: GraphAttrs;
  /** The edge holds from here on; null: since ever. */
  validFrom: Date | null;
  /** The edge holds up to here, exclusive; null: until further notice. */
  validTo: Date | null;
  createdAt: Date;
  /** When it was last put. */
  updatedAt: Date;
}

/** What a provenance is about: exactly one of the two. */
export interface GraphSubject {
  nodeId?: string | null | undefined;
  edgeId?: string | null | undefined;
}

/** Where a node or an edge was learnt. Of `nodeId` and `edgeId` one is null. */
export interface GraphProvenance {
  id: string;
  nodeId: string | null;
  edgeId: string | null;
  sourceUrl: string | null;
  /** The conversation or run in which it was learnt. */
  episode: string | null;
  /** Which part of the source, in the application's own notation. */
  span: string | null;
  speaker: string | null;
  retrievedAt: Date | null;
  licence: string | null;
  /** Digest of the source, as the application writes it. */
  sha256: string | null;
  createdAt: Date;
}

export interface GraphNodeQuery extends PageOptions {
  type?: string | undefined;
  /** How the name begins, by code point: case matters. Without a type, all nodes of the scope are read. */
  namePrefix?: string | undefined;
}

export interface GraphEdgeQuery extends PageOptions {
  /** Id of the node that it leaves. */
  from?: string | undefined;
  /** Id of the node that it enters. */
  to?: string | undefined;
  /** Without `from` and `to`, all edges of the scope are read. */
  type?: string | undefined;
}

/** Which way edges are followed: `out` from `from` to `to`, `in` against that, `both` either way. */
export type GraphDirection = "out" | "in" | "both";

/** Which edges a walk may use. */
export interface GraphEdgeFilter {
  direction?: GraphDirection | undefined;
  /** Edges of these types only, at most 100; none of them when the array is empty. Default: edges of all types. */
  types?: readonly string[] | undefined;
  /** Edges that hold at this moment only: `validFrom` null or not after it, `validTo` null or after it. Default: all edges. */
  asOf?: Date | undefined;
}

export interface GraphWalkOptions extends CallOptions, GraphEdgeFilter {
  /** Most edges between the start and a node, 1 to 64. */
  depth?: number | undefined;
  /** Most nodes in the result, 1 to 1,000,000: the nearest ones. Default: all. */
  limit?: number | undefined;
}

export interface GraphPathOptions extends CallOptions, GraphEdgeFilter {
  /** Most edges of the path, 1 to 64. Default 6. */
  maxDepth?: number | undefined;
}

export interface GraphNeighbor {
  node: GraphNode;
  /** Fewest edges between the start and this node. */
  depth: number;
}

export interface GraphVisit extends GraphNeighbor {
  /** Ids from the start to this node, both included: a shortest path. */
  path: string[];
}

export interface GraphPath {
  /** From the one end to the other, both included: one more than there are edges. */
  nodes: GraphNode[];
  /** The edge at place i joins the nodes at i and i + 1. */
  edges: GraphEdge[];
  /** How many edges. */
  length: number;
}
