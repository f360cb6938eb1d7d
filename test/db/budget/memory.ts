import type { StoreBudget } from "./budget";

interface Prepared {
  item: string;
}

export const memory: StoreBudget<Prepared> = {
  async prepare({ memory }) {
    const item = await memory.add({ type: "t", content: { text: "word" }, embedding: [1, 2] });
    await memory.policies.put({ name: "p", ttlDays: 1 });
    return { item: item.id };
  },

  operations: {
    "memory.add": (scope) => scope.memory.add({ type: "t", content: { text: "a" } }),
    "memory.addMany": (scope) =>
      scope.memory.addMany(Array.from({ length: 500 }, (_, i) => ({ type: "t", content: i }))),
    "memory.add embedding": (scope) => scope.memory.add({ type: "t", content: "a", embedding: [1, 0.5] }),
    "memory.addMany embeddings": (scope) =>
      scope.memory.addMany(
        Array.from({ length: 500 }, (_, i) => ({ type: "t", content: i, embedding: [1, i] })),
      ),
    "memory.get": (scope, { item }) => scope.memory.get(item),
    "memory.getOrThrow": (scope, { item }) => scope.memory.getOrThrow(item),
    "memory.getMany": (scope, { item }) => scope.memory.getMany(Array.from({ length: 5000 }, () => item)),
    "memory.update": (scope, { item }) => scope.memory.update(item, { content: "changed" }, { ifVersion: 1 }),
    "memory.update embedding": (scope, { item }) =>
      scope.memory.update(item, { content: "changed", embedding: [2, 1] }),
    "memory.touch": (scope, { item }) => scope.memory.touch(item),
    "memory.touchMany": (scope, { item }) => scope.memory.touchMany([item]),
    "memory.pin": (scope, { item }) => scope.memory.pin(item),
    "memory.unpin": (scope, { item }) => scope.memory.unpin(item),
    "memory.archive": (scope, { item }) => scope.memory.archive(item),
    "memory.unarchive": (scope, { item }) => scope.memory.unarchive(item),
    "memory.remove": (scope, { item }) => scope.memory.remove(item),
    "memory.list": (scope) => scope.memory.list(),
    "memory.search words": (scope) => scope.memory.search({ text: "word" }),
    "memory.search substring": (scope) => scope.memory.search({ text: "wor", mode: "substring" }),
    "memory.policies.put": (scope) => scope.memory.policies.put({ name: "q", ttlDays: 1 }),
    "memory.policies.put ifVersion": (scope) =>
      scope.memory.policies.put({ name: "p", ttlDays: 2 }, { ifVersion: 1 }),
    "memory.policies.get": (scope) => scope.memory.policies.get("p"),
    "memory.policies.getOrThrow": (scope) => scope.memory.policies.getOrThrow("p"),
    "memory.policies.getMany": (scope) => scope.memory.policies.getMany(["p", "q"]),
    "memory.policies.list": (scope) => scope.memory.policies.list(),
    "memory.policies.remove": (scope) => scope.memory.policies.remove("p"),
  },

  parts: ({ memory }) => ({ "memory.policies": memory.policies }),

  // It works in batches.
  others: ["memory.prune"],
};
