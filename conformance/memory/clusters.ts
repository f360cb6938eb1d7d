import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Scope } from "../../src/scope";
import { vectorOf } from "../embedder";
import { type Cases, everything, refused } from "../suite";

const TOPICS = {
  whales: "whale sea mammal krill",
  deploys: "deploy staging release rollback",
  bread: "bread oven flour yeast",
};
type Topic = keyof typeof TOPICS;

/** Adds items about a topic, whose texts differ in their last word. */
export const about = (scope: Scope, topic: Topic, count: number, from = 0) =>
  scope.memory.addMany(
    Array.from({ length: count }, (_, i) => {
      const text = `${TOPICS[topic]} note${from + i}`;
      return { type: "note", content: { text }, embedding: vectorOf(text) };
    }),
  );

/** Ids of the items of each cluster, by the cluster. */
async function membersOf(scope: Scope): Promise<Map<string, Set<string>>> {
  const clusters = await everything(scope.memory.clusters.list());
  const entries = clusters.map(async ({ id }) => {
    const items = await everything(scope.memory.clusters.items({ clusterId: id, limit: 7 }));
    return [id, new Set(items.map(({ itemId }) => itemId))] as const;
  });
  return new Map(await Promise.all(entries));
}

const clusterOf = (members: Map<string, Set<string>>, itemId: string): string | undefined =>
  [...members].find(([, ids]) => ids.has(itemId))?.[0];

/** Clusters of items by their vectors. */
export const clusters: Cases = {
  "clusters are built by a threshold, labelled, listed, and read by their items": async ({ scope }) => {
    const whales = await about(scope, "whales", 6);
    const deploys = await about(scope, "deploys", 4);
    const [lonely] = await scope.memory.addMany([
      { type: "note", content: "alone", embedding: vectorOf("quite alone here") },
    ]);
    await scope.memory.add({ type: "note", content: { text: "whale without a vector" } });
    const built = await scope.memory.clusters.build({ threshold: 0.6 });
    assert.deepEqual(built, { clusters: 2, added: 2, removed: 0, assigned: 10, unassigned: 1 });
    const [first, second] = await everything(scope.memory.clusters.list());
    assert.deepEqual([first!.size, second!.size], [6, 4]);
    assert.deepEqual([...first!.words].sort(), ["krill", "mammal", "sea", "whale"]);
    assert.equal(first!.label, first!.words.join(", "));
    assert.equal(first!.centroid.length, 64);
    assert.deepEqual([first!.threshold, first!.k], [0.6, null]);
    const members = await membersOf(scope);
    assert.deepEqual(members.get(first!.id), new Set(whales.map(({ id }) => id)));
    assert.deepEqual(members.get(second!.id), new Set(deploys.map(({ id }) => id)));
    assert.equal(clusterOf(members, lonely!.id), undefined);
    const { items } = await scope.memory.clusters.items({ clusterId: first!.id });
    const nearness = items.map(({ similarity }) => similarity);
    assert.deepEqual(
      nearness,
      [...nearness].sort((a, b) => b - a),
    );
    const listed = await everything(scope.memory.list({ clusterId: second!.id.toUpperCase(), limit: 3 }));
    assert.deepEqual(new Set(listed.map(({ id }) => id)), members.get(second!.id));
    const found = await scope.memory.search({ text: "note1", clusterId: second!.id });
    assert.deepEqual(
      found.items.map(({ id }) => id),
      [deploys[1]!.id],
    );
    assert.deepEqual(await scope.memory.clusters.getOrThrow(first!.id), first);
  },

  "a second build assigns new and changed items, and keeps the ids of clusters": async ({ scope }) => {
    const whales = await about(scope, "whales", 5);
    const deploys = await about(scope, "deploys", 5);
    await scope.memory.clusters.build({ threshold: 0.6 });
    const before = await membersOf(scope);
    assert.deepEqual(await scope.memory.clusters.build({ threshold: 0.6 }), {
      ...{ clusters: 2, added: 0, removed: 0 },
      ...{ assigned: 0, unassigned: 0 },
    });
    const [whale] = await about(scope, "whales", 1, 50);
    const [, , , bread] = await about(scope, "bread", 4);
    const turned = deploys[0]!.id;
    const text = `${TOPICS.bread} note9`;
    await scope.memory.update(turned, { content: { text }, embedding: vectorOf(text) });
    const built = await scope.memory.clusters.build({ threshold: 0.6 });
    assert.deepEqual(built, { clusters: 3, added: 1, removed: 0, assigned: 6, unassigned: 0 });
    const after = await membersOf(scope);
    for (const [id, ids] of before)
      for (const each of ids) if (each !== turned) assert.equal(clusterOf(after, each), id);
    assert.equal(clusterOf(after, whale!.id), clusterOf(before, whales[0]!.id));
    assert.equal(clusterOf(after, turned), clusterOf(after, bread!.id));
    assert.equal((await scope.memory.clusters.getOrThrow(clusterOf(after, deploys[1]!.id)!)).size, 4);
  },

  "a full build finds clusters anew and keeps the ids of those that stay": async ({ scope }) => {
    const whales = await about(scope, "whales", 8);
    const deploys = await about(scope, "deploys", 8);
    const { memory } = scope;
    await memory.clusters.build({ threshold: 0.6 });
    const before = await membersOf(scope);
    await about(scope, "bread", 6);
    for (const { id } of deploys) await memory.remove(id);
    const built = await memory.clusters.build({ k: 2 });
    assert.deepEqual(built, { clusters: 2, added: 1, removed: 1, assigned: 14, unassigned: 0 });
    const after = await membersOf(scope);
    assert.equal(clusterOf(after, whales[0]!.id), clusterOf(before, whales[0]!.id));
    const again = await memory.clusters.build({ k: 2, full: true });
    assert.deepEqual([again.added, again.removed, again.assigned], [0, 0, 14]);
    assert.deepEqual(await membersOf(scope), after);
    for (const { id } of whales) await memory.archive(id);
    await memory.clusters.build({ k: 2 });
    assert.deepEqual(
      [...(await membersOf(scope)).values()].map(({ size }) => size),
      [6],
    );
  },

  "k clusters of fewer different vectors are fewer": async ({ scope: { memory } }) => {
    const embedding = vectorOf("the same");
    await memory.addMany(Array.from({ length: 5 }, (_, i) => ({ type: "t", content: i, embedding })));
    assert.equal((await memory.clusters.build({ k: 3 })).clusters, 1);
    await memory.addMany([{ type: "t", content: "x", embedding: vectorOf("another one") }]);
    assert.equal((await memory.clusters.build({ k: 3 })).clusters, 2);
  },

  "what a build is given is checked, and without vectors it does nothing": async ({ scope: { memory } }) => {
    await memory.add({ type: "t", content: "no vector" });
    const nothing = { clusters: 0, added: 0, removed: 0, assigned: 0, unassigned: 0 };
    assert.deepEqual(await memory.clusters.build({ threshold: 0.5 }), nothing);
    const bad: [object, RegExp][] = [
      [{}, /threshold or k must be given/],
      [{ threshold: 0.5, k: 2 }, /threshold or k must be given/],
      [{ threshold: 1.5 }, /threshold must be a number from -1 to 1/],
      [{ k: 0 }, /k must be a whole number from 1 to 2000/],
      [{ k: 2, minSize: 0 }, /minSize must be a whole number/],
      [{ k: 2, full: 1 }, /full must be true or false/],
    ];
    for (const [query, message] of bad) await refused(memory.clusters.build(query), "validation", message);
    await refused(memory.clusters.items({ clusterId: "x" }), "validation", /clusterId must be a UUID/);
    assert.deepEqual(await everything(memory.clusters.items({ clusterId: randomUUID() })), []);
    await refused(memory.list({ clusterId: "x" }), "validation", /clusterId must be a UUID/);
  },

  "clusters belong to a scope, and go without their items": async ({ scope, another }) => {
    const items = await about(scope, "whales", 3);
    const other = another({ tenant: scope.tenant, workspace: "other" });
    await about(other, "whales", 3, 30);
    await scope.memory.clusters.build({ threshold: 0.6 });
    assert.deepEqual(await everything(other.memory.clusters.list()), []);
    const [cluster] = await everything(scope.memory.clusters.list());
    assert.equal(await other.memory.clusters.remove(cluster!.id), false);
    assert.deepEqual(await everything(other.memory.clusters.items({ clusterId: cluster!.id })), []);
    assert.deepEqual(await everything(other.memory.list({ clusterId: cluster!.id })), []);
    assert.equal(await scope.memory.clusters.remove(cluster!.id), true);
    assert.equal((await scope.memory.getMany(items.map(({ id }) => id))).filter(Boolean).length, 3);
    const rebuilt = await scope.memory.clusters.build({ threshold: 0.6 });
    assert.deepEqual([rebuilt.added, rebuilt.assigned], [1, 3]);
  },
};
