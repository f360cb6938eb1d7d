import type { StoreBudget } from "./budget";

interface Prepared {
  item: string;
  query: string;
}

const VECTOR = [0.5, 0.5, 0.5];

export const retrieval: StoreBudget<Prepared> = {
  async prepare({ memory, retrieval }) {
    const item = await memory.add({ type: "t", content: { text: "word" }, embedding: VECTOR });
    // The tenant's models are known from then on.
    await retrieval.vectors.get({ in: "memory", id: item.id });
    await retrieval.configs.put({ name: "c" });
    const { queryId } = await retrieval.search({ text: "word", log: "text" });
    return { item: item.id, query: queryId! };
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
    "retrieval.models.get": ({ retrieval }) => retrieval.models.get("unnamed-3"),
    "retrieval.models.getOrThrow": ({ retrieval }) => retrieval.models.getOrThrow("unnamed-3"),
    "retrieval.models.getMany": ({ retrieval }) => retrieval.models.getMany(["unnamed-3", "x"]),
    "retrieval.models.update": ({ retrieval }) => retrieval.models.update("unnamed-3", { baseline: 0.5 }),
    "retrieval.models.list": ({ retrieval }) => retrieval.models.list(),
    "retrieval.configs.put": ({ retrieval }) => retrieval.configs.put({ name: "c", limit: 2 }),
    "retrieval.configs.put new": ({ retrieval }) => retrieval.configs.put({ name: "new" }),
    "retrieval.configs.put ifVersion": ({ retrieval }) =>
      retrieval.configs.put({ name: "c" }, { ifVersion: 1 }),
    "retrieval.configs.get": ({ retrieval }) => retrieval.configs.get("c"),
    "retrieval.configs.getMany": ({ retrieval }) => retrieval.configs.getMany(["c", "d"]),
    "retrieval.configs.list": ({ retrieval }) => retrieval.configs.list(),
    "retrieval.configs.versions": ({ retrieval }) => retrieval.configs.versions({ name: "c" }),
    "retrieval.configs.remove": ({ retrieval }) => retrieval.configs.remove("c"),
    "retrieval.queries.get": ({ retrieval }, { query }) => retrieval.queries.get(query),
    "retrieval.queries.list": ({ retrieval }) => retrieval.queries.list(),
    "retrieval.queries.list of a configuration": ({ retrieval }) => retrieval.queries.list({ config: "c" }),
    "retrieval.queries.remove": ({ retrieval }, { query }) => retrieval.queries.remove(query),
    "retrieval.feedback.add": ({ retrieval }, { item, query }) =>
      retrieval.feedback.add({ queryId: query, in: "memory", itemId: item, rating: 1 }),
    "retrieval.feedback.addMany": ({ retrieval }, { item, query }) =>
      retrieval.feedback.addMany([{ queryId: query, in: "memory", itemId: item, relevance: 2 }]),
    "retrieval.feedback.list": ({ retrieval }) => retrieval.feedback.list(),
    "retrieval.feedback.list of a query": ({ retrieval }, { query }) =>
      retrieval.feedback.list({ queryId: query }),
    "retrieval.feedback.remove": ({ retrieval }, { query }) => retrieval.feedback.remove(query),
  },

  // Legs, their completion and rows; indexes are made one by one; a model retires when another is
  // activated; the rest is in batches, or counts every source.
  others: [
    "retrieval.search",
    "retrieval.embedPending",
    "retrieval.optimize",
    "retrieval.status",
    "retrieval.models.activate",
    "retrieval.models.remove",
    "retrieval.queries.prune",
    "retrieval.evaluate",
    "retrieval.tune",
    "memory.related",
  ],
  parts: ({ retrieval }) => ({
    "retrieval.models": retrieval.models,
    "retrieval.vectors": retrieval.vectors,
    "retrieval.configs": retrieval.configs,
    "retrieval.queries": retrieval.queries,
    "retrieval.feedback": retrieval.feedback,
  }),
};
