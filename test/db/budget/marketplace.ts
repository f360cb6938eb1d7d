import type { StoreBudget } from "./budget";

const RELEASE = { plugin: "p", version: "1.5.0" };
const ADVISORY = { id: "a", plugin: "p", severity: "low", affectedVersions: "*" } as const;
const ROLLOUT = { id: "x", plugin: "p", percent: 5 };

export const marketplace: StoreBudget<void> = {
  async prepare({ marketplace }) {
    const { repositories, plugins, signers, releases, advisories, rollouts } = marketplace;
    await repositories.putMany(["r", "s"].map((id) => ({ id, name: id })));
    await plugins.putMany(["p", "q"].map((id) => ({ id, repository: "r", name: id })));
    await signers.put({ fingerprint: "f" });
    await releases.putMany(["1.0.0", "1.2.0", "2.0.0"].map((version) => ({ plugin: "p", version })));
    await advisories.put(ADVISORY);
    await rollouts.put(ROLLOUT);
    await marketplace.install("p", { version: "1.0.0", id: "i" });
  },

  operations: {
    "marketplace.latestRelease": ({ marketplace }) => marketplace.latestRelease("p"),
    "marketplace.latestRelease range": ({ marketplace }) =>
      marketplace.latestRelease("p", { range: "1.x || >=2.0.0-rc" }),
    "marketplace.advisoriesFor": ({ marketplace }) => marketplace.advisoriesFor("p", "1.0.0"),
    "marketplace.install": ({ marketplace }) => marketplace.install("p", { version: "1.2.0" }),
    "marketplace.install range": ({ marketplace }) => marketplace.install("p", { range: "^1" }),
    "marketplace.uninstall": ({ marketplace }) => marketplace.uninstall("p"),
    "marketplace.installed": ({ marketplace }) => marketplace.installed("p"),
    "marketplace.inRollout": ({ marketplace }) => marketplace.inRollout({ rollout: "x" }, "s"),
    "marketplace.inRollout plugin": ({ marketplace }) => marketplace.inRollout({ plugin: "p" }, "s"),

    "marketplace.repositories.put": ({ marketplace }) => marketplace.repositories.put({ id: "r", name: "R" }),
    "marketplace.repositories.putMany": ({ marketplace }) =>
      marketplace.repositories.putMany([
        { id: "r", name: "R" },
        { id: "t", name: "T", url: "u" },
      ]),
    "marketplace.repositories.get": ({ marketplace }) => marketplace.repositories.get("r"),
    "marketplace.repositories.getOrThrow": ({ marketplace }) => marketplace.repositories.getOrThrow("r"),
    "marketplace.repositories.getMany": ({ marketplace }) => marketplace.repositories.getMany(["r", "s"]),
    "marketplace.repositories.list": ({ marketplace }) => marketplace.repositories.list(),
    "marketplace.repositories.remove": ({ marketplace }) => marketplace.repositories.remove("s"),

    "marketplace.plugins.put": ({ marketplace }) =>
      marketplace.plugins.put({ id: "p", repository: "r", name: "P" }),
    "marketplace.plugins.list": ({ marketplace }) => marketplace.plugins.list({ repository: "r" }),
    "marketplace.plugins.remove": ({ marketplace }) => marketplace.plugins.remove("q"),
    "marketplace.signers.put": ({ marketplace }) =>
      marketplace.signers.put({ fingerprint: "f", revoked: true }),
    "marketplace.signers.get": ({ marketplace }) => marketplace.signers.get("f"),
    "marketplace.signers.remove": ({ marketplace }) => marketplace.signers.remove("f"),

    "marketplace.releases.put": ({ marketplace }) => marketplace.releases.put(RELEASE),
    "marketplace.releases.putMany": ({ marketplace }) =>
      marketplace.releases.putMany([RELEASE, { ...RELEASE, version: "2.0.0", yanked: true }]),
    "marketplace.releases.get": ({ marketplace }) => marketplace.releases.get("p", "1.0.0"),
    "marketplace.releases.getOrThrow": ({ marketplace }) => marketplace.releases.getOrThrow("p", "1.0.0"),
    "marketplace.releases.list": ({ marketplace }) => marketplace.releases.list({ plugin: "p" }),
    "marketplace.releases.remove": ({ marketplace }) => marketplace.releases.remove("p", "2.0.0"),

    "marketplace.advisories.put": ({ marketplace }) => marketplace.advisories.put(ADVISORY),
    "marketplace.advisories.list": ({ marketplace }) => marketplace.advisories.list({ plugin: "p" }),
    "marketplace.advisories.remove": ({ marketplace }) => marketplace.advisories.remove("a"),

    "marketplace.installs.get": ({ marketplace }) => marketplace.installs.get("i"),
    "marketplace.installs.getOrThrow": ({ marketplace }) => marketplace.installs.getOrThrow("i"),
    "marketplace.installs.list": ({ marketplace }) => marketplace.installs.list(),
    "marketplace.installs.update": ({ marketplace }) => marketplace.installs.update("p", { config: 1 }),

    "marketplace.rollouts.put": ({ marketplace }) => marketplace.rollouts.put(ROLLOUT),
    "marketplace.rollouts.list": ({ marketplace }) => marketplace.rollouts.list({ plugin: "p" }),
    "marketplace.rollouts.remove": ({ marketplace }) => marketplace.rollouts.remove("x"),
  },

  // What the parts have in common is counted at the repositories.
  parts: ({ marketplace }) => ({
    "marketplace.repositories": Object.create(
      Object.getPrototypeOf(Object.getPrototypeOf(marketplace.repositories)),
    ),
    "marketplace.plugins": marketplace.plugins,
    "marketplace.signers": marketplace.signers,
    "marketplace.releases": marketplace.releases,
    "marketplace.installs": marketplace.installs,
  }),
};
