import type { StoreBudget } from "./budget";

const RELEASE = { pluginId: "p", version: "1.5.0" };
const ADVISORY = { id: "a", pluginId: "p", severity: "low", affectedVersions: "*" } as const;
const ROLLOUT = { id: "x", pluginId: "p", percent: 5 };

export const marketplace: StoreBudget<void> = {
  async prepare({ marketplace }) {
    const { repositories, plugins, signers, releases, advisories, rollouts } = marketplace;
    await repositories.upsertMany(["r", "s"].map((id) => ({ id, name: id })));
    await plugins.upsertMany(["p", "q"].map((id) => ({ id, repositoryId: "r", name: id })));
    await signers.upsert({ fingerprint: "f" });
    await releases.upsertMany(["1.0.0", "1.2.0", "2.0.0"].map((version) => ({ pluginId: "p", version })));
    await advisories.upsert(ADVISORY);
    await rollouts.upsert(ROLLOUT);
    await marketplace.install("p", { version: "1.0.0", id: "i" });
  },

  operations: {
    "marketplace.latestRelease": ({ marketplace }) => marketplace.latestRelease("p"),
    "marketplace.latestRelease range": ({ marketplace }) =>
      marketplace.latestRelease("p", { range: "1.x || >=2.0.0-rc" }),
    "marketplace.advisoriesFor": ({ marketplace }) =>
      marketplace.advisoriesFor({ pluginId: "p", version: "1.0.0" }),
    "marketplace.install": ({ marketplace }) => marketplace.install("p", { version: "1.2.0" }),
    "marketplace.install range": ({ marketplace }) => marketplace.install("p", { range: "^1" }),
    "marketplace.uninstall": ({ marketplace }) => marketplace.uninstall("p"),
    "marketplace.installs.getById": ({ marketplace }) => marketplace.installs.getById({ id: "i" }),
    "marketplace.inRollout": ({ marketplace }) => marketplace.inRollout({ rolloutId: "x", subject: "s" }),
    "marketplace.inRollout plugin": ({ marketplace }) =>
      marketplace.inRollout({ pluginId: "p", subject: "s" }),

    "marketplace.repositories.upsert": ({ marketplace }) =>
      marketplace.repositories.upsert({ id: "r", name: "R" }),
    "marketplace.repositories.upsertMany": ({ marketplace }) =>
      marketplace.repositories.upsertMany([
        { id: "r", name: "R" },
        { id: "t", name: "T", url: "u" },
      ]),
    "marketplace.repositories.get": ({ marketplace }) => marketplace.repositories.get("r"),
    "marketplace.repositories.getOrThrow": ({ marketplace }) => marketplace.repositories.getOrThrow("r"),
    "marketplace.repositories.getMany": ({ marketplace }) => marketplace.repositories.getMany(["r", "s"]),
    "marketplace.repositories.list": ({ marketplace }) => marketplace.repositories.list(),
    "marketplace.repositories.remove": ({ marketplace }) => marketplace.repositories.remove("s"),

    "marketplace.plugins.upsert": ({ marketplace }) =>
      marketplace.plugins.upsert({ id: "p", repositoryId: "r", name: "P" }),
    "marketplace.plugins.list": ({ marketplace }) => marketplace.plugins.list({ repositoryId: "r" }),
    "marketplace.plugins.remove": ({ marketplace }) => marketplace.plugins.remove("q"),
    "marketplace.signers.upsert": ({ marketplace }) =>
      marketplace.signers.upsert({ fingerprint: "f", revoked: true }),
    "marketplace.signers.get": ({ marketplace }) => marketplace.signers.get("f"),
    "marketplace.signers.remove": ({ marketplace }) => marketplace.signers.remove("f"),

    "marketplace.releases.upsert": ({ marketplace }) => marketplace.releases.upsert(RELEASE),
    "marketplace.releases.upsertMany": ({ marketplace }) =>
      marketplace.releases.upsertMany([RELEASE, { ...RELEASE, version: "2.0.0", yanked: true }]),
    "marketplace.releases.get": ({ marketplace }) =>
      marketplace.releases.get({ pluginId: "p", version: "1.0.0" }),
    "marketplace.releases.getOrThrow": ({ marketplace }) =>
      marketplace.releases.getOrThrow({ pluginId: "p", version: "1.0.0" }),
    "marketplace.releases.list": ({ marketplace }) => marketplace.releases.list({ pluginId: "p" }),
    "marketplace.plugins.update": ({ marketplace }) => marketplace.plugins.update("p", { trustTier: "t" }),
    "marketplace.plugins.upsert ifVersion": ({ marketplace }) =>
      marketplace.plugins.upsert({ id: "p", repositoryId: "r", name: "P" }, { ifVersion: 1 }),
    "marketplace.repositories.update": ({ marketplace }) =>
      marketplace.repositories.update("r", { url: "u" }),
    "marketplace.installs.remove": ({ marketplace }) => marketplace.installs.remove("q"),
    "marketplace.releases.getMany": ({ marketplace }) =>
      marketplace.releases.getMany([{ pluginId: "p", version: "1.0.0" }]),
    "marketplace.releases.remove": ({ marketplace }) =>
      marketplace.releases.remove({ pluginId: "p", version: "2.0.0" }),

    "marketplace.advisories.upsert": ({ marketplace }) => marketplace.advisories.upsert(ADVISORY),
    "marketplace.advisories.list": ({ marketplace }) => marketplace.advisories.list({ pluginId: "p" }),
    "marketplace.advisories.remove": ({ marketplace }) => marketplace.advisories.remove("a"),

    "marketplace.installs.get": ({ marketplace }) => marketplace.installs.get("p"),
    "marketplace.installs.getOrThrow": ({ marketplace }) => marketplace.installs.getOrThrow("p"),
    "marketplace.installs.list": ({ marketplace }) => marketplace.installs.list(),
    "marketplace.installs.update": ({ marketplace }) => marketplace.installs.update("p", { config: 1 }),

    "marketplace.rollouts.upsert": ({ marketplace }) => marketplace.rollouts.upsert(ROLLOUT),
    "marketplace.rollouts.list": ({ marketplace }) => marketplace.rollouts.list({ pluginId: "p" }),
    "marketplace.rollouts.remove": ({ marketplace }) => marketplace.rollouts.remove("x"),
  },

  // Common methods of the parts are counted only for the repositories.
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
