import type { Scope } from "../../src/scope";

export const TEXTS = [
  "whales are mammals that live in the sea",
  "fish breathe with gills",
  "the harbor opens at nine",
  "mammals feed their young with milk",
  "a harbor seal is a mammal",
];

/** Items with these texts, in their order, and their ids. */
export async function remembered(scope: Scope, texts: readonly string[] = TEXTS): Promise<string[]> {
  const items = await scope.memory.addMany(texts.map((text) => ({ type: "fact", content: { text } })));
  return items.map(({ id }) => id);
}
