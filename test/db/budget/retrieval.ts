import type { StoreBudget } from "./budget";

interface Prepared {
  item: string;
}

const VECTOR = [0.5, 0.5];

export const retrieval: StoreBudget<Prepared> = {
  async prepare({ memory, retrieval }) {
    const item = await memory.add({ type: "t", content: { text: "word" }, embedding: VECTOR });
    // The tenant's models are known from then on.
    await retrieval.vectors.get({ in: "memory", id: item.id });
    return { item: item.id };
  },

  operations: {
    "memory.add embedding": ({ memory }) => memory.add({ type: "t", content: "x", embedding: VECTOR }),
    "memory.addMany embedding": ({ memory }) =>
      memory.addMany([
        { type: "t", content: "x", embedding: VECTOR },
        { type: "t", content: "y" },
      ]),
    "retrieval.vectors.put": (scope, { item }) =>
      scope.retrieval.vectors.put({ in: "memory", id: item, vector: VECTOR }),
    "retrieval.vectors.get": (scope, { item }) => scope.retrieval.vectors.get({ in: "memory", id: item }),
    "retrieval.vectors.remove": (scope, { item }) =>
      scope.retrieval.vectors.remove({ in: "memory", id: item }),
    "retrieval.models.get": ({ retrieval }) => retrieval.models.get("unnamed-2"),
    "retrieval.models.getOrThrow": ({ retrieval }) => retrieval.models.getOrThrow("unnamed-2"),
    "retrieval.models.getMany": ({ retrieval }) => retrieval.models.getMany(["unnamed-2", "x"]),
    "retrieval.models.list": ({ retrieval }) => retrieval.models.list(),
  },

  // Legs, their completion and rows; indexes are made one by one; a model retires when another is activated; the rest is in
  // batches, or counts every source.
  others: [
    "retrieval.search",
    "retrieval.embedPending",
    "retrieval.optimize",
    "retrieval.status",
    "retrieval.models.activate",
    "retrieval.models.remove",
    "memory.related",
  ],
  parts: ({ retrieval }) => ({
    "retrieval.models": retrieval.models,
    "retrieval.vectors": retrieval.vectors,
  }),
};
