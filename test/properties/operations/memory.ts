import fc from "fast-check";
import type { Scope } from "../../../src";
import {
  everything,
  id,
  ids,
  instant,
  json,
  name,
  number,
  operation,
  page,
  partial,
  type StoreOperations,
  text,
  tuple,
} from "./arbitraries";

const item = fc.record(
  {
    id,
    type: name,
    content: json,
    policyName: name,
    embedding: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom([1, 0], [0.9, 0.1], [0, 1], [0.2, 0.9], [1, 1], [-1, 0.5]) },
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 3 }),
    ),
    decayScore: number,
    pinned: fc.boolean(),
    archived: fc.boolean(),
    createdAt: instant,
    lastUsedAt: instant,
  },
  { requiredKeys: ["id", "type", "content"] },
) as fc.Arbitrary<never>;
const filter = {
  type: name,
  policyName: name,
  pinned: fc.boolean(),
  archived: fc.boolean(),
  createdFrom: instant,
  createdTo: instant,
  lastUsedFrom: instant,
  lastUsedTo: instant,
};

const minCosine = fc.constantFrom(0.5, 0.9, 0.99);
const weight = fc.constantFrom(0, 0.25, 0.5, 1);

const ifVersion = partial({ ifVersion: fc.integer({ min: 1, max: 3 }) });

const few = fc.integer({ min: 1, max: 4 });
const links = fc.array(fc.record({ fromId: id, toId: id, kind: name, weight }), { maxLength: 4 });
const accesses = fc.array(
  fc.record({ id: fc.uuid({ version: 7 }), itemId: id, actor: name, usedAt: instant }),
  { maxLength: 6 },
);

/** `touch` makes ids, which differ. */
const withoutIds = (rows: readonly { id: string }[]) =>
  rows.map(({ id: _, ...row }) => JSON.stringify(row)).sort();

/** Clusters by their items: their ids differ. */
async function clustersOf({ clusters }: Scope["memory"]): Promise<unknown[]> {
  const found = await everything(clusters.list());
  const all = found.map(async ({ id, ...row }) => {
    const items = await everything(clusters.items({ clusterId: id, limit: 2 }));
    return { ...row, items: items.map(({ clusterId: _, ...each }) => each) };
  });
  const key = (cluster: unknown): string => JSON.stringify(cluster);
  return (await Promise.all(all)).sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

export const memory: StoreOperations = {
  operations: [
    operation("memory.add", tuple(item), (scope, input) => scope.memory.add(input)),
    operation("memory.addMany", tuple(fc.array(item, { maxLength: 4 })), (scope, inputs) =>
      scope.memory.addMany(inputs),
    ),
    operation("memory.get", tuple(id), (scope, key) => scope.memory.get(key)),
    operation("memory.getMany", tuple(fc.array(id, { maxLength: 5 })), (scope, keys) =>
      scope.memory.getMany(keys),
    ),
    operation(
      "memory.update",
      tuple(
        id,
        partial({ content: json, type: name, decayScore: number, embedding: fc.constant(null) }),
        ifVersion,
      ),
      (scope, key, patch, options) => scope.memory.update(key, patch, options),
    ),
    operation("memory.touch", tuple(id, instant), (scope, key, usedAt) =>
      scope.memory.touch(key, { usedAt }),
    ),
    operation("memory.touchMany", tuple(fc.array(id, { maxLength: 3 }), instant), (scope, keys, usedAt) =>
      scope.memory.touchMany(keys, { usedAt }),
    ),
    ...(["pin", "unpin", "archive", "unarchive"] as const).map((verb) =>
      operation(`memory.${verb}`, tuple(id, ifVersion), (scope, key, options) =>
        scope.memory[verb](key, options),
      ),
    ),
    operation("memory.remove", tuple(id, ifVersion), (scope, key, options) =>
      scope.memory.remove(key, options),
    ),
    operation(
      "memory.list",
      tuple(partial({ ...filter, ...page, order: fc.constantFrom("newest", "oldest") })),
      (scope, query) => everything(scope.memory.list(query)),
    ),
    operation(
      "memory.search",
      tuple(
        text,
        partial({
          ...page,
          type: name,
          pinned: fc.boolean(),
          mode: fc.constantFrom("any", "words", "substring"),
        }),
      ),
      (scope, sought, query) => everything(scope.memory.search({ ...(query as object), text: sought })),
    ),
    operation(
      "memory.policies.put",
      tuple(name, fc.integer({ min: 0, max: 30 }), ifVersion),
      (scope, policy, ttlDays, options) => scope.memory.policies.put({ name: policy, ttlDays }, options),
    ),
    operation("memory.policies.getMany", tuple(fc.array(name, { maxLength: 3 })), (scope, names) =>
      scope.memory.policies.getMany(names),
    ),
    operation("memory.policies.remove", tuple(name, ifVersion), (scope, policy, options) =>
      scope.memory.policies.remove(policy, options),
    ),
    operation("memory.prune", tuple(instant, fc.integer({ min: 1, max: 3 })), (scope, now, limit) =>
      scope.memory.prune({ now, limit }),
    ),
    operation("memory.touch logged", tuple(id, instant, name, text), (scope, key, usedAt, actor, query) =>
      scope.memory.touch(key, { usedAt, actor, query, keepQuery: "text" }),
    ),
    operation(
      "memory.clusters.build",
      tuple(fc.constantFrom({ threshold: 0.5 }, { threshold: 0.9 }, { k: 1 }, { k: 2 }), fc.boolean()),
      (scope, query, full) => scope.memory.clusters.build({ ...query, full, minSize: 1 }),
    ),
    operation("memory.associations.putMany", tuple(links), (scope, inputs) =>
      scope.memory.associations.putMany(inputs),
    ),
    operation("memory.associations.get", tuple(id, id, name), async (scope, fromId, toId, kind) =>
      scope.memory.associations.get({ fromId, toId, kind }),
    ),
    operation(
      "memory.associations.remove",
      tuple(id, id, name, ifVersion),
      (scope, fromId, toId, kind, options) =>
        scope.memory.associations.remove({ fromId, toId, kind }, options),
    ),
    operation(
      "memory.associations.list",
      tuple(
        id,
        partial({ ...page, kind: name, minWeight: weight, end: fc.constantFrom("any", "from", "to") }),
      ),
      (scope, itemId, query) => everything(scope.memory.associations.list({ ...(query as object), itemId })),
    ),
    operation("memory.associations.linkSimilar", tuple(minCosine), (scope, least) =>
      scope.memory.associations.linkSimilar({ minCosine: least, perItem: 2 }),
    ),
    operation(
      "memory.associations.linkUsedTogether",
      tuple(fc.constantFrom(1000, 86_400_000), fc.integer({ min: 1, max: 5 })),
      (scope, windowMs, limit) => scope.memory.associations.linkUsedTogether({ windowMs, limit }),
    ),
    operation("memory.accesses.addMany", tuple(accesses), (scope, inputs) =>
      scope.memory.accesses.addMany(inputs),
    ),
    operation(
      "memory.accesses.list",
      tuple(
        partial({ ...page, itemId: id, actor: name, usedFrom: instant, order: fc.constantFrom("oldest") }),
      ),
      async (scope, query) => withoutIds(await everything(scope.memory.accesses.list(query))),
    ),
    operation(
      "memory.accesses.prune",
      tuple(
        partial({ olderThanMs: fc.constant(864_000_000), mostPerItem: few, most: few, limit: few }),
        instant,
      ),
      (scope, query, now) => scope.memory.accesses.prune({ ...(query as object), now }),
    ),
    operation(
      "memory.decay",
      tuple(instant, fc.integer({ min: 1, max: 30 })),
      async (scope, now, halfLifeDays) => scope.memory.decay({ now, halfLifeDays }),
    ),
    operation("memory.consolidate", tuple(minCosine), async (scope, least) =>
      scope.memory.consolidate({ minCosine: least, dryRun: true, merge: () => null }),
    ),
  ],

  async stateOf({ memory }) {
    return {
      items: await everything(memory.list()),
      policies: await everything(memory.policies.list()),
      clusters: await clustersOf(memory),
      accesses: withoutIds(await everything(memory.accesses.list())),
      associations: await Promise.all(
        ids.map((itemId) => everything(memory.associations.list({ itemId, limit: 2 }))),
      ),
    };
  },
};
