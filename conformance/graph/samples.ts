import type { CallOptions } from "../../src/core/call/deadline";
import type { Scope } from "../../src/scope";
import type { GraphEdge, GraphNode, GraphVisit, GraphWalkQuery } from "../../src/stores/graph/types";
import { everything } from "../suite";

export type Graph = Scope["graph"];

export const NOBODY = "00000000-0000-7000-8000-000000000000";
export const at = (second: number): Date => new Date(1_700_000_000_000 + second * 1000);

/** Nodes of type `n` with these names, in this order. */
export const nodesOf = (graph: Graph, ...names: string[]): Promise<GraphNode[]> =>
  graph.nodes.upsertMany(names.map((name) => ({ type: "n", name })));

/** Edges of type `e`, written as pairs of names such as `ab`. */
export async function edgesOf(
  graph: Graph,
  all: readonly GraphNode[],
  ...pairs: string[]
): Promise<GraphEdge[]> {
  const idOf = (name: string | undefined): string => all.find((node) => node.name === name)!.id;
  return graph.edges.upsertMany(pairs.map(([from, to]) => ({ from: idOf(from), to: idOf(to), type: "e" })));
}

export const visits = (
  graph: Graph,
  id: string,
  query?: GraphWalkQuery,
  options?: CallOptions,
): Promise<GraphVisit[]> => everything(graph.traverse(id, query, options));

/** `b1 c1 d2`: names with their depths. */
export const shown = (found: readonly { node: GraphNode; depth: number }[]): string =>
  found.map(({ node, depth }) => `${node.name}${depth}`).join(" ");

/** Upserts a chain of nodes 0, 1, 2 … */
export async function chain(graph: Graph, length: number): Promise<GraphNode[]> {
  const all = await nodesOf(graph, ...Array.from({ length }, (_, i) => String(i)));
  await graph.edges.upsertMany(
    all.slice(1).map((node, i) => ({ from: all[i]!.id, to: node.id, type: "next" })),
  );
  return all;
}
