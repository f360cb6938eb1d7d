import type { StoreBudget } from "./budget";

interface Prepared {
  item: string;
  /** Another item, linked from the first. */
  other: string;
  access: string;
  cluster: string;
  provenance: string;
}

export const memory: StoreBudget<Prepared> = {
  async prepare({ memory }) {
    const item = await memory.add({ type: "t", content: { text: "word" }, embedding: [1, 2, 0] });
    await memory.policies.put({ name: "p", ttlDays: 1 });
    const embedding = [1, 0, 0];
    const [other, ...near] = await memory.addMany(
      ["b", "c", "d"].map((content) => ({ type: "u", content, embedding })),
    );
    await memory.associations.put({ fromId: item.id, toId: other!.id });
    const access = await memory.accesses.add({ itemId: item.id, actor: "a" });
    await memory.clusters.build({ threshold: 0.5 });
    const { items: clusters } = await memory.clusters.list();
    await memory.consolidate({ merge: () => ({ content: "merged" }) });
    const { items: sources } = await memory.provenance.list({ sourceId: near[0]!.id });
    return {
      item: item.id,
      other: other!.id,
      access: access.id,
      cluster: clusters[0]!.id,
      provenance: sources[0]!.id,
    };
  },

  operations: {
    "memory.add": (scope) => scope.memory.add({ type: "t", content: { text: "a" } }),
    "memory.addMany": (scope) =>
      scope.memory.addMany(Array.from({ length: 500 }, (_, i) => ({ type: "t", content: i }))),
    "memory.add embedding": (scope) => scope.memory.add({ type: "t", content: "a", embedding: [1, 0.5, 0] }),
    "memory.addMany embeddings": (scope) =>
      scope.memory.addMany(
        Array.from({ length: 500 }, (_, i) => ({ type: "t", content: i, embedding: [1, i, 0] })),
      ),
    "memory.get": (scope, { item }) => scope.memory.get(item),
    "memory.getOrThrow": (scope, { item }) => scope.memory.getOrThrow(item),
    "memory.getMany": (scope, { item }) => scope.memory.getMany(Array.from({ length: 5000 }, () => item)),
    "memory.update": (scope, { item }) => scope.memory.update(item, { content: "changed" }, { ifVersion: 1 }),
    "memory.update embedding": (scope, { item }) =>
      scope.memory.update(item, { content: "changed", embedding: [2, 1, 0] }),
    "memory.touch": (scope, { item }) => scope.memory.touch(item),
    "memory.touch logged": (scope, { item }) => scope.memory.touch(item, { actor: "a", query: "q" }),
    "memory.touchMany": (scope, { item }) => scope.memory.touchMany([item]),
    "memory.pin": (scope, { item }) => scope.memory.pin(item),
    "memory.unpin": (scope, { item }) => scope.memory.unpin(item),
    "memory.archive": (scope, { item }) => scope.memory.archive(item),
    "memory.unarchive": (scope, { item }) => scope.memory.unarchive(item),
    "memory.remove": (scope, { item }) => scope.memory.remove(item),
    "memory.list": (scope) => scope.memory.list(),
    "memory.search words": (scope) => scope.memory.search({ text: "word", mode: "words" }),
    "memory.search any": (scope) => scope.memory.search({ text: "word" }),
    "memory.search substring": (scope) => scope.memory.search({ text: "wor", mode: "substring" }),
    "memory.policies.put": (scope) => scope.memory.policies.put({ name: "q", ttlDays: 1 }),
    "memory.policies.put ifVersion": (scope) =>
      scope.memory.policies.put({ name: "p", ttlDays: 2 }, { ifVersion: 1 }),
    "memory.policies.get": (scope) => scope.memory.policies.get("p"),
    "memory.policies.getOrThrow": (scope) => scope.memory.policies.getOrThrow("p"),
    "memory.policies.getMany": (scope) => scope.memory.policies.getMany(["p", "q"]),
    "memory.policies.list": (scope) => scope.memory.policies.list(),
    "memory.policies.remove": (scope) => scope.memory.policies.remove("p"),
    "memory.list clusterId": (scope, { cluster }) => scope.memory.list({ clusterId: cluster }),
    "memory.clusters.get": (scope, { cluster }) => scope.memory.clusters.get(cluster),
    "memory.clusters.getOrThrow": (scope, { cluster }) => scope.memory.clusters.getOrThrow(cluster),
    "memory.clusters.getMany": (scope, { cluster }) => scope.memory.clusters.getMany([cluster]),
    "memory.clusters.list": (scope) => scope.memory.clusters.list(),
    "memory.clusters.items": (scope, { cluster }) => scope.memory.clusters.items({ clusterId: cluster }),
    "memory.clusters.remove": (scope, { cluster }) => scope.memory.clusters.remove(cluster),
    "memory.associations.put": (scope, { item, other }) =>
      scope.memory.associations.put({ fromId: other, toId: item }),
    "memory.associations.put ifVersion": (scope, { item, other }) =>
      scope.memory.associations.put({ fromId: item, toId: other }, { ifVersion: 1 }),
    "memory.associations.putMany": (scope, { item, other }) =>
      scope.memory.associations.putMany(["k", "l"].map((kind) => ({ fromId: item, toId: other, kind }))),
    "memory.associations.get": (scope, { item, other }) =>
      scope.memory.associations.get({ fromId: item, toId: other }),
    "memory.associations.getOrThrow": (scope, { item, other }) =>
      scope.memory.associations.getOrThrow({ fromId: item, toId: other }),
    "memory.associations.getMany": (scope, { item, other }) =>
      scope.memory.associations.getMany([{ fromId: item, toId: other }]),
    "memory.associations.list": (scope, { item }) => scope.memory.associations.list({ itemId: item }),
    "memory.associations.remove": (scope, { item, other }) =>
      scope.memory.associations.remove({ fromId: item, toId: other }),
    "memory.accesses.add": (scope, { item }) => scope.memory.accesses.add({ itemId: item, query: "q" }),
    "memory.accesses.addMany": (scope, { item }) =>
      scope.memory.accesses.addMany(Array.from({ length: 500 }, () => ({ itemId: item }))),
    "memory.accesses.get": (scope, { access }) => scope.memory.accesses.get(access),
    "memory.accesses.getOrThrow": (scope, { access }) => scope.memory.accesses.getOrThrow(access),
    "memory.accesses.getMany": (scope, { access }) => scope.memory.accesses.getMany([access]),
    "memory.accesses.list": (scope, { item }) => scope.memory.accesses.list({ itemId: item }),
    "memory.accesses.remove": (scope, { access }) => scope.memory.accesses.remove(access),
    "memory.provenance.get": (scope, { provenance }) => scope.memory.provenance.get(provenance),
    "memory.provenance.getOrThrow": (scope, { provenance }) => scope.memory.provenance.getOrThrow(provenance),
    "memory.provenance.getMany": (scope, { provenance }) => scope.memory.provenance.getMany([provenance]),
    "memory.provenance.list": (scope, { item }) => scope.memory.provenance.list({ itemId: item }),
    "memory.provenance.remove": (scope, { provenance }) => scope.memory.provenance.remove(provenance),
  },

  parts: ({ memory }) => ({
    "memory.policies": memory.policies,
    "memory.clusters": memory.clusters,
    "memory.associations": memory.associations,
    "memory.accesses": memory.accesses,
    "memory.provenance": memory.provenance,
  }),

  // They work in batches.
  others: [
    "memory.prune",
    "memory.decay",
    "memory.consolidate",
    "memory.clusters.build",
    "memory.associations.linkSimilar",
    "memory.associations.linkUsedTogether",
    "memory.accesses.prune",
  ],
};
