import assert from "node:assert/strict";
import type { MarketplaceSeverity } from "../../src/stores/marketplace/types";
import { type Cases, everything, refused } from "../suite";
import { at, idsOf, pluginsIn } from "./samples";

const SEVERITIES: MarketplaceSeverity[] = ["low", "medium", "high", "critical"];

/** Advisories, and the versions that they affect. */
export const advisories: Cases = {
  "upsert stores all members of an advisory, and changes the given ones": async ({ scope }) => {
    await pluginsIn(scope, "p", "q");
    const { advisories } = scope.marketplace;
    const whole = {
      id: "adv-0",
      pluginId: "p",
      cveId: "CVE-2025-1",
      severity: "high" as const,
      description: "the sacred writings",
      affectedVersions: "<1.3.0",
      fixedIn: "1.3.0",
      publishedAt: at(1),
      attrs: { score: 7.5 },
    };
    assert.deepEqual(await advisories.upsert(whole), { ...whole, rowVersion: 1 });
    assert.deepEqual(await advisories.get("adv-0"), { ...whole, rowVersion: 1 });
    const again = { id: "adv-0", pluginId: "q", severity: "low" as const, affectedVersions: " >=1  <2 " };
    assert.deepEqual(await advisories.upsert(again), { ...whole, ...again, rowVersion: 2 });
    const bare = await advisories.upsert({ id: "b", pluginId: "p", severity: "low", affectedVersions: "" });
    assert.deepEqual(bare, {
      ...whole,
      id: "b",
      severity: "low",
      cveId: null,
      description: null,
      affectedVersions: "",
      fixedIn: null,
      publishedAt: null,
      attrs: {},
      rowVersion: 1,
    });
    await refused(advisories.upsert({ ...whole, pluginId: "gone" }), "not_found", /plugin/);
    for (const severity of ["", "High", "severe", null, 3] as never[])
      await refused(advisories.upsert({ ...whole, severity }), "validation", /severity must be one of low/);
    await refused(advisories.upsert({ ...whole, fixedIn: "1.3" }), "validation", /fixedIn must/);
    assert.deepEqual(await advisories.getOrThrow("adv-0"), { ...whole, ...again, rowVersion: 2 });
    await refused(advisories.getOrThrow("none"), "not_found", /advisory/);
    assert.deepEqual(await advisories.getMany(["b", "none"]), [bare, null]);
    assert.equal(await advisories.remove("b"), true);
    assert.equal(await advisories.remove("b"), false);
  },

  "advisoriesFor uses the range, and the fixed version if the range has all versions": async ({ scope }) => {
    await pluginsIn(scope, "p", "q");
    const { marketplace } = scope;
    const advisory = (id: string, affectedVersions: string, fixedIn: string | null = null, plugin = "p") => ({
      id,
      pluginId: plugin,
      severity: "high" as const,
      affectedVersions,
      fixedIn,
    });
    await marketplace.advisories.upsertMany([
      advisory("all", "*"),
      advisory("below", "<1.3.0", "1.3.0"),
      advisory("caret", "^1.2.0"),
      advisory("early", "*", "1.2.5"),
      advisory("early all", "<1.0.0 || *", "1.2.5"),
      advisory("early none", "", "1.2.5"),
      advisory("either", "1.0.x || 2.x"),
      advisory("exact", "1.2.3"),
      advisory("late", "<1.3.0", "1.2.0"),
      advisory("other", "*", null, "q"),
    ]);
    const early = ["early", "early all", "early none"];
    const cases: [version: string, ids: string[]][] = [
      ["1.0.0", ["all", "below", ...early, "either", "late"]],
      ["1.2.0", ["all", "below", "caret", ...early, "late"]],
      ["1.2.3", ["all", "below", "caret", ...early, "exact", "late"]],
      ["1.2.3+build", ["all", "below", "caret", ...early, "exact", "late"]],
      ["1.2.5", ["all", "below", "caret", "late"]],
      ["1.3.0", ["all", "caret"]],
      // Prereleases are treated like other versions.
      ["1.3.0-beta", ["all", "below", "caret", "late"]],
      ["1.2.5-rc.1", ["all", "below", "caret", ...early, "late"]],
      ["2.0.0-rc.1", ["all", "either"]],
      ["2.5.0", ["all", "either"]],
      ["3.0.0", ["all"]],
    ];
    for (const [version, ids] of cases)
      assert.deepEqual(
        idsOf(await marketplace.advisoriesFor({ pluginId: "p", version: version })),
        ids,
        version,
      );
    assert.deepEqual(idsOf(await marketplace.advisoriesFor({ pluginId: "q", version: "1.0.0" })), ["other"]);
    assert.deepEqual(await marketplace.advisoriesFor({ pluginId: "none", version: "1.0.0" }), []);
    assert.deepEqual(
      (await marketplace.advisoriesFor({ pluginId: "q", version: "1.0.0" }))[0],
      await marketplace.advisories.get("other"),
    );
  },

  "a vulnerability that was fixed in several release lines is found in each": async ({ scope }) => {
    await pluginsIn(scope, "next");
    const { marketplace } = scope;
    const lines = { affectedVersions: ">=13.3.0 <14.2.35 || >=15.0.0 <15.0.7", fixedIn: "14.2.35" };
    await marketplace.advisories.upsert({ id: "a", pluginId: "next", severity: "high", ...lines });
    const affected = ["13.3.0", "14.2.34", "14.2.35-rc.1", "15.0.0", "15.0.6", "15.0.7-rc.1"];
    const safe = ["13.2.9", "13.3.0-rc.1", "14.2.35", "14.3.0", "15.0.0-rc.1", "15.0.7", "16.0.0"];
    for (const version of [...affected, ...safe]) {
      const found = idsOf(await marketplace.advisoriesFor({ pluginId: "next", version: version }));
      assert.deepEqual(found, affected.includes(version) ? ["a"] : [], version);
    }
  },

  "advisoriesFor sorts by severity, worst first, then newest first, unknown times last, then by id": async ({
    scope,
  }) => {
    await pluginsIn(scope, "p");
    const rows = SEVERITIES.flatMap((severity) =>
      [null, at(1), at(3), at(3), at(2), null].map((publishedAt, i) => ({
        id: `${severity}-${i}`,
        pluginId: "p",
        severity,
        affectedVersions: "*",
        publishedAt,
      })),
    );
    await scope.marketplace.advisories.upsertMany(rows.toReversed());
    const expected = SEVERITIES.toReversed().flatMap((each) => [2, 3, 4, 1, 0, 5].map((i) => `${each}-${i}`));
    assert.deepEqual(
      idsOf(await scope.marketplace.advisoriesFor({ pluginId: "p", version: "1.0.0" })),
      expected,
    );
  },

  "advisories are listed by id, for all plugins or for one": async ({ scope }) => {
    await pluginsIn(scope, "p", "q");
    const { advisories } = scope.marketplace;
    const ids = ["a", "B", "c", "Z", "é"];
    await advisories.upsertMany(
      ids.map((id, i) => ({ id, pluginId: i % 2 ? "p" : "q", severity: "low", affectedVersions: "*" })),
    );
    for (const limit of [1, 2, 50]) {
      assert.deepEqual(idsOf(await everything(advisories.list({ limit }))), ["B", "Z", "a", "c", "é"]);
      assert.deepEqual(idsOf(await everything(advisories.list({ limit, pluginId: "p" }))), ["B", "Z"]);
    }
  },
};
