import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { at, many, parallel, pluginsIn, releasesOf } from "./samples";

/** Installs of a tenant. */
export const installs: Cases = {
  "install uses the given version, and stores all given members": async ({ scope }) => {
    await releasesOf(scope, "1.2.0", "2.0.0");
    const { marketplace } = scope;
    const said = {
      id: "inst-0",
      enabled: false,
      config: { level: 3 },
      trustTier: "community",
      source: "ui",
      installedAt: at(1),
      updatedAt: at(2),
      attrs: { note: "x" },
    };
    const whole = { ...said, pluginId: "p", version: "1.2.0", rowVersion: 1 };
    assert.deepEqual(await marketplace.install("p", { ...said, version: "1.2.0" }), whole);
    assert.deepEqual(await marketplace.installs.get("p"), whole);
    assert.deepEqual(await marketplace.installs.getById({ id: "inst-0" }), whole);
    assert.deepEqual(await marketplace.installs.getOrThrow("p"), whole);
    assert.deepEqual(await marketplace.installs.getMany(["q", "p"]), [null, whole]);
    assert.equal(await marketplace.installs.getById({ id: "p" }), null);
    assert.equal(
      (await refused(marketplace.installs.getOrThrow("inst-0"), "not_found", /install/)).field,
      "pluginId",
    );
    assert.equal(await marketplace.installs.get("q"), null);
  },

  "install without a version uses the latest release, of the range if one is given": async ({ scope }) => {
    await releasesOf(scope, "1.2.0", "1.10.0", "2.0.0", "3.0.0-rc.1", "3.0.0-rc.2");
    const { marketplace } = scope;
    const first = await marketplace.install("p");
    assert.match(first.id, /^[0-9a-f-]{36}$/);
    assert.ok(Math.abs(first.installedAt.getTime() - Date.now()) < 60_000);
    const { id, installedAt } = first;
    const bare = { pluginId: "p", enabled: true, config: {}, trustTier: null, source: null, attrs: {} };
    assert.deepEqual(first, { ...bare, id, version: "2.0.0", installedAt, updatedAt: null, rowVersion: 1 });
    assert.equal((await marketplace.install("p", { range: "^1" })).version, "1.10.0");
    assert.equal((await marketplace.install("p", { range: "~1.2 || 0.x" })).version, "1.2.0");
    assert.equal((await marketplace.install("p", { range: ">=3.0.0-rc" })).version, "3.0.0-rc.2");
    assert.equal((await marketplace.install("p", { version: "3.0.0-rc.1" })).version, "3.0.0-rc.1");
    await marketplace.releases.upsert({ pluginId: "p", version: "2.0.0", yanked: true });
    assert.equal((await marketplace.install("p")).version, "1.10.0");
    const both = marketplace.install("p", { version: "1.2.0", range: "*" });
    assert.equal((await refused(both, "validation", /choose one/)).field, "range");
  },

  "a second install changes the version and the given members, and keeps the rest": async ({ scope }) => {
    await releasesOf(scope, "1.0.0", "2.0.0");
    const { marketplace } = scope;
    const first = await marketplace.install("p", {
      version: "1.0.0",
      id: "one",
      config: [1],
      source: "ui",
      installedAt: at(1),
      attrs: { a: 1 },
    });
    const second = await marketplace.install("p", { id: "other", installedAt: at(9) });
    assert.ok(second.updatedAt !== null && Math.abs(second.updatedAt.getTime() - Date.now()) < 60_000);
    assert.deepEqual(second, { ...first, version: "2.0.0", updatedAt: second.updatedAt, rowVersion: 2 });
    const third = await marketplace.install("p", {
      version: "1.0.0",
      config: null,
      enabled: false,
      trustTier: "official",
      source: null,
      attrs: {},
      updatedAt: at(5),
    });
    assert.deepEqual(third, {
      ...first,
      rowVersion: 3,
      config: null,
      enabled: false,
      trustTier: "official",
      source: null,
      attrs: {},
      updatedAt: at(5),
    });
    assert.deepEqual(await marketplace.installs.get("p"), third);
    assert.equal((await marketplace.install("p", { updatedAt: null })).updatedAt, null);
    assert.equal((await marketplace.installs.list()).items.length, 1);
  },

  "install of a missing or yanked release is refused, and changes nothing": async ({ scope }) => {
    await releasesOf(scope, "1.0.0", "1.1.0", "2.0.0-rc.1");
    const { marketplace } = scope;
    const before = await marketplace.install("p", { version: "1.0.0" });
    await marketplace.releases.upsert({ pluginId: "p", version: "1.1.0", yanked: true });
    await refused(marketplace.install("p", { version: "1.1.0" }), "conflict", /yanked/);
    await refused(marketplace.install("p", { version: "1.2.0" }), "not_found", /no release of this version/);
    await refused(marketplace.install("p", { range: "^1.1" }), "not_found", /in this range/);
    await refused(marketplace.install("p", { range: ">1 <1" }), "not_found", /in this range/);
    await refused(marketplace.install("none"), "not_found", /plugin does not exist/);
    await refused(marketplace.install("none", { version: "1.0.0" }), "not_found", /no release/);
    assert.deepEqual(await marketplace.installs.get("p"), before);
    await marketplace.releases.upsert({ pluginId: "p", version: "1.0.0", yanked: true });
    await refused(marketplace.install("p"), "not_found");
    // An existing install stays, and can still be disabled.
    assert.equal((await marketplace.installs.update("p", { enabled: false })).enabled, false);
    assert.equal((await marketplace.installs.list()).items.length, 1);
  },

  "an id belongs to one plugin's install": async ({ scope }) => {
    await releasesOf(scope, "1.0.0");
    await pluginsIn(scope, "q");
    const { marketplace } = scope;
    await marketplace.releases.upsert({ pluginId: "q", version: "1.0.0" });
    const first = await marketplace.install("p", { id: "one" });
    await refused(marketplace.install("q", { id: "one" }), "unique_violation");
    assert.equal(await marketplace.installs.get("q"), null);
    assert.deepEqual(await marketplace.installs.get("p"), first);
  },

  "parallel installs of one plugin with any ids create one row": async ({ scope }) => {
    await releasesOf(scope, "1.0.0", "1.1.0");
    const { marketplace } = scope;
    const installed = await parallel(20, (i) => marketplace.install("p", { version: `1.${i % 2}.0` }));
    assert.equal(new Set(installed.map(({ id }) => id)).size, 1);
    await marketplace.uninstall("p");
    const same = await parallel(20, () => marketplace.install("p", { id: "one" }));
    assert.deepEqual(new Set(same.map(({ id }) => id)), new Set(["one"]));
    assert.equal((await marketplace.installs.list()).items.length, 1);
  },

  "no parallel update of different members is lost": async ({ scope }) => {
    await releasesOf(scope, "1.0.0");
    const { marketplace } = scope;
    await marketplace.install("p");
    const patches = [
      { enabled: false },
      { config: { a: 1 } },
      { trustTier: "t" },
      { source: "s" },
      { attrs: { b: 2 } },
    ];
    await parallel(20, (i) => marketplace.installs.update("p", patches[i % 5]!));
    const { enabled, config, trustTier, source, attrs } = (await marketplace.installs.get("p"))!;
    assert.deepEqual([enabled, config, trustTier, source, attrs], [false, { a: 1 }, "t", "s", { b: 2 }]);
  },

  "update changes the given members, and sets the time": async ({ scope }) => {
    await releasesOf(scope, "1.0.0", "2.0.0");
    const { marketplace } = scope;
    const first = await marketplace.install("p", { version: "1.0.0", config: "c", source: "ui" });
    assert.equal(first.updatedAt, null);
    const changed = await marketplace.installs.update("p", { config: { x: 1 }, source: null });
    assert.ok(changed.updatedAt !== null);
    assert.deepEqual(changed, {
      ...first,
      config: { x: 1 },
      source: null,
      updatedAt: changed.updatedAt,
      rowVersion: 2,
    });
    assert.deepEqual(await marketplace.installs.get("p"), changed);
    await refused(marketplace.installs.update("p", { source: "x" }, { ifVersion: 1 }), "version_conflict");
    await refused(marketplace.uninstall("p", { ifVersion: 1 }), "version_conflict");
    await refused(marketplace.installs.remove("p", { ifVersion: 1 }), "version_conflict");
    await refused(marketplace.installs.update("q", { enabled: true }), "not_found");
    await refused(marketplace.installs.update("p", { version: "2.0.0" } as never), "validation", /version/);
  },

  "uninstall removes the install, and a later install creates a new one": async ({ scope }) => {
    await releasesOf(scope, "1.0.0");
    const { marketplace } = scope;
    const first = await marketplace.install("p", { config: 1 });
    assert.equal(await marketplace.uninstall("p"), true);
    assert.equal(await marketplace.uninstall("p"), false);
    assert.equal(await marketplace.installs.get("p"), null);
    assert.notEqual(await marketplace.releases.get({ pluginId: "p", version: "1.0.0" }), null);
    const second = await marketplace.install("p");
    assert.notEqual(second.id, first.id);
    assert.deepEqual(second.config, {});
  },

  "installs are listed by plugin": async ({ scope }) => {
    const plugins = many(7, (i) => `p${i}`);
    await pluginsIn(scope, ...plugins);
    const { marketplace } = scope;
    await marketplace.releases.upsertMany(plugins.map((plugin) => ({ pluginId: plugin, version: "1.0.0" })));
    for (const plugin of plugins.toReversed()) await marketplace.install(plugin);
    for (const limit of [1, 3, 7]) {
      const found = await everything(marketplace.installs.list({ limit }));
      assert.deepEqual(
        found.map(({ pluginId }) => pluginId),
        plugins,
      );
    }
  },

  "an install and the rows that it needs can be written in one transaction": async ({ scope }) => {
    await releasesOf(scope, "1.0.0");
    const undo = new Error("undo");
    const failed = scope.transaction(async ({ marketplace }) => {
      await marketplace.plugins.upsert({ id: "q", repositoryId: "r", name: "Q" });
      await marketplace.releases.upsert({ pluginId: "q", version: "5.0.0" });
      assert.equal((await marketplace.install("q")).version, "5.0.0");
      await marketplace.install("p");
      throw undo;
    });
    assert.equal(await failed.catch((error: unknown) => error), undo);
    const { marketplace } = scope;
    assert.equal(await marketplace.plugins.get("q"), null);
    assert.deepEqual((await marketplace.installs.list()).items, []);
    await scope.transaction((tx) => tx.marketplace.install("p"));
    assert.equal((await marketplace.installs.get("p"))?.version, "1.0.0");
  },
};
