import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { at, attachment, hashesOf, many, stateOf } from "./samples";

/** Bulk adds of contents. */
export const addMany: Cases = {
  "addMany adds new and known contents and returns them in the order given": async ({ scope }) => {
    const known = await scope.archive.add(attachment("m", { tags: ["a"], createdAt: at(1) }));
    const id = randomUUID();
    const recorded = await scope.archive.addMany([
      attachment("z", { id, tags: ["b", "a"], compression: { x: 1 }, createdAt: at(3) }),
      attachment("m", { tags: ["b"], filename: "other" }),
      attachment("b", { filename: "", createdAt: at(2) }),
    ]);
    assert.deepEqual(
      recorded.map(({ created }) => created),
      [true, false, true],
    );
    const [z, m, b] = recorded.map(({ entry }) => entry);
    assert.deepEqual(m, known.entry);
    assert.deepEqual([z?.id, z?.tags, z?.compression], [id, ["a", "b"], { x: 1 }]);
    assert.deepEqual(await scope.archive.getManyByContentHash({ contentHashes: ["z", "m", "b", "x", "z"] }), [
      z,
      m,
      b,
      null,
      z,
    ]);
    assert.deepEqual(await scope.archive.getMany([b!.id, z!.id]), [b, z]);
    assert.deepEqual(hashesOf((await scope.archive.list()).items), ["z", "b", "m"]);
    assert.deepEqual((await scope.archive.tags()).items, [
      { tag: "a", entries: 2 },
      { tag: "b", entries: 1 },
    ]);
    assert.deepEqual(hashesOf((await scope.archive.search({ text: "bin" })).items), ["z", "m"]);
    assert.deepEqual(await scope.archive.addMany([]), []);
    assert.deepEqual(await scope.archive.getManyByContentHash({ contentHashes: [] }), []);
  },

  "of several inputs with one hash the first creates the entry": async ({ scope }) => {
    const id = randomUUID();
    const inputs = [
      attachment("h", { id, filename: "first", tags: ["a"] }),
      attachment("i"),
      attachment("h", { id, filename: "second", tags: ["b"] }),
    ];
    const recorded = await scope.archive.addMany(inputs);
    assert.deepEqual(
      recorded.map(({ created }) => created),
      [true, true, false],
    );
    assert.equal(recorded[0]?.entry.filename, "first");
    assert.deepEqual(recorded[2]?.entry, recorded[0]?.entry);
    assert.deepEqual((await scope.archive.tags()).items, [{ tag: "a", entries: 1 }]);
    const again = await scope.archive.addMany(inputs);
    assert.deepEqual(
      again,
      recorded.map(({ entry }) => ({ entry, created: false })),
    );
  },

  "addMany with the same ids again changes nothing": async ({ scope }) => {
    const inputs = many(10, (i) => attachment(`h${i}`, { id: randomUUID(), tags: ["b"], createdAt: at(i) }));
    const first = await scope.archive.addMany(inputs.slice(0, 5));
    const before = await stateOf(scope);
    const again = await scope.archive.addMany(inputs.slice(0, 5));
    assert.deepEqual(
      again,
      first.map(({ entry }) => ({ entry, created: false })),
    );
    assert.deepEqual(await stateOf(scope), before);
    const all = await scope.archive.addMany(inputs);
    assert.deepEqual(
      all.map(({ created }) => created),
      many(10, (i) => i >= 5),
    );
    assert.deepEqual(
      all.map(({ entry }) => entry.id),
      inputs.map(({ id }) => id),
    );
    assert.deepEqual((await scope.archive.tags()).items, [{ tag: "b", entries: 10 }]);
  },

  "given ids of existing contents are ignored": async ({ scope }) => {
    const known = await scope.archive.addMany([
      attachment("a", { tags: ["a"] }),
      attachment("b", { tags: ["b"] }),
    ]);
    const [a, b] = known.map(({ entry }) => entry);
    const before = await stateOf(scope);
    const crossed = [
      attachment("a", { id: b!.id, tags: ["x"], filename: "x" }),
      attachment("b", { id: randomUUID(), tags: ["y"], filename: "y" }),
    ];
    const again = [
      { entry: a, created: false },
      { entry: b, created: false },
    ];
    assert.deepEqual(await scope.archive.addMany(crossed), again);
    assert.deepEqual(await scope.archive.addMany(crossed.toReversed()), again.toReversed());
    const id = randomUUID();
    const twins = [attachment("a", { id, tags: ["x"] }), attachment("new", { id })];
    const error = await refused(scope.archive.addMany(twins), "unique_violation", /two contents/);
    assert.equal(error.field, "entries[1].id");
    const taken = [attachment("a", { id, tags: ["x"] }), attachment("new", { id: a!.id })];
    const owned = await refused(scope.archive.addMany(taken), "unique_violation", /another content/);
    assert.equal(owned.field, "entries[1].id");
    assert.deepEqual(await stateOf(scope), before);
    for (const text of ["x", "y"])
      assert.deepEqual((await scope.archive.search({ text, mode: "substring" })).items, []);
  },

  "addMany adds all or nothing": async ({ scope }) => {
    const known = await scope.archive.add(attachment("h", { tags: ["b"] }));
    const before = await stateOf(scope);
    const good = [attachment("a", { tags: ["b"] }), attachment("h"), attachment("z", { tags: ["b", "c"] })];
    const { id } = known.entry;
    for (const wrong of [
      { sizeBytes: 11 },
      { sha256: "other" },
      { sizeBytes: 11, id },
      { sha256: "o", id },
    ]) {
      const inputs = [...good.toSpliced(1, 1), attachment("h", wrong)];
      const error = await refused(scope.archive.addMany(inputs), "conflict", /size or sha256/);
      assert.equal(error.field, "entries[2].contentHash");
      assert.deepEqual(await stateOf(scope), before);
    }
    const differing = [...good, attachment("a", { sizeBytes: 11 })];
    const error = await refused(scope.archive.addMany(differing), "conflict", /size or sha256/);
    assert.equal(error.field, "entries[3].contentHash");
    const taken = [...good, attachment("x", { id })];
    await refused(scope.archive.addMany(taken), "unique_violation");
    const twin = randomUUID();
    const twins = [...good, attachment("x", { id: twin }), attachment("y", { id: twin })];
    await refused(scope.archive.addMany(twins), "unique_violation");
    const bad = [...good, attachment("")];
    await refused(scope.archive.addMany(bad), "validation", /entries\[3\]\.contentHash/);
    assert.deepEqual(await stateOf(scope), before);
  },

  "a conflict of addMany ends its transaction, unless it is in a nested one": async ({ scope }) => {
    await scope.archive.add(attachment("h"));
    const wrong = [attachment("new"), attachment("h", { sizeBytes: 11 })];
    const ended = scope.transaction(async (tx) => {
      await tx.archive.add(attachment("lost"));
      await refused(tx.archive.addMany(wrong), "conflict", /size or sha256/);
    });
    await refused(ended, "conflict");
    await scope.transaction(async (tx) => {
      await tx.archive.add(attachment("kept"));
      const nested = tx.transaction((inner) => inner.archive.addMany(wrong));
      await refused(nested, "conflict", /size or sha256/);
    });
    assert.deepEqual(hashesOf((await scope.archive.list()).items), ["kept", "h"]);
  },

  "parallel addMany of the same contents in any order creates each entry once": async ({ scope }) => {
    const hashes = many(50, (i) => `h${i}`);
    const results = await Promise.all(
      many(10, (i) =>
        scope.archive.addMany(
          (i % 2 ? hashes : hashes.toReversed()).map((hash) => attachment(hash, { tags: [`t${i}`] })),
        ),
      ),
    );
    const made = results.flat().filter(({ created }) => created);
    assert.equal(made.length, 50);
    const byHash = new Map(made.map(({ entry }) => [entry.contentHash, entry]));
    for (const { entry } of results.flat()) assert.deepEqual(entry, byHash.get(entry.contentHash));
    const tags = await everything(scope.archive.tags());
    assert.equal(
      tags.reduce((sum, { entries }) => sum + entries, 0),
      50,
    );
  },

  "entries of one call keep their order among equal times": async ({ scope }) => {
    const hashes = many(20, (i) => `h${(i * 7) % 20}`);
    await scope.archive.addMany(hashes.map((hash) => attachment(hash, { createdAt: at(1), tags: ["t"] })));
    assert.deepEqual(hashesOf(await everything(scope.archive.list({ order: "oldest", limit: 3 }))), hashes);
    assert.deepEqual(
      hashesOf(await everything(scope.archive.list({ tags: ["t"], limit: 3 }))),
      hashes.toReversed(),
    );
  },

  // More values than a statement has parameters: 65,535 on PostgreSQL, 32,766 on SQLite.
  "addMany accepts 14,000 at once, and getManyByContentHash 40,000": async ({ scope }) => {
    const hashes = many(14_000, (i) => `h${i}`);
    const { entry: last } = await scope.archive.add(attachment("h13999", { sizeBytes: 13_999 }));
    const read = await scope.archive.getManyByContentHash({ contentHashes: many(40_000, (i) => `h${i}`) });
    assert.deepEqual([read.length, read[0], read[13_999], read[39_999]], [40_000, null, last, null]);
    const recorded = await scope.archive.addMany(
      hashes.map((hash, i) => attachment(hash, { sizeBytes: i, filename: "", tags: i % 5000 ? [] : ["t"] })),
    );
    assert.ok(recorded.every(({ created, entry }, i) => created === i < 13_999 && entry.sizeBytes === i));
    assert.deepEqual(recorded[13_999]?.entry, last);
    assert.deepEqual((await scope.archive.tags()).items, [{ tag: "t", entries: 3 }]);
  },
};
