import assert from "node:assert/strict";
import type { Scope } from "../../../scope";
import { type Cases, everything, refused } from "../suite";
import { BAD_NAMES, pluginsIn, releasesOf } from "./samples";

/** A catalogue with one of each. */
async function oneOfEach(scope: Scope): Promise<void> {
  await releasesOf(scope, "1.0.0");
  const { signers, advisories, rollouts } = scope.marketplace;
  await signers.put({ fingerprint: "f" });
  await advisories.put({ id: "a", plugin: "p", severity: "low", affectedVersions: "*" });
  await rollouts.put({ id: "x", plugin: "p", percent: 100 });
  await scope.marketplace.install("p", { id: "i" });
}

/** All that a scope sees. */
async function allOf({ marketplace }: Scope): Promise<unknown[]> {
  const { repositories, plugins, signers, releases, advisories, installs, rollouts } = marketplace;
  return Promise.all([
    everything(repositories.list()),
    everything(plugins.list()),
    everything(signers.list()),
    everything(releases.list({ plugin: "p" })),
    everything(advisories.list()),
    everything(installs.list()),
    everything(rollouts.list()),
  ]);
}

/** What a tenant, a cursor, a signal or bad input must not let through. */
export const refusals: Cases = {
  "the catalogue is the tenant's, in all of its workspaces": async ({ scope, another }) => {
    const elsewhere = another({ tenant: scope.tenant, workspace: "other" });
    await oneOfEach(scope);
    assert.deepEqual(await allOf(elsewhere), await allOf(scope));
    assert.deepEqual(await elsewhere.marketplace.installed("p"), await scope.marketplace.installed("p"));
    assert.equal(await elsewhere.marketplace.uninstall("p"), true);
    assert.equal(await scope.marketplace.installed("p"), null);
  },

  "tenants see nothing of each other": async ({ scope, another }) => {
    await oneOfEach(scope);
    const before = await allOf(scope);
    for (const other of [another(), another({ tenant: `${scope.tenant}%` })]) {
      const { marketplace } = other;
      assert.deepEqual(await allOf(other), [[], [], [], [], [], [], []]);
      assert.deepEqual(await marketplace.plugins.getMany(["p"]), [null]);
      assert.equal(await marketplace.releases.get("p", "1.0.0"), null);
      assert.equal(await marketplace.latestRelease("p"), null);
      assert.deepEqual(await marketplace.advisoriesFor("p", "1.0.0"), []);
      assert.equal(await marketplace.installed("p"), null);
      assert.equal(await marketplace.installs.get("i"), null);
      await refused(marketplace.inRollout({ rollout: "x" }, "s"), "not_found");
      await refused(marketplace.inRollout({ plugin: "p" }, "s"), "not_found");
      await refused(marketplace.install("p", { version: "1.0.0" }), "not_found");
      await refused(marketplace.installs.update("p", { enabled: false }), "not_found");
      await refused(marketplace.plugins.put({ id: "q", repository: "r", name: "Q" }), "not_found");
      await refused(marketplace.releases.put({ plugin: "p", version: "2.0.0" }), "not_found");
      assert.equal(await marketplace.uninstall("p"), false);
      assert.equal(await marketplace.releases.remove("p", "1.0.0"), false);
      assert.equal(await marketplace.advisories.remove("a"), false);
      assert.equal(await marketplace.rollouts.remove("x"), false);
      assert.equal(await marketplace.signers.remove("f"), false);
      assert.equal(await marketplace.plugins.remove("p"), false);
      assert.equal(await marketplace.repositories.remove("r"), false);
      // The same names, as rows of their own.
      await oneOfEach(other);
      await marketplace.releases.put({ plugin: "p", version: "1.0.0", yanked: true, notes: "theirs" });
      await marketplace.repositories.put({ id: "r", name: "theirs" });
      await marketplace.uninstall("p");
    }
    assert.deepEqual(await allOf(scope), before);
  },

  "cursors are refused by every other query": async ({ scope, another }) => {
    await releasesOf(scope, "1.0.0", "2.0.0");
    await pluginsIn(scope, "q");
    const { plugins, repositories, releases, installs } = scope.marketplace;
    const { nextCursor: all } = await plugins.list({ limit: 1 });
    const { nextCursor: newest } = await releases.list({ plugin: "p", limit: 1 });
    assert.ok(all !== null && newest !== null);
    await refused(plugins.list({ repository: "r", cursor: all }), "validation", /cursor/);
    await refused(repositories.list({ cursor: all }), "validation", /cursor/);
    await refused(installs.list({ cursor: all }), "validation", /cursor/);
    await refused(releases.list({ plugin: "q", cursor: newest }), "validation", /cursor/);
    await refused(releases.list({ plugin: "p", order: "oldest", cursor: newest }), "validation", /cursor/);
    await refused(releases.list({ plugin: "p", cursor: all }), "validation", /cursor/);
    await refused(another().marketplace.plugins.list({ cursor: all }), "validation", /cursor/);
    await refused(plugins.list({ cursor: "nonsense" }), "validation", /cursor/);
    const rest = await releases.list({ plugin: "p", order: "newest", cursor: newest });
    assert.deepEqual(
      rest.items.map(({ version }) => version),
      ["1.0.0"],
    );
  },

  "bad names are refused wherever a name is taken": async ({ scope: { marketplace } }) => {
    const { repositories, plugins, signers, releases, advisories, rollouts, installs } = marketplace;
    for (const name of BAD_NAMES) {
      await refused(repositories.put({ id: name, name: "R" }), "validation", /id (must|is missing)/);
      await refused(
        plugins.put({ id: name, repository: "r", name: "P" }),
        "validation",
        /id (must|is missing)/,
      );
      await refused(
        plugins.put({ id: "p", repository: name, name: "P" }),
        "validation",
        /repository (must|is missing)/,
      );
      await refused(
        signers.putMany([{ fingerprint: name }]),
        "validation",
        /signers\[0\]\.fingerprint (must|is missing)/,
      );
      await refused(
        releases.put({ plugin: name, version: "1.0.0" }),
        "validation",
        /plugin (must|is missing)/,
      );
      await refused(
        rollouts.put({ id: name, plugin: "p", percent: 1 }),
        "validation",
        /id (must|is missing)/,
      );
      const advisory = { id: "a", plugin: name, severity: "low" as const, affectedVersions: "*" };
      await refused(advisories.put(advisory), "validation", /plugin (must|is missing)/);
      for (const each of [repositories, plugins, advisories, rollouts]) {
        await refused(each.get(name), "validation", /id (must|is missing)/);
        await refused(each.getOrThrow(name), "validation", /id (must|is missing)/);
        await refused(each.getMany(["a", name]), "validation", /keys\[1\] (must|is missing)/);
        await refused(each.remove(name), "validation", /id (must|is missing)/);
      }
      await refused(signers.get(name), "validation", /fingerprint (must|is missing)/);
      await refused(installs.get(name), "validation", /id (must|is missing)/);
      await refused(installs.update(name, {}), "validation", /plugin (must|is missing)/);
      await refused(releases.get(name, "1.0.0"), "validation", /plugin (must|is missing)/);
      await refused(releases.remove(name, "1.0.0"), "validation", /plugin (must|is missing)/);
      await refused(releases.list({ plugin: name }), "validation", /plugin (must|is missing)/);
      await refused(marketplace.latestRelease(name), "validation", /plugin (must|is missing)/);
      await refused(marketplace.advisoriesFor(name, "1.0.0"), "validation", /plugin (must|is missing)/);
      await refused(marketplace.install(name), "validation", /plugin (must|is missing)/);
      await refused(marketplace.uninstall(name), "validation", /plugin (must|is missing)/);
      await refused(marketplace.installed(name), "validation", /plugin (must|is missing)/);
      if (name === undefined) continue;
      await refused(marketplace.install("p", { id: name }), "validation", /id (must|is missing)/);
      await refused(plugins.list({ repository: name }), "validation", /repository (must|is missing)/);
      await refused(advisories.list({ plugin: name }), "validation", /plugin (must|is missing)/);
    }
  },

  "bad input is refused with its field, unknown members too": async ({ scope }) => {
    await releasesOf(scope, "1.0.0");
    const { marketplace } = scope;
    const { repositories, plugins, signers, releases, installs } = marketplace;
    const no = (call: PromiseLike<unknown>, field: string) =>
      refused(call, "validation").then((error) => assert.equal(error.field, field, error.message));
    const bad = (value: unknown): never => value as never;
    await no(repositories.put(bad(null)), "the input");
    await no(marketplace.install("p", bad(null)), "the input");
    await no(repositories.put(bad({ id: "a" })), "name");
    await no(repositories.put(bad({ id: "a", name: null })), "name");
    await no(repositories.put(bad({ id: "a", name: "A", kind: "git" })), "kind");
    await no(repositories.put(bad({ id: "a", name: "A", url: 5 })), "url");
    await no(repositories.put(bad({ id: "a", name: "A", lastSyncedAt: "2025-01-01" })), "lastSyncedAt");
    await no(repositories.put(bad({ id: "a", name: "A", signingPolicy: { x: 1n } })), "signingPolicy.x");
    for (const attrs of [null, 5, "x", []])
      await no(repositories.put(bad({ id: "a", name: "A", attrs })), "attrs");
    await no(repositories.put(bad({ id: "a", name: "A", attrs: new Map() })), "attrs");
    await no(repositories.put(bad({ id: "a", name: "A", attrs: { at: new Date() } })), "attrs.at");
    await no(repositories.put({ id: "a", name: "A" }, bad({ ifVersion: 1 })), "options.ifVersion");
    await no(repositories.putMany(bad({})), "repositories");
    await no(repositories.putMany(bad([{ id: "a", name: "A" }, undefined])), "repositories[1]");
    await no(repositories.getMany(bad("a")), "keys");
    await no(repositories.list(bad({ prefix: "a" })), "prefix");
    await no(plugins.list(bad({ plugin: "a" })), "plugin");
    for (const limit of [0, 1001, 1.5, "5", null]) {
      await no(plugins.list(bad({ limit })), "limit");
      await no(releases.list(bad({ plugin: "p", limit })), "limit");
      await no(installs.list(bad({ limit })), "limit");
    }
    await no(signers.put(bad({ fingerprint: "f", revoked: 1 })), "revoked");
    await no(signers.put({ fingerprint: "f", notBefore: new Date(Number.NaN) }), "notBefore");
    await no(releases.put(bad({ plugin: "p", version: "1.0.0", precedence: "x" })), "precedence");
    await no(releases.put(bad({ plugin: "p", version: "1.0.0", yanked: null })), "yanked");
    await no(releases.put(bad({ plugin: "p", version: "1.0.0", signer: "" })), "signer");
    await no(releases.list(bad({})), "plugin");
    await no(releases.list(bad({ plugin: "p", order: "up" })), "order");
    await no(marketplace.latestRelease("p", bad({ includePrerelease: 1 })), "includePrerelease");
    await no(marketplace.latestRelease("p", bad({ version: "1.0.0" })), "version");
    await no(marketplace.latestRelease("p", {}, bad({ range: "*" })), "options.range");
    await no(marketplace.install("p", bad({ enabled: "yes" })), "enabled");
    await no(marketplace.install("p", { config: { x: Number.NaN } }), "config.x");
    await no(marketplace.install("p", bad({ installedAt: null })), "installedAt");
    await no(marketplace.install("p", bad({ tenant: "t" })), "tenant");
    await no(marketplace.uninstall("p", bad({ force: true })), "options.force");
    await no(installs.update("p", bad({ id: "x" })), "id");
    assert.deepEqual(
      (await repositories.list()).items.map(({ id }) => id),
      ["r"],
    );
    assert.deepEqual((await signers.list()).items, []);
    assert.deepEqual((await installs.list()).items, []);
  },

  "errors tell the operation": async ({ scope: { marketplace } }) => {
    const place = async (call: PromiseLike<unknown>, operation: string) =>
      assert.equal((await refused(call, "validation")).operation, operation);
    await place(marketplace.plugins.get(""), "marketplace.plugins.get");
    await place(marketplace.releases.list({ plugin: "" }), "marketplace.releases.list");
    await place(marketplace.installs.get(""), "marketplace.installs.get");
    await place(marketplace.install(""), "marketplace.install");
    await place(marketplace.uninstall(""), "marketplace.uninstall");
  },

  "calls that are aborted before they begin write nothing": async ({ scope }) => {
    await releasesOf(scope, "1.0.0");
    const { marketplace } = scope;
    const signal = AbortSignal.abort();
    await refused(marketplace.plugins.put({ id: "q", repository: "r", name: "Q" }, { signal }), "aborted");
    await refused(marketplace.releases.putMany([{ plugin: "p", version: "2.0.0" }], { signal }), "aborted");
    await refused(marketplace.install("p", {}, { signal }), "aborted");
    assert.equal(await marketplace.plugins.get("q"), null);
    assert.equal((await marketplace.latestRelease("p"))?.version, "1.0.0");
    assert.equal(await marketplace.installed("p"), null);
    await marketplace.install("p");
    await refused(marketplace.uninstall("p", { signal }), "aborted");
    await refused(marketplace.installs.update("p", { enabled: false }, { signal }), "aborted");
    await refused(marketplace.releases.remove("p", "1.0.0", { signal }), "aborted");
    assert.equal((await marketplace.installed("p"))?.enabled, true);
  },
};
