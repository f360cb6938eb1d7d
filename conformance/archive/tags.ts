import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { at, attachment, HOSTILE, hashesOf, many, stateOf } from "./samples";

/** Tags of entries, and entries by their tags. */
export const tags: Cases = {
  "tag adds, untag removes, and lists and searches reflect it": async ({ scope }) => {
    const { archive } = scope;
    const { entry } = await archive.add(attachment("h", { tags: ["b", "old"], createdAt: at(1) }));
    await archive.add(attachment("i", { tags: ["b"], createdAt: at(2) }));
    const added = await archive.tag(entry.id, ["z", "a", "b", "z"]);
    assert.deepEqual(added, { ...entry, tags: ["a", "b", "old", "z"], version: 2 });
    const tagged = await archive.untag(entry.id.toUpperCase(), ["old", "absent"]);
    assert.deepEqual(tagged, { ...entry, tags: ["a", "b", "z"], version: 3 });
    assert.deepEqual(await archive.get(entry.id), tagged);
    assert.deepEqual((await archive.list({ tags: ["a"] })).items, [tagged]);
    assert.deepEqual((await archive.list({ tags: ["old"] })).items, []);
    assert.deepEqual(hashesOf((await archive.list({ tags: ["b"] })).items), ["i", "h"]);
    assert.deepEqual((await archive.search({ text: "z a" })).items, [tagged]);
    assert.deepEqual((await archive.search({ text: "old" })).items, []);
    assert.deepEqual((await archive.search({ text: "old", mode: "substring" })).items, []);
    assert.deepEqual((await archive.tags()).items, [
      { tag: "a", entries: 1 },
      { tag: "b", entries: 2 },
      { tag: "z", entries: 1 },
    ]);
    assert.deepEqual((await archive.untag(entry.id, ["a", "b", "z"])).tags, []);
    assert.deepEqual((await archive.list({ tags: ["b"] })).items.length, 1);
    assert.deepEqual((await archive.search({ text: "z", mode: "substring" })).items, []);
    assert.deepEqual(hashesOf((await archive.search({ text: "h" })).items), ["h"]);
    assert.deepEqual((await archive.tag(entry.id, ["back"])).tags, ["back"]);
    assert.deepEqual(hashesOf((await archive.search({ text: "back" })).items), ["h"]);
  },

  "tag gives a first tag to an entry without any": async ({ scope }) => {
    const { entry } = await scope.archive.add(attachment("h"));
    assert.deepEqual((await scope.archive.tag(entry.id, ["first"])).tags, ["first"]);
    assert.deepEqual(hashesOf((await scope.archive.search({ text: "first" })).items), ["h"]);
  },

  "tag and untag without a change return the entry with its version": async ({ scope }) => {
    const { entry } = await scope.archive.add(attachment("h", { tags: ["a"] }));
    const before = await stateOf(scope);
    assert.deepEqual(await scope.archive.tag(entry.id, ["a"]), entry);
    assert.deepEqual(await scope.archive.untag(entry.id, ["x"]), entry);
    assert.deepEqual(await stateOf(scope), before);
  },

  "tag and untag with ifVersion change only that version": async ({ scope }) => {
    const { archive } = scope;
    const { entry } = await archive.add(attachment("h", { tags: ["a"] }));
    const { version } = await archive.tag(entry.id, ["b"], { ifVersion: entry.version });
    assert.equal(version, 2);
    const before = await stateOf(scope);
    await refused(archive.tag(entry.id, ["c"], { ifVersion: 1 }), "version_conflict", /version 1/);
    await refused(archive.untag(entry.id, ["a"], { ifVersion: 1 }), "version_conflict", /version 1/);
    await refused(archive.tag(entry.id, ["c"], { ifVersion: 0 }), "validation", /options\.ifVersion/);
    await refused(archive.tag(randomUUID(), ["c"], { ifVersion: 1 }), "not_found");
    assert.deepEqual(await stateOf(scope), before);
    assert.deepEqual((await archive.untag(entry.id, ["a"], { ifVersion: 2 })).tags, ["b"]);
  },

  "tag and untag refuse invalid input and missing entries, and change nothing": async ({
    scope,
    another,
  }) => {
    const { archive } = scope;
    const { id } = (await archive.add(attachment("h", { tags: ["a"] }))).entry;
    const before = await stateOf(scope);
    for (const verb of ["tag", "untag"] as const) {
      const missing = await refused(archive[verb](randomUUID(), ["a"]), "not_found", /no archive entry/);
      assert.equal(missing.field, "id");
      await refused(another().archive[verb](id, ["x"]), "not_found");
      await refused(archive[verb](id, []), "validation", /tags must be an array of 1 to 1000/);
      await refused(archive[verb](id, undefined as never), "validation", /tags is missing/);
      await refused(archive[verb](id, "a" as never), "validation", /tags must be an array/);
      await refused(archive[verb](id, ["x", ""]), "validation", /tags\[1\] must not be empty/);
      await refused(archive[verb]("h", ["x"]), "validation", /id must be a UUID/);
    }
    const more = many(1000, (i) => `t${i}`);
    await refused(archive.tag(id, more), "validation", /more than 1000 tags/);
    assert.deepEqual(await stateOf(scope), before);
    assert.equal((await archive.tag(id, more.slice(1))).tags.length, 1000);
  },

  "F7 parallel changes of one entry's tags all survive": async ({ scope }) => {
    const { archive } = scope;
    const { entry } = await archive.add(attachment("h", { tags: many(20, (i) => `old${i}`) }));
    await Promise.all(
      many(20, (i) => [
        archive.tag(entry.id, [`new${i}`, "both"]),
        archive.untag(entry.id, [`old${i}`]),
      ]).flat(),
    );
    const { tags, version } = await archive.getOrThrow(entry.id);
    assert.deepEqual(tags, ["both", ...many(20, (i) => `new${i}`)].sort());
    assert.equal(version, 41);
    assert.deepEqual(
      (await everything(archive.tags())).map(({ tag }) => tag),
      tags,
    );
    assert.equal((await archive.search({ text: tags.join(" ") })).items.length, 1);
  },

  "parallel changes of tags and adds of the same content are consistent": async ({ scope }) => {
    const { archive } = scope;
    const { entry } = await archive.add(attachment("h", { tags: ["t"] }));
    await Promise.all(
      many(20, (i) =>
        i % 2
          ? archive.add(attachment("h", { tags: [`no${i}`] }))
          : archive.tag(entry.id, [`t${i}`]).then(() => undefined),
      ),
    );
    const { tags } = await archive.getOrThrow(entry.id);
    assert.deepEqual(tags, ["t", ...many(10, (i) => `t${i * 2}`)].sort());
    assert.deepEqual(
      (await everything(archive.tags())).map(({ tag }) => tag),
      tags,
    );
  },

  "a change of tags joins the transaction around it": async ({ scope }) => {
    const { id } = (await scope.archive.add(attachment("h", { tags: ["a"] }))).entry;
    const before = await stateOf(scope);
    const undo = new Error("undo");
    const failed = scope.transaction(async (tx) => {
      await tx.archive.tag(id, ["b"]);
      await tx.archive.untag(id, ["a"]);
      assert.deepEqual(hashesOf((await tx.archive.list({ tags: ["b"] })).items), ["h"]);
      await refused(tx.archive.tag(randomUUID(), ["b"]), "not_found");
      await tx.archive.tag(id, ["c"]);
      throw undo;
    });
    assert.equal(await failed.catch((error: unknown) => error), undo);
    assert.deepEqual(await stateOf(scope), before);
  },

  "tags are stored without duplicates, in code point order, and compared exactly": async ({ scope }) => {
    const given = [...HOSTILE.toReversed(), ...HOSTILE];
    const { entry } = await scope.archive.add(attachment("h", { tags: given }));
    assert.deepEqual(entry.tags, HOSTILE);
    const counted = await everything(scope.archive.tags({ limit: 2 }));
    assert.deepEqual(
      counted,
      HOSTILE.map((tag) => ({ tag, entries: 1 })),
    );
    for (const tag of HOSTILE) {
      assert.deepEqual(hashesOf((await scope.archive.list({ tags: [tag] })).items), ["h"]);
      await scope.archive.untag(entry.id, [tag]);
      assert.deepEqual((await scope.archive.list({ tags: [tag] })).items, []);
    }
    assert.deepEqual((await scope.archive.getByContentHash({ contentHash: "h" }))?.tags, []);
    const added = await scope.archive.tag(entry.id, HOSTILE.toReversed());
    assert.deepEqual(added.tags, HOSTILE);
  },

  "a list of a tag is newest first, page by page, while others are recorded": async ({ scope }) => {
    const hashes = many(10, (i) => `h${i}`);
    await scope.archive.addMany(
      hashes.map((hash, i) => attachment(hash, { tags: i % 2 ? ["t", "odd"] : ["t"], createdAt: at(i) })),
    );
    await scope.archive.add(attachment("other", { tags: ["tt", "T"], createdAt: at(5) }));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { contentHash: string }[]; nextCursor: string | null } = await scope.archive.list({
        tags: ["t"],
        limit: 3,
        cursor,
      });
      seen.push(...hashesOf(page.items));
      cursor = page.nextCursor;
      await scope.archive.add(attachment(`late${seen.length}`, { tags: ["t"], createdAt: at(100) }));
    } while (cursor !== null);
    assert.deepEqual(seen, hashes.toReversed());
    assert.deepEqual(hashesOf((await scope.archive.list({ tags: ["odd"] })).items), [
      "h9",
      "h7",
      "h5",
      "h3",
      "h1",
    ]);
    assert.deepEqual(await scope.archive.list({ tags: ["none"] }), { items: [], nextCursor: null });
  },

  "a list by several tags returns the entries with all of them": async ({ scope }) => {
    await scope.archive.addMany(
      many(30, (i) => {
        const tags = [2, 3, 5].filter((n) => i % n === 0).map((n) => `by ${n}`);
        return attachment(`h${i}`, { tags, createdAt: at(i) });
      }),
    );
    const found = async (...tags: string[]): Promise<string[]> =>
      hashesOf(await everything(scope.archive.list({ tags, limit: 2 })));
    assert.deepEqual(await found("by 2", "by 3"), ["h24", "h18", "h12", "h6", "h0"]);
    assert.deepEqual(await found("by 3", "by 2", "by 3"), ["h24", "h18", "h12", "h6", "h0"]);
    assert.deepEqual(await found("by 5", "by 3", "by 2"), ["h0"]);
    assert.deepEqual(await found("by 5"), ["h25", "h20", "h15", "h10", "h5", "h0"]);
    assert.deepEqual(await found("by 5", "none"), []);
    const { nextCursor } = await scope.archive.list({ tags: ["by 2", "by 3"], limit: 2 });
    const turned = await scope.archive.list({ tags: ["by 3", "by 2"], limit: 2, cursor: nextCursor });
    assert.deepEqual(hashesOf(turned.items), ["h12", "h6"]);
    await refused(scope.archive.list({ tags: [] }), "validation", /tags must be an array of 1 to 32/);
    await refused(
      scope.archive.list({ tags: many(33, String) }),
      "validation",
      /tags must be an array of 1 to 32/,
    );
    await refused(scope.archive.list({ tags: "t" as never }), "validation", /tags must be an array/);
    await refused(scope.archive.list({ tags: ["a", ""] }), "validation", /each a non-empty string/);
  },
};
