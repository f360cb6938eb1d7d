import fc from "fast-check";
import {
  everything,
  id,
  instant,
  json,
  NAMES,
  name,
  operation,
  page,
  partial,
  type StoreOperations,
  tuple,
} from "./arbitraries";

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
      "profiles.link",
      tuple(name, name, fc.integer({ min: 0, max: 5 }), instant),
      (scope, source, target, count, seenAt) => scope.profiles.link(source, target, { count, seenAt }),
    ),
    operation(
      "profiles.links",
      tuple(name, partial({ ...page, direction: fc.constantFrom("in", "out", "both") })),
      (scope, profile, query) => everything(scope.profiles.links(profile, query)),
    ),
    operation("profiles.network", tuple(name, fc.integer({ min: 1, max: 3 })), (scope, profile, depth) =>
      scope.profiles.network(profile, { depth }),
    ),
  ],

  async stateOf({ profiles }) {
    return {
      list: await everything(profiles.list()),
      links: await Promise.all(NAMES.map((each) => everything(profiles.links(each)))),
    };
  },
};
