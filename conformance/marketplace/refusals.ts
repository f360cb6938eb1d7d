import assert from "node:assert/strict";
import type { Scope } from "../../src/scope";
import { type Cases, everything, refused } from "../suite";
import { BAD_NAMES, pluginsIn, releasesOf } from "./samples";

/** A catalogue with one row of each kind. */
async function oneOfEach(scope: Scope): Promise<void> {
  await releasesOf(scope, "1.0.0");
  const { signers, advisories, rollouts } = scope.marketplace;
  await signers.upsert({ fingerprint: "f" });
  await advisories.upsert({ id: "a", pluginId: "p", severity: "low", affectedVersions: "*" });
  await rollouts.upsert({ id: "x", pluginId: "p", percent: 100 });
  await scope.marketplace.install("p", { id: "i" });
}

/** All reads of a scope. */
async function allOf({ marketplace }: Scope): Promise<unknown[]> {
  const { repositories, plugins, signers, releases, advisories, installs, rollouts } = marketplace;
  return Promise.all([
    everything(repositories.list()),
    everything(plugins.list()),
    everything(signers.list()),
    everything(releases.list({ pluginId: "p" })),
    everything(advisories.list()),
    everything(installs.list()),
    everything(rollouts.list()),
  ]);
}

/** Refused calls: tenants, cursors, signals and invalid input. */
export const refusals: Cases = {
  "the catalogue is the tenant's, in all of its workspaces": async ({ scope, another }) => {
    const elsewhere = another({ tenant: scope.tenant, workspace: "other" });
    await oneOfEach(scope);
    assert.deepEqual(await allOf(elsewhere), await allOf(scope));
    assert.deepEqual(
      await elsewhere.marketplace.installs.get("p"),
      await scope.marketplace.installs.get("p"),
    );
    assert.equal(await elsewhere.marketplace.uninstall("p"), true);
    assert.equal(await scope.marketplace.installs.get("p"), null);
  },

  "tenants are isolated": async ({ scope, another }) => {
    await oneOfEach(scope);
    const before = await allOf(scope);
    for (const other of [another(), another({ tenant: `${scope.tenant}%` })]) {
      const { marketplace } = other;
      assert.deepEqual(await allOf(other), [[], [], [], [], [], [], []]);
      assert.deepEqual(await marketplace.plugins.getMany(["p"]), [null]);
      assert.equal(await marketplace.releases.get({ pluginId: "p", version: "1.0.0" }), null);
      assert.equal(await marketplace.latestRelease("p"), null);
      assert.deepEqual(await marketplace.advisoriesFor({ pluginId: "p", version: "1.0.0" }), []);
      assert.equal(await marketplace.installs.get("p"), null);
      assert.equal(await marketplace.installs.get("i"), null);
      await refused(marketplace.inRollout({ rolloutId: "x", subject: "s" }), "not_found");
      await refused(marketplace.inRollout({ pluginId: "p", subject: "s" }), "not_found");
      await refused(marketplace.install("p", { version: "1.0.0" }), "not_found");
      await refused(marketplace.installs.update("p", { enabled: false }), "not_found");
      await refused(marketplace.plugins.upsert({ id: "q", repositoryId: "r", name: "Q" }), "not_found");
      await refused(marketplace.releases.upsert({ pluginId: "p", version: "2.0.0" }), "not_found");
      assert.equal(await marketplace.uninstall("p"), false);
      assert.equal(await marketplace.releases.remove({ pluginId: "p", version: "1.0.0" }), false);
      assert.equal(await marketplace.advisories.remove("a"), false);
      assert.equal(await marketplace.rollouts.remove("x"), false);
      assert.equal(await marketplace.signers.remove("f"), false);
      assert.equal(await marketplace.plugins.remove("p"), false);
      assert.equal(await marketplace.repositories.remove("r"), false);
      // The same names, as separate rows of the other tenant.
      await oneOfEach(other);
      await marketplace.releases.upsert({ pluginId: "p", version: "1.0.0", yanked: true, notes: "theirs" });
      await marketplace.repositories.upsert({ id: "r", name: "theirs" });
      await marketplace.uninstall("p");
    }
    assert.deepEqual(await allOf(scope), before);
  },

  "cursors are refused by every other query": async ({ scope, another }) => {
    await releasesOf(scope, "1.0.0", "2.0.0");
    await pluginsIn(scope, "q");
    const { plugins, repositories, releases, installs } = scope.marketplace;
    const { nextCursor: all } = await plugins.list({ limit: 1 });
    const { nextCursor: newest } = await releases.list({ pluginId: "p", limit: 1 });
    assert.ok(all !== null && newest !== null);
    await refused(plugins.list({ repositoryId: "r", cursor: all }), "validation", /cursor/);
    await refused(repositories.list({ cursor: all }), "validation", /cursor/);
    await refused(installs.list({ cursor: all }), "validation", /cursor/);
    await refused(releases.list({ pluginId: "q", cursor: newest }), "validation", /cursor/);
    await refused(releases.list({ pluginId: "p", order: "oldest", cursor: newest }), "validation", /cursor/);
    await refused(releases.list({ pluginId: "p", cursor: all }), "validation", /cursor/);
    await refused(another().marketplace.plugins.list({ cursor: all }), "validation", /cursor/);
    await refused(plugins.list({ cursor: "nonsense" }), "validation", /cursor/);
    const rest = await releases.list({ pluginId: "p", order: "newest", cursor: newest });
    assert.deepEqual(
      rest.items.map(({ version }) => version),
      ["1.0.0"],
    );
  },

  "invalid names are refused in every method": async ({ scope: { marketplace } }) => {
    const { repositories, plugins, signers, releases, advisories, rollouts, installs } = marketplace;
    for (const name of BAD_NAMES) {
      await refused(repositories.upsert({ id: name, name: "R" }), "validation", /id (must|is missing)/);
      await refused(
        plugins.upsert({ id: name, repositoryId: "r", name: "P" }),
        "validation",
        /id (must|is missing)/,
      );
      await refused(
        plugins.upsert({ id: "p", repositoryId: name, name: "P" }),
        "validation",
        /repositoryId (must|is missing)/,
      );
      await refused(
        signers.upsertMany([{ fingerprint: name }]),
        "validation",
        /signers\[0\]\.fingerprint (must|is missing)/,
      );
      await refused(
        releases.upsert({ pluginId: name, version: "1.0.0" }),
        "validation",
        /pluginId (must|is missing)/,
      );
      await refused(
        rollouts.upsert({ id: name, pluginId: "p", percent: 1 }),
        "validation",
        /id (must|is missing)/,
      );
      const advisory = { id: "a", pluginId: name, severity: "low" as const, affectedVersions: "*" };
      await refused(advisories.upsert(advisory), "validation", /pluginId (must|is missing)/);
      for (const each of [repositories, plugins, advisories, rollouts]) {
        await refused(each.get(name), "validation", /id (must|is missing)/);
        await refused(each.getOrThrow(name), "validation", /id (must|is missing)/);
        await refused(each.getMany(["a", name]), "validation", /ids\[1\] (must|is missing)/);
        await refused(each.remove(name), "validation", /id (must|is missing)/);
      }
      await refused(signers.get(name), "validation", /fingerprint (must|is missing)/);
      await refused(installs.get(name), "validation", /pluginId (must|is missing)/);
      await refused(installs.update(name, {}), "validation", /pluginId (must|is missing)/);
      await refused(
        releases.get({ pluginId: name, version: "1.0.0" }),
        "validation",
        /pluginId (must|is missing)/,
      );
      await refused(
        releases.remove({ pluginId: name, version: "1.0.0" }),
        "validation",
        /pluginId (must|is missing)/,
      );
      await refused(releases.list({ pluginId: name }), "validation", /pluginId (must|is missing)/);
      await refused(marketplace.latestRelease(name), "validation", /pluginId (must|is missing)/);
      await refused(
        marketplace.advisoriesFor({ pluginId: name, version: "1.0.0" }),
        "validation",
        /pluginId (must|is missing)/,
      );
      await refused(marketplace.install(name), "validation", /pluginId (must|is missing)/);
      await refused(marketplace.uninstall(name), "validation", /pluginId (must|is missing)/);
      await refused(marketplace.installs.get(name), "validation", /pluginId (must|is missing)/);
      if (name === undefined) continue;
      await refused(marketplace.install("p", { id: name }), "validation", /id (must|is missing)/);
      await refused(plugins.list({ repositoryId: name }), "validation", /repositoryId (must|is missing)/);
      await refused(advisories.list({ pluginId: name }), "validation", /pluginId (must|is missing)/);
    }
  },

  "invalid input is refused with its field, unknown members too": async ({ scope }) => {
    await releasesOf(scope, "1.0.0");
    const { marketplace } = scope;
    const { repositories, plugins, signers, releases, installs } = marketplace;
    const no = (call: PromiseLike<unknown>, field: string) =>
      refused(call, "validation").then((error) => assert.equal(error.field, field, error.message));
    const bad = (value: unknown): never => value as never;
    await no(repositories.upsert(bad(null)), "the input");
    await no(marketplace.install("p", bad(null)), "the input");
    await no(repositories.upsert(bad({ id: "a" })), "name");
    await no(repositories.upsert(bad({ id: "a", name: null })), "name");
    await no(repositories.upsert(bad({ id: "a", name: "A", kind: "git" })), "kind");
    await no(repositories.upsert(bad({ id: "a", name: "A", url: 5 })), "url");
    await no(repositories.upsert(bad({ id: "a", name: "A", lastSyncedAt: "2025-01-01" })), "lastSyncedAt");
    await no(repositories.upsert(bad({ id: "a", name: "A", signingPolicy: { x: 1n } })), "signingPolicy.x");
    for (const attrs of [null, 5, "x", []])
      await no(repositories.upsert(bad({ id: "a", name: "A", attrs })), "attrs");
    await no(repositories.upsert(bad({ id: "a", name: "A", attrs: new Map() })), "attrs");
    await no(repositories.upsert(bad({ id: "a", name: "A", attrs: { at: new Date() } })), "attrs.at");
    await no(repositories.upsert({ id: "a", name: "A" }, bad({ ifVersion: "1" })), "options.ifVersion");
    await no(repositories.upsertMany([], bad({ ifVersion: 1 })), "options.ifVersion");
    await no(repositories.upsertMany(bad({})), "repositories");
    await no(repositories.upsertMany(bad([{ id: "a", name: "A" }, undefined])), "repositories[1]");
    await no(repositories.getMany(bad("a")), "ids");
    await no(repositories.list(bad({ prefix: "a" })), "prefix");
    await no(plugins.list(bad({ pluginId: "a" })), "pluginId");
    for (const limit of [0, 1001, 1.5, "5", null]) {
      await no(plugins.list(bad({ limit })), "limit");
      await no(releases.list(bad({ pluginId: "p", limit })), "limit");
      await no(installs.list(bad({ limit })), "limit");
    }
    await no(signers.upsert(bad({ fingerprint: "f", revoked: 1 })), "revoked");
    await no(signers.upsert({ fingerprint: "f", notBefore: new Date(Number.NaN) }), "notBefore");
    await no(releases.upsert(bad({ pluginId: "p", version: "1.0.0", precedence: "x" })), "precedence");
    await no(releases.upsert(bad({ pluginId: "p", version: "1.0.0", yanked: null })), "yanked");
    await no(
      releases.upsert(bad({ pluginId: "p", version: "1.0.0", signerFingerprint: "" })),
      "signerFingerprint",
    );
    await no(releases.list(bad({})), "pluginId");
    await no(releases.list(bad({ pluginId: "p", order: "up" })), "order");
    await no(marketplace.latestRelease("p", bad({ includePrerelease: 1 })), "includePrerelease");
    await no(marketplace.latestRelease("p", bad({ version: "1.0.0" })), "version");
    await no(marketplace.latestRelease("p", {}, bad({ range: "*" })), "options.range");
    await no(marketplace.install("p", bad({ enabled: "yes" })), "enabled");
    await no(marketplace.install("p", { config: { x: Number.NaN } }), "config.x");
    await no(marketplace.install("p", bad({ installedAt: null })), "installedAt");
    await no(marketplace.install("p", bad({ tenant: "t" })), "tenant");
    await no(marketplace.uninstall("p", bad({ force: true })), "options.force");
    await no(installs.update("p", bad({ id: "x" })), "patch.id");
    assert.deepEqual(
      (await repositories.list()).items.map(({ id }) => id),
      ["r"],
    );
    assert.deepEqual((await signers.list()).items, []);
    assert.deepEqual((await installs.list()).items, []);
  },

  "errors name the operation": async ({ scope: { marketplace } }) => {
    const place = async (call: PromiseLike<unknown>, operation: string) =>
      assert.equal((await refused(call, "validation")).operation, operation);
    await place(marketplace.plugins.get(""), "marketplace.plugins.get");
    await place(marketplace.releases.list({ pluginId: "" }), "marketplace.releases.list");
    await place(marketplace.installs.get(""), "marketplace.installs.get");
    await place(marketplace.install(""), "marketplace.install");
    await place(marketplace.uninstall(""), "marketplace.uninstall");
  },

  "calls that are aborted before they start write nothing": async ({ scope }) => {
    await releasesOf(scope, "1.0.0");
    const { marketplace } = scope;
    const signal = AbortSignal.abort();
    await refused(
      marketplace.plugins.upsert({ id: "q", repositoryId: "r", name: "Q" }, { signal }),
      "aborted",
    );
    await refused(
      marketplace.releases.upsertMany([{ pluginId: "p", version: "2.0.0" }], { signal }),
      "aborted",
    );
    await refused(marketplace.install("p", {}, { signal }), "aborted");
    assert.equal(await marketplace.plugins.get("q"), null);
    assert.equal((await marketplace.latestRelease("p"))?.version, "1.0.0");
    assert.equal(await marketplace.installs.get("p"), null);
    await marketplace.install("p");
    await refused(marketplace.uninstall("p", { signal }), "aborted");
    await refused(marketplace.installs.update("p", { enabled: false }, { signal }), "aborted");
    await refused(marketplace.releases.remove({ pluginId: "p", version: "1.0.0" }, { signal }), "aborted");
    assert.equal((await marketplace.installs.get("p"))?.enabled, true);
  },
};
