import type { StoreBudget } from "./budget";

export const profiles: StoreBudget<void> = {
  async prepare({ profiles }) {
    await profiles.putMany(["x", "y"].map((name) => ({ name, data: 1 })));
    await profiles.linkMany([
      { source: "x", target: "y" },
      { source: "y", target: "z" },
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
    "profiles.link": (scope) => scope.profiles.link("x", "y"),
    "profiles.linkMany": (scope) => scope.profiles.linkMany([{ source: "x", target: "y" }]),
    "profiles.unlink": (scope) => scope.profiles.unlink("x", "y"),
    "profiles.links": (scope) => scope.profiles.links("x"),
    "profiles.network": (scope) => scope.profiles.network("x", { depth: 2 }),
  },

  // Both are private: what put does without a version, and with one.
  others: ["profiles.upsert", "profiles.replace"],
};
