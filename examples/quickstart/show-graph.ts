import type { Scope } from "unified-store";
import { heading, line } from "./terminal";

const TYPE = "noun.synset";
const MOST_SHOWN = 6;

/** The synsets around a dog, and the path from it to a bird. */
export async function showGraph({ graph }: Scope): Promise<void> {
  const dog = await graph.nodes.getByName({ type: TYPE, name: "dog#02084071" });
  const bird = await graph.nodes.getByName({ type: TYPE, name: "bird#01503061" });
  if (!dog || !bird) throw new Error("the graph does not have the dog and the bird");

  heading("Graph: two steps from dog", 'wordnet.graph.traverse(dog.id, { maxDepth: 2, direction: "out" })');
  const names = new Map<string, string>();
  for await (const { node, depth, path } of graph.traverse(dog.id, { maxDepth: 2, direction: "out" })) {
    names.set(node.id, word(node.name));
    if (depth > 0) line(path.map((id) => names.get(id) ?? "…").join(" → "));
    if (names.size > MOST_SHOWN) break;
  }

  heading("Graph: from dog to bird", "wordnet.graph.shortestPath({ from: dog.id, to: bird.id })");
  const path = await graph.shortestPath({ from: dog.id, to: bird.id });
  if (!path) throw new Error("the graph has no path from the dog to the bird");
  line(path.nodes.map((node) => word(node.name)).join(" → "));
  for (const [i, { id, type }] of path.edges.entries()) {
    for (const { sourceUrl, license } of (await graph.provenance.list({ edgeId: id })).items)
      line(
        `${word(path.nodes[i]!.name)} –${type}→ ${word(path.nodes[i + 1]!.name)}: known from ${sourceUrl} (${license})`,
      );
  }
}

/** WordNet's names are unique only with their number suffix. */
const word = (name: string): string => name.replace(/#\d+$/, "");
