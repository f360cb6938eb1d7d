import assert from "node:assert/strict";
import { type Cases, refused } from "../suite";
import { many, ORDERED, pluginsIn, releasesOf } from "./samples";

/** The latest release, of all releases or of a range. */
export const latest: Cases = {
  "latestRelease is the highest version that is neither a prerelease nor yanked": async ({ scope }) => {
    await releasesOf(scope, "1.9.0", "1.10.0", "2.0.0-rc.1", "1.2.0");
    const { marketplace } = scope;
    const found = await marketplace.latestRelease("p");
    assert.deepEqual(found, await marketplace.releases.get({ pluginId: "p", version: "1.10.0" }));
    const beta = await marketplace.latestRelease("p", { includePrerelease: true });
    assert.equal(beta?.version, "2.0.0-rc.1");
    await marketplace.releases.upsert({ pluginId: "p", version: "1.10.0", yanked: true });
    assert.equal((await marketplace.latestRelease("p"))?.version, "1.9.0");
    await marketplace.releases.upsert({ pluginId: "p", version: "2.0.0" });
    assert.equal((await marketplace.latestRelease("p"))?.version, "2.0.0");
    assert.equal((await marketplace.latestRelease("p", { includePrerelease: true }))?.version, "2.0.0");
    assert.equal(await marketplace.latestRelease("none"), null);
    await pluginsIn(scope, "q");
    await marketplace.releases.upsert({ pluginId: "q", version: "1.0.0-a" });
    assert.equal(await marketplace.latestRelease("q"), null);
  },

  "latestRelease of a range is the highest that satisfies it": async ({ scope }) => {
    await releasesOf(
      scope,
      ...["0.1.0", "0.2.0", "0.2.5", "1.0.0-beta.1", "1.0.0", "1.2.3", "1.2.10", "1.3.0-rc.1", "1.10.0"],
      ...["2.0.0-alpha", "2.0.0-alpha.2", "2.0.0-beta", "2.0.1-rc.1", "3.0.0", "3.0.0+build"],
    );
    const { marketplace } = scope;
    const cases: [range: string, stable: string | null, any: string | null][] = [
      ["*", "3.0.0+build", "3.0.0+build"],
      ["", "3.0.0+build", "3.0.0+build"],
      ["^0.2.0", "0.2.5", "0.2.5"],
      ["^1.2.3", "1.10.0", "1.10.0"],
      ["~1.2", "1.2.10", "1.2.10"],
      ["1.2.x", "1.2.10", "1.2.10"],
      ["1.2.3 - 1.2.9", "1.2.3", "1.2.3"],
      ["<1.2.3", "1.0.0", "1.0.0"],
      ["<=1.2.3", "1.2.3", "1.2.3"],
      [">1.2.3 <1.10.0", "1.2.10", "1.3.0-rc.1"],
      ["<1.0.0", "0.2.5", "1.0.0-beta.1"],
      ["=1.0.0-beta.1", "1.0.0-beta.1", "1.0.0-beta.1"],
      [">=2.0.0-alpha <2.0.0", "2.0.0-beta", "2.0.0-beta"],
      [">=2.0.0-alpha <2.1.0", "2.0.0-beta", "2.0.1-rc.1"],
      [">2.0.0-alpha <=2.0.0-alpha.2", "2.0.0-alpha.2", "2.0.0-alpha.2"],
      ["^2.0.0-0", "2.0.0-beta", "2.0.1-rc.1"],
      ["^2.0.0", null, "2.0.1-rc.1"],
      ["0.1.0 || 1.2.3", "1.2.3", "1.2.3"],
      ["1.2.x || 0.x", "1.2.10", "1.2.10"],
      ["0.x || >5", "0.2.5", "0.2.5"],
      ["3.0.0", "3.0.0+build", "3.0.0+build"],
      [">3.0.0", null, null],
      ["<0.0.0-0", null, null],
      [">1 <1", null, null],
      ["9.x || 10.x", null, null],
    ];
    for (const [range, stable, any] of cases) {
      const found = await marketplace.latestRelease("p", { range });
      assert.equal(found?.version ?? null, stable, range);
      const prerelease = await marketplace.latestRelease("p", { range, includePrerelease: true });
      assert.equal(prerelease?.version ?? null, any, `${range} with prereleases`);
    }
    await marketplace.releases.upsertMany(
      ["1.2.10", "1.10.0"].map((version) => ({ pluginId: "p", version, yanked: true })),
    );
    assert.equal((await marketplace.latestRelease("p", { range: "^1.2.3" }))?.version, "1.2.3");
  },

  "every version is the latest release of the range up to it": async ({ scope }) => {
    await releasesOf(scope, ...ORDERED);
    for (const [i, version] of ORDERED.entries()) {
      const upTo = await scope.marketplace.latestRelease("p", {
        range: `<=${version}`,
        includePrerelease: true,
      });
      assert.equal(upTo?.version, version);
      const below = await scope.marketplace.latestRelease("p", {
        range: `<${version}`,
        includePrerelease: true,
      });
      assert.equal(below?.version, ORDERED[i - 1], `below ${version}`);
    }
  },

  "an invalid range is refused": async ({ scope }) => {
    await releasesOf(scope, "1.0.0");
    const { marketplace } = scope;
    for (const range of [
      "latest",
      "1.2.3.4",
      ">=",
      "^^1",
      "1 || x y",
      1,
      null,
      `*${" ".repeat(4096)}`,
      // With prereleases the range would end at a number above all valid versions.
      `1.0.0 - 1.0.${Number.MAX_SAFE_INTEGER}`,
    ] as never[]) {
      await refused(marketplace.latestRelease("p", { range }), "validation", /range must/);
      await refused(marketplace.install("p", { range }), "validation", /range must/);
      const advisory = { id: "a", pluginId: "p", severity: "low" as const, affectedVersions: range };
      await refused(marketplace.advisories.upsert(advisory), "validation", /affectedVersions must/);
    }
    assert.deepEqual((await marketplace.advisories.list()).items, []);
    const many100 = many(100, (i) => `${i}.x`).join(" || ");
    assert.equal((await marketplace.latestRelease("p", { range: many100 }))?.version, "1.0.0");
  },
};
