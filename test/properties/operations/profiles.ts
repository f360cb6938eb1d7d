import fc from "fast-check";
import {
  everything,
  id,
  instant,
  json,
  name,
  operation,
  page,
  partial,
  type StoreOperations,
  tuple,
} from "./arbitraries";

const pair = fc.record({ from: name, to: name });

export const profiles: StoreOperations = {
  operations: [
    operation("profiles.put", tuple(id, name, json), (scope, key, profile, data) =>
      scope.profiles.put({ id: key, name: profile, data }),
    ),
    operation("profiles.get", tuple(name), (scope, profile) => scope.profiles.get(profile)),
    operation("profiles.getMany", tuple(fc.array(name, { maxLength: 4 })), (scope, wanted) =>
      scope.profiles.getMany(wanted),
    ),
    operation("profiles.list", tuple(partial({ ...page, prefix: name })), (scope, query) =>
      everything(scope.profiles.list(query)),
    ),
    operation("profiles.remove", tuple(name), (scope, profile) => scope.profiles.remove(profile)),
    operation(
      "profiles.links.add",
      tuple(name, name, fc.integer({ min: 0, max: 5 }), instant),
      (scope, from, to, count, seenAt) => scope.profiles.links.add({ from, to, count, seenAt }),
    ),
    operation(
      "profiles.links.list",
      tuple(partial({ ...page, name, from: name, to: name })),
      (scope, query) => everything(scope.profiles.links.list(query)),
    ),
    operation("profiles.links.getMany", tuple(fc.array(pair, { maxLength: 4 })), (scope, wanted) =>
      scope.profiles.links.getMany(wanted),
    ),
    operation("profiles.links.remove", tuple(pair), (scope, key) => scope.profiles.links.remove(key)),
    operation("profiles.links.removeMany", tuple(partial({ name, from: name, to: name })), (scope, filter) =>
      scope.profiles.links.removeMany(filter),
    ),
    operation("profiles.network", tuple(name, fc.integer({ min: 1, max: 3 })), (scope, profile, depth) =>
      scope.profiles.network(profile, { depth }),
    ),
  ],

  async stateOf({ profiles }) {
    return {
      list: await everything(profiles.list()),
      links: await everything(profiles.links.list()),
    };
  },
};
