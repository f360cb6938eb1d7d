import fc from "fast-check";
import {
  embedding,
  everything,
  id,
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
    embedding,
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

const ifVersion = partial({ ifVersion: fc.integer({ min: 1, max: 3 }) });

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
      tuple(id, partial({ content: json, type: name, decayScore: number, embedding }), ifVersion),
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
        partial({ ...page, type: name, pinned: fc.boolean(), mode: fc.constantFrom("words", "substring") }),
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
  ],

  async stateOf({ memory }) {
    return {
      items: await everything(memory.list()),
      policies: await everything(memory.policies.list()),
    };
  },
};
