import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { at, attachment, HOSTILE, hashesOf, many, stateOf } from "./samples";

/** Tags of entries, and entries by their tags. */
export const tags: Cases = {
  "tag adds and removes, and every way of finding follows": async ({ scope }) => {
    const { entry } = await scope.archive.record(attachment("h", { tags: ["b", "old"], createdAt: at(1) }));
    await scope.archive.record(attachment("i", { tags: ["b"], createdAt: at(2) }));
    const tagged = await scope.archive.tag("h", { add: ["z", "a", "b", "z"], remove: ["old", "absent"] });
    assert.deepEqual(tagged, { ...entry, tags: ["a", "b", "z"] });
    assert.deepEqual(await scope.archive.lookup("h"), tagged);
    assert.deepEqual((await scope.archive.byTag("a")).items, [tagged]);
    assert.deepEqual((await scope.archive.byTag("old")).items, []);
    assert.deepEqual(hashesOf((await scope.archive.byTag("b")).items), ["i", "h"]);
    assert.deepEqual((await scope.archive.search({ text: "z a" })).items, [tagged]);
    assert.deepEqual((await scope.archive.search({ text: "old" })).items, []);
    assert.deepEqual((await scope.archive.search({ text: "old", mode: "substring" })).items, []);
    assert.deepEqual((await scope.archive.tags()).items, [
      { tag: "a", entries: 1 },
      { tag: "b", entries: 2 },
      { tag: "z", entries: 1 },
    ]);
    assert.deepEqual((await scope.archive.tag("h", { remove: ["a", "b", "z"] })).tags, []);
    assert.deepEqual((await scope.archive.byTag("b")).items.length, 1);
    assert.deepEqual((await scope.archive.search({ text: "z", mode: "substring" })).items, []);
    assert.deepEqual(hashesOf((await scope.archive.search({ text: "h" })).items), ["h"]);
    assert.deepEqual((await scope.archive.tag("h", { add: ["back"] })).tags, ["back"]);
    assert.deepEqual(hashesOf((await scope.archive.search({ text: "back" })).items), ["h"]);
  },

  "tag gives a first tag to an entry without any": async ({ scope }) => {
    await scope.archive.record(attachment("h"));
    assert.deepEqual((await scope.archive.tag("h", { add: ["first"] })).tags, ["first"]);
    assert.deepEqual(hashesOf((await scope.archive.search({ text: "first" })).items), ["h"]);
  },

  "tag that changes nothing gives the entry": async ({ scope }) => {
    const { entry } = await scope.archive.record(attachment("h", { tags: ["a"] }));
    const before = await stateOf(scope);
    assert.deepEqual(await scope.archive.tag("h", { add: ["a"], remove: ["x"] }), entry);
    assert.deepEqual(await stateOf(scope), before);
  },

  "tag refuses what cannot be, and changes nothing": async ({ scope, another }) => {
    await scope.archive.record(attachment("h", { tags: ["a"] }));
    const before = await stateOf(scope);
    const { archive } = scope;
    await refused(archive.tag("absent", { add: ["a"] }), "not_found", /no entry of this content/);
    await refused(another().archive.tag("h", { add: ["x"] }), "not_found");
    await refused(archive.tag("h", {}), "validation", /change must add or remove/);
    await refused(archive.tag("h", { add: [], remove: [] }), "validation", /change must add or remove/);
    await refused(archive.tag("h", { add: ["x", "y"], remove: ["y"] }), "validation", /change\.add\[1\]/);
    await refused(archive.tag("h", { add: ["x", ""] }), "validation", /change\.add must be/);
    await refused(archive.tag("h", { remove: "a" as never }), "validation", /change\.remove must be/);
    await refused(archive.tag("h", { put: ["a"] } as never), "validation", /change\.put is not known/);
    await refused(archive.tag("", { add: ["x"] }), "validation", /contentHash/);
    await refused(archive.tag("h", { add: many(1000, (i) => `t${i}`) }), "validation", /more than 1000 tags/);
    assert.deepEqual(await stateOf(scope), before);
    assert.equal((await archive.tag("h", { add: many(999, (i) => `t${i}`) })).tags.length, 1000);
  },

  "F7 parallel changes of one entry's tags all survive": async ({ scope }) => {
    await scope.archive.record(attachment("h", { tags: many(20, (i) => `old${i}`) }));
    await Promise.all(
      many(20, (i) => scope.archive.tag("h", { add: [`new${i}`, "both"], remove: [`old${i}`] })),
    );
    const { tags } = (await scope.archive.lookup("h"))!;
    assert.deepEqual(tags, ["both", ...many(20, (i) => `new${i}`)].sort());
    assert.deepEqual(
      (await everything(scope.archive.tags())).map(({ tag }) => tag),
      tags,
    );
    assert.equal((await scope.archive.search({ text: tags.join(" ") })).items.length, 1);
  },

  "changes of tags and records of the same content at once agree": async ({ scope }) => {
    await scope.archive.record(attachment("h", { tags: ["t"] }));
    await Promise.all(
      many(20, (i) =>
        i % 2
          ? scope.archive.record(attachment("h", { tags: [`no${i}`] }))
          : scope.archive.tag("h", { add: [`t${i}`] }),
      ),
    );
    const { tags } = (await scope.archive.lookup("h"))!;
    assert.deepEqual(tags, ["t", ...many(10, (i) => `t${i * 2}`)].sort());
    assert.deepEqual(
      (await everything(scope.archive.tags())).map(({ tag }) => tag),
      tags,
    );
  },

  "a change of tags joins the transaction around it": async ({ scope }) => {
    await scope.archive.record(attachment("h", { tags: ["a"] }));
    const before = await stateOf(scope);
    const undo = new Error("undo");
    const failed = scope.transaction(async (tx) => {
      await tx.archive.tag("h", { add: ["b"], remove: ["a"] });
      assert.deepEqual(hashesOf((await tx.archive.byTag("b")).items), ["h"]);
      await refused(tx.archive.tag("absent", { add: ["b"] }), "not_found");
      await tx.archive.tag("h", { add: ["c"] });
      throw undo;
    });
    assert.equal(await failed.catch((error: unknown) => error), undo);
    assert.deepEqual(await stateOf(scope), before);
  },

  "tags are kept once, in code point order, and compared exactly": async ({ scope }) => {
    const given = [...HOSTILE.toReversed(), ...HOSTILE];
    const { entry } = await scope.archive.record(attachment("h", { tags: given }));
    assert.deepEqual(entry.tags, HOSTILE);
    const counted = await everything(scope.archive.tags({ limit: 2 }));
    assert.deepEqual(
      counted,
      HOSTILE.map((tag) => ({ tag, entries: 1 })),
    );
    for (const tag of HOSTILE) {
      assert.deepEqual(hashesOf((await scope.archive.byTag(tag)).items), ["h"]);
      await scope.archive.tag("h", { remove: [tag] });
      assert.deepEqual((await scope.archive.byTag(tag)).items, []);
    }
    assert.deepEqual((await scope.archive.lookup("h"))?.tags, []);
    const added = await scope.archive.tag("h", { add: HOSTILE.toReversed() });
    assert.deepEqual(added.tags, HOSTILE);
  },

  "byTag lists newest first, page by page, while others are recorded": async ({ scope }) => {
    const hashes = many(10, (i) => `h${i}`);
    await scope.archive.recordMany(
      hashes.map((hash, i) => attachment(hash, { tags: i % 2 ? ["t", "odd"] : ["t"], createdAt: at(i) })),
    );
    await scope.archive.record(attachment("other", { tags: ["tt", "T"], createdAt: at(5) }));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { contentHash: string }[]; nextCursor: string | null } = await scope.archive.byTag(
        "t",
        { limit: 3, cursor },
      );
      seen.push(...hashesOf(page.items));
      cursor = page.nextCursor;
      await scope.archive.record(attachment(`late${seen.length}`, { tags: ["t"], createdAt: at(100) }));
    } while (cursor !== null);
    assert.deepEqual(seen, hashes.toReversed());
    assert.deepEqual(hashesOf((await scope.archive.byTag("odd")).items), ["h9", "h7", "h5", "h3", "h1"]);
    assert.deepEqual(await scope.archive.byTag("none"), { items: [], nextCursor: null });
  },

  "byTags lists the entries that have all of them": async ({ scope }) => {
    await scope.archive.recordMany(
      many(30, (i) => {
        const tags = [2, 3, 5].filter((n) => i % n === 0).map((n) => `by ${n}`);
        return attachment(`h${i}`, { tags, createdAt: at(i) });
      }),
    );
    const found = async (...tags: string[]): Promise<string[]> =>
      hashesOf(await everything(scope.archive.byTags(tags, { limit: 2 })));
    assert.deepEqual(await found("by 2", "by 3"), ["h24", "h18", "h12", "h6", "h0"]);
    assert.deepEqual(await found("by 3", "by 2", "by 3"), ["h24", "h18", "h12", "h6", "h0"]);
    assert.deepEqual(await found("by 5", "by 3", "by 2"), ["h0"]);
    assert.deepEqual(await found("by 5"), ["h25", "h20", "h15", "h10", "h5", "h0"]);
    assert.deepEqual(await found("by 5", "none"), []);
    const { nextCursor } = await scope.archive.byTags(["by 2", "by 3"], { limit: 2 });
    const turned = await scope.archive.byTags(["by 3", "by 2"], { limit: 2, cursor: nextCursor });
    assert.deepEqual(hashesOf(turned.items), ["h12", "h6"]);
    await refused(scope.archive.byTags([]), "validation", /tags must be an array of 1 to 32/);
    await refused(scope.archive.byTags(many(33, String)), "validation", /tags must be an array of 1 to 32/);
    await refused(scope.archive.byTags("t" as never), "validation", /tags must be an array/);
    await refused(scope.archive.byTags(["a", ""]), "validation", /tags\[1\]/);
  },
};
