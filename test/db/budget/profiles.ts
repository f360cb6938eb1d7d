import type { StoreBudget } from "./budget";

export const profiles: StoreBudget<void> = {
  async prepare({ profiles }) {
    await profiles.putMany(["x", "y"].map((name) => ({ name, data: 1 })));
    await profiles.links.addMany([
      { from: "x", to: "y" },
      { from: "y", to: "z" },
    ]);
  },

  operations: {
    "profiles.put": (scope) => scope.profiles.put({ name: "x", data: 2 }),
    "profiles.putMany": (scope) =>
      scope.profiles.putMany([
        { name: "x", data: 2 },
        { name: "w", data: 2 },
      ]),
    "profiles.get": (scope) => scope.profiles.get("x"),
    "profiles.getOrThrow": (scope) => scope.profiles.getOrThrow("x"),
    "profiles.getMany": (scope) => scope.profiles.getMany(["x", "y"]),
    "profiles.list": (scope) => scope.profiles.list({ prefix: "x" }),
    "profiles.remove": (scope) => scope.profiles.remove("x"),
    "profiles.links.add": (scope) => scope.profiles.links.add({ from: "x", to: "y" }),
    "profiles.links.addMany": (scope) => scope.profiles.links.addMany([{ from: "x", to: "y" }]),
    "profiles.links.remove": (scope) => scope.profiles.links.remove({ from: "x", to: "y" }),
    "profiles.links.removeMany": (scope) => scope.profiles.links.removeMany({ from: "x" }),
    "profiles.links.get": (scope) => scope.profiles.links.get({ from: "x", to: "y" }),
    "profiles.links.getOrThrow": (scope) => scope.profiles.links.getOrThrow({ from: "x", to: "y" }),
    "profiles.links.getMany": (scope) => scope.profiles.links.getMany([{ from: "x", to: "y" }]),
    "profiles.links.list": (scope) => scope.profiles.links.list({ name: "x" }),
    "profiles.network": (scope) => scope.profiles.network("x", { depth: 2 }),
  },

  parts: ({ profiles }) => ({ "profiles.links": profiles.links }),

  // Both are private: the parts of put without and with a version.
  others: ["profiles.upsert", "profiles.replace"],
};
