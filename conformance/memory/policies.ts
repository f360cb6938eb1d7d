import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";

/** Retention policies. */
export const policies: Cases = {
  "policies: put, get, list, remove, for the whole tenant": async ({ scope, another }) => {
    const sibling = another({ tenant: scope.tenant, workspace: "other" });
    const { policies } = scope.memory;
    assert.equal(await policies.get("week"), null);
    const put = await policies.put({ name: "week", ttlDays: 7 });
    assert.deepEqual(await sibling.memory.policies.get("week"), put);
    assert.equal((await policies.put({ name: "week", ttlDays: 6.5 })).ttlDays, 6.5);
    for (const name of ["Z", "a", "é", "😀", "\uffee"]) await policies.put({ name, ttlDays: 1 });
    const names = (await everything(policies.list({ limit: 2 }))).map(({ name }) => name);
    assert.deepEqual(names, ["Z", "a", "week", "é", "\uffee", "😀"]);
    assert.equal(await another().memory.policies.get("week"), null);
    assert.equal(await policies.remove("week"), true);
    assert.equal(await policies.remove("week"), false);
    for (const ttlDays of [-1, Number.NaN, Number.POSITIVE_INFINITY, "7" as never]) {
      await refused(policies.put({ name: "bad", ttlDays }), "validation", /ttlDays must be/);
    }
    await refused(policies.put({ name: "", ttlDays: 1 }), "validation", /name must be/);
    await refused(policies.put({ name: "bad" } as never), "validation", /ttlDays is missing/);
    await refused(policies.get(""), "validation", /name must not be empty/);
    await refused(policies.list({ offset: 1 } as never), "validation", /offset is not known/);
    assert.equal(await policies.get("bad"), null);
  },

  "policies: getMany and getOrThrow": async ({ scope, another }) => {
    const { policies } = scope.memory;
    const week = await policies.put({ name: "week", ttlDays: 7 });
    const never = await policies.put({ name: "never", ttlDays: 0 });
    const found = await policies.getMany(["never", "none", "week", "never"]);
    assert.deepEqual(found, [never, null, week, never]);
    assert.deepEqual(await policies.getMany([]), []);
    assert.deepEqual(await policies.getOrThrow("week"), week);
    const error = await refused(policies.getOrThrow("none"), "not_found", /policy of this name/);
    assert.equal(error.field, "name");
    await refused(another().memory.policies.getOrThrow("week"), "not_found");
    await refused(policies.getMany(["week", ""]), "validation", /names\[1\]/);
  },

  "policies: the version counts replacements, and ifVersion detects a race": async ({ scope, another }) => {
    const { policies } = scope.memory;
    const first = await policies.put({ name: "week", ttlDays: 7 });
    assert.equal(first.version, 1);
    const second = await policies.put({ name: "week", ttlDays: 8 });
    assert.deepEqual([second.ttlDays, second.version], [8, 2]);
    const third = await policies.put({ name: "week", ttlDays: 9 }, { ifVersion: 2 });
    assert.deepEqual([third.ttlDays, third.version], [9, 3]);
    await refused(
      policies.put({ name: "week", ttlDays: 1 }, { ifVersion: 2 }),
      "version_conflict",
      /policy of this name no longer has version 2/,
    );
    const error = await refused(policies.put({ name: "none", ttlDays: 1 }, { ifVersion: 1 }), "not_found");
    assert.equal(error.field, "name");
    await refused(another().memory.policies.put({ name: "week", ttlDays: 1 }, { ifVersion: 3 }), "not_found");
    await refused(policies.put({ name: "week", ttlDays: 1 }, { ifVersion: 0 }), "validation", /ifVersion/);
    await refused(policies.remove("week", { ifVersion: 2 }), "version_conflict");
    assert.deepEqual(await policies.get("week"), third);
    assert.equal(await policies.get("none"), null);
    assert.equal(await policies.remove("week", { ifVersion: 3 }), true);
    assert.equal(await policies.remove("week", { ifVersion: 3 }), false);
  },

  "policies: no parallel replacement is lost": async ({ scope }) => {
    const { policies } = scope.memory;
    await Promise.all(Array.from({ length: 20 }, (_, i) => policies.put({ name: "week", ttlDays: i })));
    assert.equal((await policies.getOrThrow("week")).version, 20);
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, (_, i) => policies.put({ name: "week", ttlDays: i }, { ifVersion: 20 })),
    );
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    for (const result of results)
      if (result.status === "rejected") assert.equal(result.reason.code, "version_conflict");
  },
};
