import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { at, ORDERED, parallel, pluginsIn, releasesOf, versionsOf } from "./samples";

/** Releases, sorted by semantic version. */
export const releases: Cases = {
  "upsert stores all members of a release, and changes the given ones": async ({ scope }) => {
    await pluginsIn(scope, "p");
    const { releases, signers } = scope.marketplace;
    await signers.upsert({ fingerprint: "f" });
    const whole = {
      pluginId: "p",
      version: "1.1.0-rc.1+build.5",
      artifactUrl: "https://example.org/p-1.1.0.tgz",
      checksumSha256: "938db8c9f82c8cb58d3f3ef4fd250036a48d26a712753d2fde5abd03a85cabf4",
      signature: "sig",
      signerFingerprint: "f",
      minCoreVersion: "2.0",
      notes: "x\0",
      yanked: true,
      publishedAt: at(2),
      attrs: { size: 12 },
    };
    const kept = { ...whole, prerelease: true, rowVersion: 1 };
    assert.deepEqual(await releases.upsert(whole), kept);
    assert.deepEqual(await releases.get({ pluginId: "p", version: whole.version }), kept);
    assert.deepEqual(await releases.upsert({ pluginId: "p", version: whole.version }), {
      ...kept,
      rowVersion: 2,
    });
    const changed = await releases.upsert({
      pluginId: "p",
      version: whole.version,
      notes: null,
      yanked: false,
    });
    assert.deepEqual(changed, { ...kept, notes: null, yanked: false, rowVersion: 3 });
    const bare = await releases.upsert({ pluginId: "p", version: "1.1.0" });
    assert.deepEqual(bare, {
      pluginId: "p",
      version: "1.1.0",
      prerelease: false,
      artifactUrl: null,
      checksumSha256: null,
      signature: null,
      signerFingerprint: null,
      minCoreVersion: null,
      notes: null,
      yanked: false,
      publishedAt: null,
      attrs: {},
      rowVersion: 1,
    });
    assert.deepEqual(await releases.getOrThrow({ pluginId: "p", version: "1.1.0" }), bare);
    assert.equal(await releases.get({ pluginId: "p", version: "1.1.1" }), null);
    assert.equal(await releases.get({ pluginId: "q", version: "1.1.0" }), null);
    await refused(releases.getOrThrow({ pluginId: "p", version: "1.1.1" }), "not_found", /release/);
  },

  "upsertMany writes all or nothing, and parallel upserts lose no member": async ({ scope }) => {
    await pluginsIn(scope, "p", "q");
    const { releases } = scope.marketplace;
    assert.deepEqual(await releases.upsertMany([]), []);
    await releases.upsertMany([
      { pluginId: "p", version: "1.0.0", yanked: true, notes: "n" },
      { pluginId: "q", version: "1.0.0", notes: "n" },
    ]);
    const put = await releases.upsertMany([
      { pluginId: "q", version: "1.0.0", yanked: true },
      { pluginId: "p", version: "1.0.0", notes: "m" },
      { pluginId: "p", version: "2.0.0" },
    ]);
    const brief = put.map(({ pluginId: plugin, version, yanked, notes }) => [plugin, version, yanked, notes]);
    assert.deepEqual(brief, [
      ["q", "1.0.0", true, "n"],
      ["p", "1.0.0", true, "m"],
      ["p", "2.0.0", false, null],
    ]);
    const good = { pluginId: "p", version: "3.0.0" };
    await refused(releases.upsertMany([good, { pluginId: "gone", version: "1.0.0" }]), "not_found", /plugin/);
    await refused(
      releases.upsertMany([good, { ...good, version: "3.0.1", signerFingerprint: "gone" }]),
      "not_found",
      /signer/,
    );
    await refused(
      releases.upsertMany([good, { ...good, version: "v4" }]),
      "validation",
      /releases\[1\]\.version/,
    );
    assert.equal(await releases.get({ pluginId: "p", version: "3.0.0" }), null);
    const members = ["notes", "signature", "artifactUrl", "minCoreVersion"] as const;
    await parallel(20, (i) =>
      releases.upsert({ pluginId: "p", version: "4.0.0", [members[i % 4]!]: `v${i % 4}` }),
    );
    const { notes, signature, artifactUrl, minCoreVersion } = await releases.getOrThrow({
      pluginId: "p",
      version: "4.0.0",
    });
    assert.deepEqual([notes, signature, artifactUrl, minCoreVersion], ["v0", "v1", "v2", "v3"]);
  },

  "list sorts by semantic version, for any order of writes": async ({ scope }) => {
    await releasesOf(scope, ...ORDERED.toSorted());
    await pluginsIn(scope, "pp", "q");
    await scope.marketplace.releases.upsertMany(
      ["pp", "q"].map((plugin) => ({ pluginId: plugin, version: "1.5.0" })),
    );
    const { releases } = scope.marketplace;
    for (const limit of [1, 7, 1000]) {
      const newest = await everything(releases.list({ pluginId: "p", limit }));
      assert.deepEqual(versionsOf(newest), ORDERED.toReversed());
      const oldest = await everything(releases.list({ pluginId: "p", limit, order: "oldest" }));
      assert.deepEqual(versionsOf(oldest), ORDERED);
    }
    for (const version of ORDERED) {
      const prerelease = version.includes("-");
      assert.equal(
        (await releases.getOrThrow({ pluginId: "p", version: version })).prerelease,
        prerelease,
        version,
      );
    }
  },

  "versions that differ only in build metadata are separate releases": async ({ scope }) => {
    await releasesOf(scope, "1.0.0+b", "1.0.0", "1.0.0+a", "1.0.0-rc.1+z", "1.0.1", "1.0.0+a-1");
    const { releases } = scope.marketplace;
    const oldest = ["1.0.0-rc.1+z", "1.0.0", "1.0.0+a", "1.0.0+a-1", "1.0.0+b", "1.0.1"];
    for (const limit of [1, 2, 50]) {
      const found = await everything(releases.list({ pluginId: "p", order: "oldest", limit }));
      assert.deepEqual(versionsOf(found), oldest);
      assert.deepEqual(
        versionsOf(await everything(releases.list({ pluginId: "p", limit }))),
        oldest.toReversed(),
      );
    }
    assert.equal(await releases.remove({ pluginId: "p", version: "1.0.0+a" }), true);
    assert.notEqual(await releases.get({ pluginId: "p", version: "1.0.0" }), null);
  },

  "an invalid semantic version is refused": async ({ scope }) => {
    await pluginsIn(scope, "p");
    const { marketplace } = scope;
    const wrong = [
      "",
      "1",
      "1.2",
      "v1.2.3",
      "=1.2.3",
      " 1.2.3",
      "1.2.3 ",
      "01.2.3",
      "1.2.3-",
      "1.2.3-01",
      "1.2.3-a..b",
      "1.2.3+",
      "1.2.3-é",
      "1.2.3\n",
      "latest",
      "*",
      "9007199254740992.0.0",
      `1.0.0-${"a".repeat(300)}`,
      1.2,
      null,
      undefined,
      ["1.2.3"],
    ] as never[];
    for (const version of wrong) {
      await refused(
        marketplace.releases.upsert({ pluginId: "p", version }),
        "validation",
        /semantic version/,
      );
      await refused(
        marketplace.releases.get({ pluginId: "p", version: version }),
        "validation",
        /semantic version/,
      );
      await refused(
        marketplace.releases.remove({ pluginId: "p", version: version }),
        "validation",
        /semantic version/,
      );
      await refused(
        marketplace.advisoriesFor({ pluginId: "p", version: version }),
        "validation",
        /semantic version/,
      );
      if (version !== undefined)
        await refused(marketplace.install("p", { version }), "validation", /semantic version/);
    }
    assert.deepEqual((await marketplace.releases.list({ pluginId: "p" })).items, []);
    const longest = `1.0.0-${"a".repeat(250)}`;
    assert.equal((await marketplace.releases.upsert({ pluginId: "p", version: longest })).version, longest);
  },

  "a release is read, changed and removed by a key object": async ({ scope }) => {
    await releasesOf(scope, "1.0.0", "1.1.0");
    const { releases } = scope.marketplace;
    const key = { pluginId: "p", version: "1.0.0" };
    const other = { pluginId: "p", version: "1.1.0" };
    const none = { pluginId: "q", version: "1.0.0" };
    const found = await releases.getMany([other, none, key, other]);
    assert.deepEqual(
      found.map((each) => each?.version ?? null),
      ["1.1.0", null, "1.0.0", "1.1.0"],
    );
    assert.equal((await releases.update(key, { yanked: true })).yanked, true);
    await refused(releases.update(key, { yanked: false }, { ifVersion: 1 }), "version_conflict");
    await refused(
      releases.update(none, { yanked: true }),
      "not_found",
      /release of this pluginId and version/,
    );
    await refused(releases.getOrThrow(none), "not_found");
    await refused(releases.get("p" as never), "validation", /key must be an object/);
    const bad = await refused(releases.get({ ...key, version: "v1" }), "validation", /semantic version/);
    assert.equal(bad.field, "key.version");
    const noSigner = releases.upsert({ ...key, signerFingerprint: "gone" });
    assert.equal((await refused(noSigner, "not_found", /signer/)).field, "signerFingerprint");
    const noPlugin = releases.upsertMany([{ ...key }, { ...none }]);
    assert.equal((await refused(noPlugin, "not_found", /plugin/)).field, "releases[1].pluginId");
  },

  "an installed release cannot be removed; others can": async ({ scope }) => {
    await releasesOf(scope, "1.0.0", "1.1.0");
    const { marketplace } = scope;
    await marketplace.install("p", { version: "1.0.0" });
    await refused(
      marketplace.releases.remove({ pluginId: "p", version: "1.0.0" }),
      "in_use",
      /there are installs of this release/,
    );
    assert.equal(await marketplace.releases.remove({ pluginId: "p", version: "1.1.0" }), true);
    assert.equal(await marketplace.releases.remove({ pluginId: "p", version: "1.1.0" }), false);
    await marketplace.uninstall("p");
    assert.equal(await marketplace.releases.remove({ pluginId: "p", version: "1.0.0" }), true);
    assert.deepEqual((await marketplace.releases.list({ pluginId: "p" })).items, []);
  },
};
