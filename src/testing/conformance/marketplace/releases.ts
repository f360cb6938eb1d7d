import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { at, ORDERED, parallel, pluginsIn, releasesOf, versionsOf } from "./samples";

/** Releases, which are ordered as their versions are. */
export const releases: Cases = {
  "put keeps all members of a release, and changes those that it gives": async ({ scope }) => {
    await pluginsIn(scope, "p");
    const { releases, signers } = scope.marketplace;
    await signers.put({ fingerprint: "f" });
    const whole = {
      plugin: "p",
      version: "1.1.0-rc.1+build.5",
      artifactUrl: "https://example.org/p-1.1.0.tgz",
      checksumSha256: "938db8c9f82c8cb58d3f3ef4fd250036a48d26a712753d2fde5abd03a85cabf4",
      signature: "sig",
      signer: "f",
      minCoreVersion: "2.0",
      notes: "x\0",
      yanked: true,
      publishedAt: at(2),
      attrs: { size: 12 },
    };
    const kept = { ...whole, prerelease: true };
    assert.deepEqual(await releases.put(whole), kept);
    assert.deepEqual(await releases.get("p", whole.version), kept);
    assert.deepEqual(await releases.put({ plugin: "p", version: whole.version }), kept);
    const changed = await releases.put({ plugin: "p", version: whole.version, notes: null, yanked: false });
    assert.deepEqual(changed, { ...kept, notes: null, yanked: false });
    const bare = await releases.put({ plugin: "p", version: "1.1.0" });
    assert.deepEqual(bare, {
      plugin: "p",
      version: "1.1.0",
      prerelease: false,
      artifactUrl: null,
      checksumSha256: null,
      signature: null,
      signer: null,
      minCoreVersion: null,
      notes: null,
      yanked: false,
      publishedAt: null,
      attrs: {},
    });
    assert.deepEqual(await releases.getOrThrow("p", "1.1.0"), bare);
    assert.equal(await releases.get("p", "1.1.1"), null);
    assert.equal(await releases.get("q", "1.1.0"), null);
    await refused(releases.getOrThrow("p", "1.1.1"), "not_found", /release/);
  },

  "putMany puts in one go, all or nothing, and parallel puts lose no member": async ({ scope }) => {
    await pluginsIn(scope, "p", "q");
    const { releases } = scope.marketplace;
    assert.deepEqual(await releases.putMany([]), []);
    await releases.putMany([
      { plugin: "p", version: "1.0.0", yanked: true, notes: "n" },
      { plugin: "q", version: "1.0.0", notes: "n" },
    ]);
    const put = await releases.putMany([
      { plugin: "q", version: "1.0.0", yanked: true },
      { plugin: "p", version: "1.0.0", notes: "m" },
      { plugin: "p", version: "2.0.0" },
    ]);
    const brief = put.map(({ plugin, version, yanked, notes }) => [plugin, version, yanked, notes]);
    assert.deepEqual(brief, [
      ["q", "1.0.0", true, "n"],
      ["p", "1.0.0", true, "m"],
      ["p", "2.0.0", false, null],
    ]);
    const good = { plugin: "p", version: "3.0.0" };
    await refused(releases.putMany([good, { plugin: "gone", version: "1.0.0" }]), "not_found", /plugin/);
    await refused(
      releases.putMany([good, { ...good, version: "3.0.1", signer: "gone" }]),
      "not_found",
      /signer/,
    );
    await refused(
      releases.putMany([good, { ...good, version: "v4" }]),
      "validation",
      /releases\[1\]\.version/,
    );
    assert.equal(await releases.get("p", "3.0.0"), null);
    const members = ["notes", "signature", "artifactUrl", "minCoreVersion"] as const;
    await parallel(20, (i) =>
      releases.put({ plugin: "p", version: "4.0.0", [members[i % 4]!]: `v${i % 4}` }),
    );
    const { notes, signature, artifactUrl, minCoreVersion } = await releases.getOrThrow("p", "4.0.0");
    assert.deepEqual([notes, signature, artifactUrl, minCoreVersion], ["v0", "v1", "v2", "v3"]);
  },

  "list gives semantic versions in their order, whatever order they were put in": async ({ scope }) => {
    await releasesOf(scope, ...ORDERED.toSorted());
    await pluginsIn(scope, "pp", "q");
    await scope.marketplace.releases.putMany(["pp", "q"].map((plugin) => ({ plugin, version: "1.5.0" })));
    const { releases } = scope.marketplace;
    for (const limit of [1, 7, 1000]) {
      const newest = await everything(releases.list({ plugin: "p", limit }));
      assert.deepEqual(versionsOf(newest), ORDERED.toReversed());
      const oldest = await everything(releases.list({ plugin: "p", limit, order: "oldest" }));
      assert.deepEqual(versionsOf(oldest), ORDERED);
    }
    for (const version of ORDERED) {
      const prerelease = version.includes("-");
      assert.equal((await releases.getOrThrow("p", version)).prerelease, prerelease, version);
    }
  },

  "versions that differ in build metadata alone are releases of their own": async ({ scope }) => {
    await releasesOf(scope, "1.0.0+b", "1.0.0", "1.0.0+a", "1.0.0-rc.1+z", "1.0.1", "1.0.0+a-1");
    const { releases } = scope.marketplace;
    const oldest = ["1.0.0-rc.1+z", "1.0.0", "1.0.0+a", "1.0.0+a-1", "1.0.0+b", "1.0.1"];
    for (const limit of [1, 2, 50]) {
      const found = await everything(releases.list({ plugin: "p", order: "oldest", limit }));
      assert.deepEqual(versionsOf(found), oldest);
      assert.deepEqual(
        versionsOf(await everything(releases.list({ plugin: "p", limit }))),
        oldest.toReversed(),
      );
    }
    assert.equal(await releases.remove("p", "1.0.0+a"), true);
    assert.notEqual(await releases.get("p", "1.0.0"), null);
  },

  "what is no semantic version is refused": async ({ scope }) => {
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
      await refused(marketplace.releases.put({ plugin: "p", version }), "validation", /semantic version/);
      await refused(marketplace.releases.get("p", version), "validation", /semantic version/);
      await refused(marketplace.releases.remove("p", version), "validation", /semantic version/);
      await refused(marketplace.advisoriesFor("p", version), "validation", /semantic version/);
      if (version !== undefined)
        await refused(marketplace.install("p", { version }), "validation", /semantic version/);
    }
    assert.deepEqual((await marketplace.releases.list({ plugin: "p" })).items, []);
    const longest = `1.0.0-${"a".repeat(250)}`;
    assert.equal((await marketplace.releases.put({ plugin: "p", version: longest })).version, longest);
  },

  "a release that is installed stays; others go": async ({ scope }) => {
    await releasesOf(scope, "1.0.0", "1.1.0");
    const { marketplace } = scope;
    await marketplace.install("p", { version: "1.0.0" });
    await refused(marketplace.releases.remove("p", "1.0.0"), "foreign_key", /installed/);
    assert.equal(await marketplace.releases.remove("p", "1.1.0"), true);
    assert.equal(await marketplace.releases.remove("p", "1.1.0"), false);
    await marketplace.uninstall("p");
    assert.equal(await marketplace.releases.remove("p", "1.0.0"), true);
    assert.deepEqual((await marketplace.releases.list({ plugin: "p" })).items, []);
  },
};
