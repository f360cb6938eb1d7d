import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { at, byCodePoint, HOSTILE, idsOf, many, parallel, pluginsIn, releasesOf } from "./samples";

/** Repositories, plugins and signers: behavior that all parts of the catalogue share. */
export const catalogue: Cases = {
  "get returns a repository with all members as upsert returned it": async ({ scope: { marketplace } }) => {
    const whole = {
      id: "core",
      name: "Core \0 \ud800",
      url: "https://example.org/core",
      type: "git",
      status: "active",
      trustTier: "official",
      signingPolicy: { required: true, keys: ["a"] },
      lastSyncedAt: at(3),
      attrs: { "a b": [1, null, "x\0"], nested: { deep: true } },
    };
    const kept = { ...whole, rowVersion: 1 };
    assert.deepEqual(await marketplace.repositories.upsert(whole), kept);
    assert.deepEqual(await marketplace.repositories.get("core"), kept);
    const bare = await marketplace.repositories.upsert({ id: "bare", name: "" });
    assert.deepEqual(bare, {
      id: "bare",
      name: "",
      url: null,
      type: null,
      status: null,
      trustTier: null,
      signingPolicy: null,
      lastSyncedAt: null,
      attrs: {},
      rowVersion: 1,
    });
    assert.deepEqual(await marketplace.repositories.getOrThrow("bare"), bare);
    assert.equal(await marketplace.repositories.get("none"), null);
    await refused(marketplace.repositories.getOrThrow("none"), "not_found", /repository/);
  },

  "plugins and signers store all of their members": async ({ scope: { marketplace } }) => {
    await marketplace.repositories.upsert({ id: "r", name: "R" });
    const plugin = {
      id: "p",
      repositoryId: "r",
      name: "ether",
      version: "1.0",
      trustTier: "community",
      publishedAt: at(1),
      attrs: { downloads: 12 },
    };
    assert.deepEqual(await marketplace.plugins.upsert(plugin), { ...plugin, rowVersion: 1 });
    assert.deepEqual(await marketplace.plugins.get("p"), { ...plugin, rowVersion: 1 });
    assert.deepEqual(await marketplace.plugins.upsert({ id: "q", repositoryId: "r", name: "cast" }), {
      ...plugin,
      id: "q",
      name: "cast",
      version: null,
      trustTier: null,
      publishedAt: null,
      attrs: {},
      rowVersion: 1,
    });
    const signer = {
      fingerprint: "b6589fc6ab0dc82cf12099d1c2d40ab994e8410c",
      issuer: "CA",
      subject: "signer 0",
      trustTier: "verified",
      revoked: true,
      notBefore: at(1),
      notAfter: at(1),
      attrs: { key: "x" },
    };
    assert.deepEqual(await marketplace.signers.upsert(signer), { ...signer, rowVersion: 1 });
    assert.deepEqual(await marketplace.signers.get(signer.fingerprint), { ...signer, rowVersion: 1 });
    assert.deepEqual(await marketplace.signers.upsert({ fingerprint: "f" }), {
      fingerprint: "f",
      issuer: null,
      subject: null,
      trustTier: null,
      revoked: false,
      notBefore: null,
      notAfter: null,
      attrs: {},
      rowVersion: 1,
    });
    await refused(marketplace.plugins.getOrThrow("none"), "not_found", /plugin/);
    await refused(marketplace.signers.getOrThrow("none"), "not_found", /signer/);
  },

  "upsert changes the given members: omitted members stay, null clears": async ({
    scope: { marketplace },
  }) => {
    const { signers, repositories } = marketplace;
    await signers.upsert({
      fingerprint: "f",
      issuer: "CA",
      revoked: true,
      notBefore: at(1),
      attrs: { a: 1 },
    });
    const kept = await signers.upsert({ fingerprint: "f", subject: "s" });
    assert.deepEqual(
      [kept.issuer, kept.subject, kept.revoked, kept.notBefore, kept.attrs],
      ["CA", "s", true, at(1), { a: 1 }],
    );
    const cleared = await signers.upsert({ fingerprint: "f", issuer: null, notBefore: null, attrs: {} });
    assert.deepEqual(
      [cleared.issuer, cleared.subject, cleared.notBefore, cleared.attrs],
      [null, "s", null, {}],
    );
    assert.equal((await signers.upsert({ fingerprint: "f", revoked: false })).revoked, false);
    assert.deepEqual(await signers.upsert({ fingerprint: "f" }), await signers.get("f"));
    await repositories.upsert({ id: "r", name: "R", signingPolicy: "strict" });
    assert.equal((await repositories.upsert({ id: "r", name: "S" })).signingPolicy, "strict");
    assert.equal(
      (await repositories.upsert({ id: "r", name: "S", signingPolicy: null })).signingPolicy,
      null,
    );
  },

  "upsertMany writes and returns in order; of inputs with one key the last members win": async ({
    scope: { marketplace },
  }) => {
    const { repositories } = marketplace;
    assert.deepEqual(await repositories.upsertMany([]), []);
    await repositories.upsertMany([
      { id: "a", name: "A", url: "a", type: "git" },
      { id: "b", name: "B", url: "b", type: "git" },
    ]);
    const put = await repositories.upsertMany([
      { id: "z", name: "Z", status: "new" },
      { id: "b", name: "B2", url: null },
      { id: "a", name: "A2", type: "zip" },
      { id: "z", name: "Z2", url: "z" },
      { id: "b", name: "B3", status: "late" },
    ]);
    const brief = put.map(({ id, name, url, type, status }) => [id, name, url, type, status]);
    const z = ["z", "Z2", "z", null, "new"];
    const b = ["b", "B3", null, "git", "late"];
    assert.deepEqual(brief, [z, b, ["a", "A2", "a", "zip", null], z, b]);
    assert.deepEqual(await repositories.getMany(["b", "none", "z", "b"]), [put[1], null, put[0], put[1]]);
    assert.deepEqual(await repositories.getMany([]), []);
  },

  "upsertMany writes all or nothing": async ({ scope }) => {
    await pluginsIn(scope, "p");
    const { plugins } = scope.marketplace;
    const good = { id: "q", repositoryId: "r", name: "Q" };
    const lost = { id: "s", repositoryId: "gone", name: "S" };
    const missing = await refused(plugins.upsertMany([good, lost]), "not_found", /repository/);
    assert.equal(missing.field, "plugins[1].repositoryId");
    await refused(
      plugins.upsertMany([good, { ...good, name: 1 as never }]),
      "validation",
      /plugins\[1\]\.name/,
    );
    const deep = { ...good, attrs: { x: [Number.NaN] } };
    await refused(plugins.upsertMany([good, deep]), "validation", /plugins\[1\]\.attrs\.x\[0\]/);
    assert.deepEqual(idsOf((await plugins.list()).items), ["p"]);
  },

  "a thousand rows are written in one call": async ({ scope }) => {
    await pluginsIn(scope);
    const { plugins } = scope.marketplace;
    const rows = many(1000, (i) => ({ id: `p${i}`, repositoryId: "r", name: `${i}`, attrs: { i } }));
    assert.equal((await plugins.upsertMany(rows)).length, 1000);
    const found = await plugins.getMany(rows.map(({ id }) => id));
    assert.deepEqual(
      found.map((each) => each?.attrs),
      rows.map(({ attrs }) => attrs),
    );
  },

  "parallel upserts of one key create one row with the members of each": async ({
    scope: { marketplace },
  }) => {
    const members = ["url", "type", "status", "trustTier"] as const;
    await parallel(20, (i) =>
      marketplace.repositories.upsert({ id: "r", name: "R", [members[i % 4]!]: `v${i % 4}` }),
    );
    const { url, type, status, trustTier } = await marketplace.repositories.getOrThrow("r");
    assert.deepEqual([url, type, status, trustTier], ["v0", "v1", "v2", "v3"]);
    assert.equal((await marketplace.repositories.list()).items.length, 1);
  },

  "parallel upsertMany of the same rows in any order do not deadlock": async ({ scope }) => {
    await pluginsIn(scope);
    const rows = many(60, (i) => ({ id: `p${i}`, repositoryId: "r", name: "n" }));
    await parallel(12, (i) => scope.marketplace.plugins.upsertMany(i % 2 ? rows : rows.toReversed()));
    assert.equal((await everything(scope.marketplace.plugins.list())).length, 60);
  },

  "lists sort by key in code point order, page by page, and can be filtered by parent": async ({ scope }) => {
    const { repositories, plugins, signers } = scope.marketplace;
    await repositories.upsertMany(HOSTILE.map((id) => ({ id, name: id })));
    await plugins.upsertMany(HOSTILE.map((id, i) => ({ id, repositoryId: HOSTILE[i % 2]!, name: id })));
    await signers.upsertMany(HOSTILE.map((fingerprint) => ({ fingerprint })));
    const sorted = HOSTILE.toSorted(byCodePoint);
    for (const limit of [1, 5, 18, 1000]) {
      assert.deepEqual(idsOf(await everything(repositories.list({ limit }))), sorted);
      assert.deepEqual(idsOf(await everything(plugins.list({ limit }))), sorted);
      const fingerprints = (await everything(signers.list({ limit }))).map(({ fingerprint }) => fingerprint);
      assert.deepEqual(fingerprints, sorted);
      const odd = HOSTILE.filter((_, i) => i % 2 === 1).toSorted(byCodePoint);
      assert.deepEqual(idsOf(await everything(plugins.list({ repositoryId: HOSTILE[1]!, limit }))), odd);
    }
    assert.deepEqual(await plugins.list({ repositoryId: "none" }), { items: [], nextCursor: null });
    for (const id of HOSTILE) assert.equal((await plugins.get(id))?.name, id);
  },

  "pages neither shift nor repeat during concurrent upserts": async ({ scope: { marketplace } }) => {
    await marketplace.repositories.upsertMany(["b", "d", "f", "h"].map((id) => ({ id, name: id })));
    const first = await marketplace.repositories.list({ limit: 2 });
    await marketplace.repositories.upsertMany(["a", "c", "e"].map((id) => ({ id, name: id })));
    await marketplace.repositories.remove("d");
    const rest = await everything(marketplace.repositories.list({ limit: 2, cursor: first.nextCursor }));
    assert.deepEqual(idsOf(rest), ["e", "f", "h"]);
  },

  "update changes the given members of an existing row": async ({ scope }) => {
    await pluginsIn(scope, "p");
    const { plugins } = scope.marketplace;
    const before = await plugins.getOrThrow("p");
    const after = await plugins.update("p", { trustTier: "verified" });
    assert.deepEqual(after, { ...before, trustTier: "verified", rowVersion: 2 });
    assert.deepEqual(await plugins.get("p"), after);
    assert.equal((await plugins.update("p", { trustTier: null })).trustTier, null);
    assert.equal((await refused(plugins.update("q", { name: "Q" }), "not_found")).field, "id");
    assert.equal((await refused(plugins.update("p", {}), "validation")).field, "patch");
    const moved = await refused(plugins.update("p", { id: "q" } as never), "validation");
    assert.equal(moved.field, "patch.id");
    const lost = await refused(plugins.update("p", { repositoryId: "gone" }), "not_found", /repository/);
    assert.equal(lost.field, "patch.repositoryId");
  },

  "ifVersion changes or removes only the version that was read": async ({ scope }) => {
    await pluginsIn(scope, "p");
    const { plugins } = scope.marketplace;
    const input = { id: "p", repositoryId: "r", name: "P" };
    const ifVersion = (await plugins.upsert(input)).rowVersion;
    assert.equal((await plugins.upsert({ ...input, version: "1" }, { ifVersion })).rowVersion, ifVersion + 1);
    await refused(plugins.upsert({ ...input, version: "2" }, { ifVersion }), "version_conflict");
    await refused(plugins.update("p", { version: "2" }, { ifVersion }), "version_conflict");
    await refused(plugins.remove("p", { ifVersion }), "version_conflict");
    assert.equal((await plugins.getOrThrow("p")).version, "1");
    await refused(plugins.upsert({ ...input, id: "q" }, { ifVersion: 1 }), "not_found");
    assert.equal(await plugins.get("q"), null);
    assert.equal(await plugins.remove("q", { ifVersion: 1 }), false);
    assert.equal(await plugins.remove("p", { ifVersion: ifVersion + 1 }), true);
    const last = await parallel(8, () => plugins.upsert(input));
    assert.deepEqual(last.map(({ rowVersion }) => rowVersion).sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
  },

  "a repository with plugins cannot be removed; without plugins it can": async ({ scope }) => {
    await pluginsIn(scope, "p");
    const { repositories, plugins } = scope.marketplace;
    await refused(repositories.remove("r"), "in_use", /there are plugins in this repository/);
    assert.notEqual(await repositories.get("r"), null);
    await repositories.upsert({ id: "s", name: "S" });
    await plugins.upsert({ id: "p", repositoryId: "s", name: "P" });
    assert.equal(await repositories.remove("r"), true);
    assert.equal(await repositories.remove("r"), false);
    assert.equal((await plugins.getOrThrow("p")).repositoryId, "s");
  },

  "removing a plugin removes its releases, advisories and rollouts; an installed plugin cannot be removed":
    async ({ scope }) => {
      await releasesOf(scope, "1.0.0", "1.1.0");
      const { marketplace } = scope;
      const { plugins, releases, advisories, rollouts } = marketplace;
      await plugins.upsert({ id: "q", repositoryId: "r", name: "Q" });
      await advisories.upsertMany(
        ["p", "q"].map((plugin) => ({
          id: `adv-${plugin}`,
          pluginId: plugin,
          severity: "low" as const,
          affectedVersions: "*",
        })),
      );
      await rollouts.upsertMany(
        ["p", "q"].map((plugin) => ({ id: `roll-${plugin}`, pluginId: plugin, percent: 5 })),
      );
      await marketplace.install("p", { version: "1.0.0" });
      await refused(plugins.remove("p"), "in_use", /there are installs of this plugin/);
      assert.equal((await releases.list({ pluginId: "p" })).items.length, 2);
      assert.equal((await advisories.list()).items.length, 2);
      await marketplace.uninstall("p");
      assert.equal(await plugins.remove("p"), true);
      assert.deepEqual((await releases.list({ pluginId: "p" })).items, []);
      assert.deepEqual(idsOf((await advisories.list()).items), ["adv-q"]);
      assert.deepEqual(idsOf((await rollouts.list()).items), ["roll-q"]);
      assert.equal(await plugins.remove("p"), false);
    },

  "a signer of releases cannot be removed; its period must not end before it starts": async ({ scope }) => {
    await releasesOf(scope, "1.0.0");
    const { signers, releases } = scope.marketplace;
    await signers.upsert({ fingerprint: "f", notBefore: at(5) });
    await releases.upsert({ pluginId: "p", version: "1.0.0", signerFingerprint: "f" });
    await refused(signers.remove("f"), "in_use", /releases by this signer/);
    const error = await refused(
      signers.upsert({ fingerprint: "f", notAfter: at(4) }),
      "validation",
      /notBefore/,
    );
    assert.equal(error.field, "notAfter");
    assert.equal(
      (await signers.upsert({ fingerprint: "f", notAfter: at(5) })).notAfter?.getTime(),
      at(5).getTime(),
    );
    await releases.upsert({ pluginId: "p", version: "1.0.0", signerFingerprint: null });
    assert.equal(await signers.remove("f"), true);
    assert.equal(await signers.remove("f"), false);
  },
};
