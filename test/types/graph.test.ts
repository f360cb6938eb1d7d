import type { GraphEdge, GraphNode, GraphNodeInput, GraphVisit, Json } from "../../src";
import type { Scope } from "../../src/scope";
import { createTestStores } from "../../src/testing";

interface Person {
  born: number;
  alive: boolean;
  aliases?: string[];
}

/**
 * Code that must not compile: `npm run typecheck` fails if one of these lines compiles. The code is
 * not run.
 */
async function misuse({ graph }: Scope): Promise<void> {
  const key = { type: "person", name: "Ada" };
  // @ts-expect-error an edge needs two ends
  await graph.edges.upsert({ from: "a", type: "t" });
  // @ts-expect-error a path needs two ends
  await graph.shortestPath({ from: "a" });
  // @ts-expect-error attributes must be an object
  await graph.nodes.upsert({ ...key, attrs: "x" });
  // @ts-expect-error attributes cannot be an array
  await graph.nodes.upsert({ ...key, attrs: [1] });
  // @ts-expect-error attributes cannot be a Date
  await graph.nodes.upsert({ ...key, attrs: new Date() });
  // @ts-expect-error the store sets the version
  await graph.nodes.upsert({ ...key, version: 3 });
  // @ts-expect-error a person needs `born`
  await graph.nodes.upsert<Person>({ ...key, attrs: { alive: true } });
  // @ts-expect-error the depth of a walk is not an option
  await graph.neighbors("id", {}, { maxDepth: 3 });
  // @ts-expect-error get may return null
  const node: GraphNode = await graph.nodes.get("id");
  void node;
}
void misuse;

/** Code that must compile. */
async function use({ graph }: Scope): Promise<GraphVisit<Person>[]> {
  const attrs: Person = { born: 1815, alive: false };
  const made: GraphNode<Person> = await graph.nodes.upsert({ type: "person", name: "Ada", attrs });
  const { alive } = (await graph.nodes.getOrThrow<Person>(made.id)).attrs;
  const guessed: GraphNode<{ alive: boolean }> = await graph.nodes.upsert({
    type: "person",
    name: "Ada",
    attrs: { alive: true },
  });
  const plain: GraphNodeInput = { type: "person", name: "Ada", attrs: { born: 1815, alive } };
  const kept: GraphNode = await graph.nodes.upsert(plain, { ifVersion: guessed.version });
  const born: Json | undefined = kept.attrs.born;
  const edge: GraphEdge<{ since: number }> = await graph.edges.upsert({
    from: made.id,
    to: made.id,
    type: "knows",
    attrs: { since: 1833 },
    validTo: undefined,
  });
  const path = await graph.shortestPath<Person, { since: number }>({ from: edge.from, to: edge.to });
  const years: (number | undefined)[] = [path?.nodes[0]?.attrs.born, path?.edges[0]?.attrs.since];
  for await (const node of graph.nodes.list<Person>({ type: "person" })) years.push(node.attrs.born);
  void born;
  const visits: GraphVisit<Person>[] = [];
  for await (const visit of graph.traverse<Person>(made.id)) visits.push(visit);
  return visits;
}

test("attributes have the written type or the type parameter; compiled code runs", async () => {
  await using stores = await createTestStores();
  const [visit] = await use(stores.scope({ tenant: "t" }));
  expect([visit?.node.attrs, visit?.node.version]).toEqual([{ born: 1815, alive: false }, 3]);
});
