import type { Scope } from "../../../../src";
import type { Calls } from "./call";
import { all, pages } from "./paging";

export async function graph(known: Scope): Promise<Calls> {
  const root = (await known.graph.nodes.getByName({ type: "noun.synset", name: "entity#00001740" }))!;
  const near = await known.graph.neighbors(root.id, { maxDepth: 2 });
  const far = near.at(-1)!.node;
  const edge = (await known.graph.edges.list({ from: root.id })).items[0]!;
  const of = (scope: Scope) => scope.graph;
  return {
    traverse: (s) => all(of(s).traverse(root.id, { maxDepth: 3 })),
    neighbors: (s) => of(s).neighbors(root.id, { maxDepth: 2 }),
    shortestPath: (s) => of(s).shortestPath({ from: root.id, to: far.id }),
    "nodes.get": (s) => of(s).nodes.get(root.id),
    "nodes.getMany": (s) => of(s).nodes.getMany([far.id, root.id]),
    "nodes.getByName": (s) => of(s).nodes.getByName({ type: far.type, name: far.name }),
    "edges.get": (s) => of(s).edges.get(edge.id),
    "provenance.list": (s) => all(of(s).provenance.list({ nodeId: root.id })),
    "provenance.list of an edge": (s) => all(of(s).provenance.list({ edgeId: edge.id })),
    "nodes.list": (s) => pages(of(s).nodes.list({ namePrefix: "e", limit: 30 })),
    "edges.list": (s) => pages(of(s).edges.list({ type: "hyponym", limit: 1000 })),
    "nodes.upsert": (s) => of(s).nodes.upsert({ type: far.type, name: far.name, attrs: { changed: true } }),
    "nodes.upsertMany": (s) =>
      of(s).nodes.upsertMany([{ type: far.type, name: far.name, attrs: { changed: 2 } }]),
    "edges.upsert": (s) => of(s).edges.upsert({ from: edge.from, to: edge.to, type: edge.type, weight: 3 }),
    "edges.upsertMany": (s) =>
      of(s).edges.upsertMany([{ from: edge.from, to: edge.to, type: edge.type, weight: 4 }]),
    "edges.remove": (s) => of(s).edges.remove(edge.id),
    "nodes.remove": (s) => of(s).nodes.remove(root.id),
    "traverse what is left": (s) => all(of(s).traverse(far.id, { maxDepth: 2 })),
  };
}
