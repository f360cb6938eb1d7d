import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { at, HOSTILE_TEXT } from "./samples";

/** Prompt variants by task and hash. */
export const variants: Cases = {
  "F16 a variant is put, replaced under the same id, and removed": async ({ scope: { analytics } }) => {
    const id = randomUUID();
    const key = { task: "chat", templateHash: "a:b/😀" };
    const first = await analytics.variants.put({ ...key, description: HOSTILE_TEXT, id, createdAt: at(0) });
    const { updatedAt, ...rest } = first;
    assert.deepEqual(rest, { ...key, description: HOSTILE_TEXT, id, createdAt: at(0), version: 1 });
    assert.deepEqual(await analytics.variants.get({ task: key.task, templateHash: key.templateHash }), first);
    const again = await analytics.variants.put({
      ...key,
      description: "new",
      id: randomUUID(),
      createdAt: at(9),
    });
    assert.deepEqual({ ...again, updatedAt }, { ...first, description: "new", version: 2 });
    assert.ok(again.updatedAt >= updatedAt);
    assert.equal((await analytics.variants.put(key)).description, null);
    assert.equal(await analytics.variants.get({ task: "chat", templateHash: "a:b" }), null);
    assert.equal(await analytics.variants.remove({ task: "chat", templateHash: "a:b" }), false);
    assert.equal(await analytics.variants.remove({ task: key.task, templateHash: key.templateHash }), true);
    assert.equal(await analytics.variants.remove({ task: key.task, templateHash: key.templateHash }), false);
    assert.equal(await analytics.variants.get({ task: key.task, templateHash: key.templateHash }), null);
  },

  "ifVersion replaces or removes only the version that was read": async ({ scope: { analytics } }) => {
    const { variants } = analytics;
    const key = { task: "t", templateHash: "h" };
    await refused(variants.put({ ...key, description: "a" }, { ifVersion: 1 }), "not_found");
    assert.equal(await variants.get(key), null);
    await variants.put({ ...key, description: "a" });
    const second = await variants.put({ ...key, description: "b" }, { ifVersion: 1 });
    assert.deepEqual([second.version, second.description], [2, "b"]);
    assert.deepEqual(await variants.get(key), second);
    await refused(variants.put({ ...key, description: "c" }, { ifVersion: 1 }), "version_conflict");
    await refused(variants.remove(key, { ifVersion: 1 }), "version_conflict");
    assert.deepEqual(await variants.getMany([{ ...key, task: "u" }, key]), [null, second]);
    assert.equal(await variants.remove(key, { ifVersion: 2 }), true);
  },

  "variants are listed by task and hash": async ({ scope: { analytics } }) => {
    const names = ["b", "a", "😀", "\uffee", "Z"];
    for (const task of names)
      for (const templateHash of names) await analytics.variants.put({ task, templateHash });
    const sorted = ["Z", "a", "b", "\uffee", "😀"];
    const all = await everything(analytics.variants.list({ limit: 3 }));
    assert.deepEqual(
      all.map(({ task, templateHash }) => [task, templateHash]),
      sorted.flatMap((task) => sorted.map((hash) => [task, hash])),
    );
    const ofOne = await everything(analytics.variants.list({ task: "\uffee", limit: 2 }));
    assert.deepEqual(
      ofOne.map(({ task, templateHash }) => [task, templateHash]),
      sorted.map((hash) => ["\uffee", hash]),
    );
    const { nextCursor: cursor } = await analytics.variants.list({ limit: 1 });
    await refused(analytics.variants.list({ cursor, task: "a" }), "validation", /belongs to another query/);
  },

  "parallel puts of one variant create one row": async ({ scope: { analytics } }) => {
    const put = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        analytics.variants.put({ task: "t", templateHash: "h", description: `${i}` }),
      ),
    );
    assert.equal(new Set(put.map(({ id }) => id)).size, 1);
    assert.equal((await analytics.variants.list()).items.length, 1);
  },

  "parallel first puts of one variant and one id create one row": async ({ scope: { analytics } }) => {
    for (let round = 0; round < 10; round++) {
      const key = { task: "t", templateHash: `${round}`, id: randomUUID() };
      const put = await Promise.all(Array.from({ length: 30 }, () => analytics.variants.put(key)));
      assert.deepEqual(new Set(put.map(({ id }) => id)), new Set([key.id]));
    }
  },

  "an invalid variant is refused": async ({ scope: { analytics } }) => {
    const { id } = await analytics.variants.put({ task: "t", templateHash: "h" });
    await refused(analytics.variants.put({ task: "t", templateHash: "other", id }), "unique_violation");
    await refused(analytics.variants.put({ task: "t" } as never), "validation", /templateHash is missing/);
    await refused(analytics.variants.put({ task: "", templateHash: "h" }), "validation", /task must be/);
    const description = 7 as never;
    await refused(
      analytics.variants.put({ task: "t", templateHash: "h", description }),
      "validation",
      /description/,
    );
    await refused(
      analytics.variants.get({ task: "", templateHash: "h" }),
      "validation",
      /key\.task must be a non-empty string/,
    );
    await refused(
      analytics.variants.get({ task: "t", templateHash: undefined as never }),
      "validation",
      /key\.templateHash is missing: it must be a non-empty string/,
    );
    await refused(
      analytics.variants.remove({ task: "t", templateHash: "\u0000" }),
      "validation",
      /key\.templateHash must be a non-empty string .*well-formed/,
    );
    assert.equal((await analytics.variants.list()).items.length, 1);
  },
};
