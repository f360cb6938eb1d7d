import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { at, attachment, HOSTILE, hashesOf, MOST, many, removeContent, stateOf } from "./samples";

/** Single adds of contents. */
export const add: Cases = {
  "every read returns an added entry": async ({ scope }) => {
    const id = randomUUID();
    const input = {
      id: id.toUpperCase(),
      contentHash: "hash",
      messageId: "1000000000000000001",
      channelId: "1000000000000000002",
      attachmentIds: ["1000000000000000004", "1000000000000000003", "1000000000000000004"],
      filename: "nul \u0000, lone \ud800, \uffff, 😀.png",
      sizeBytes: 2 ** 40,
      sha256: "sha",
      mediaType: "image/png",
      visibility: "public",
      tags: ["b", "a", "b"],
      compression: { ratio: 0.5, steps: ["x", null], ["__proto__"]: 1, text: "\u0000" },
      createdAt: at(1),
    };
    const { entry, created } = await scope.archive.add(input);
    assert.equal(created, true);
    assert.deepEqual(entry, { ...input, id, tags: ["a", "b"], version: 1 });
    assert.deepEqual(await scope.archive.getByContentHash({ contentHash: "hash" }), entry);
    assert.deepEqual(await scope.archive.get(id.toUpperCase()), entry);
    assert.deepEqual(await scope.archive.getOrThrow(id), entry);
    assert.deepEqual(await scope.archive.getMany([randomUUID(), id]), [null, entry]);
    assert.deepEqual((await scope.archive.list()).items, [entry]);
    assert.deepEqual((await scope.archive.list({ tags: ["a"] })).items, [entry]);
    assert.deepEqual((await scope.archive.list({ messageId: input.messageId })).items, [entry]);
    assert.deepEqual((await scope.archive.list({ channelId: input.channelId })).items, [entry]);
    assert.deepEqual((await scope.archive.search({ text: "png" })).items, [entry]);
  },

  "omitted members have their defaults": async ({ scope }) => {
    const { entry } = await scope.archive.add(attachment("h"));
    assert.match(entry.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    assert.ok(Math.abs(entry.createdAt.getTime() - Date.now()) < 60_000);
    const { id, createdAt } = entry;
    const none = { attachmentIds: [], tags: [], mediaType: null, visibility: null, compression: null };
    assert.deepEqual(entry, { ...attachment("h"), ...none, id, createdAt, version: 1 });
    const nulls = { mediaType: null, visibility: null, compression: null };
    const other = await scope.archive.add(attachment("i", nulls));
    assert.deepEqual(await scope.archive.getByContentHash({ contentHash: "i" }), { ...other.entry, ...none });
    assert.deepEqual((await scope.archive.add(attachment("j", { filename: "" }))).entry.filename, "");
  },

  "add does not share objects with its caller": async ({ scope }) => {
    const input = { tags: ["a"], attachmentIds: ["1"], compression: { list: [1] }, createdAt: at(1) };
    const { entry } = await scope.archive.add(attachment("h", input));
    const before = JSON.stringify(entry);
    input.tags.push("z");
    input.attachmentIds.push("2");
    input.compression.list.push(2);
    input.createdAt.setTime(0);
    assert.equal(JSON.stringify(entry), before);
    assert.deepEqual(await scope.archive.getByContentHash({ contentHash: "h" }), entry);
  },

  "an add of an existing content returns its entry unchanged, with any place": async ({ scope }) => {
    const first = await scope.archive.add(
      attachment("h", { tags: ["a"], filename: "first.bin", createdAt: at(1) }),
    );
    const before = await stateOf(scope);
    const again = attachment("h", {
      messageId: "other",
      channelId: "other",
      attachmentIds: ["9"],
      filename: "second.bin",
      mediaType: "text/plain",
      visibility: "private",
      tags: ["b", "bb"],
      compression: [1],
      createdAt: at(9),
    });
    for (const id of [undefined, randomUUID(), first.entry.id]) {
      const input = id === undefined ? again : { ...again, id };
      assert.deepEqual(await scope.archive.add(input), { entry: first.entry, created: false });
    }
    assert.deepEqual((await scope.archive.list({ messageId: "other" })).items, [first.entry]);
    await scope.archive.places.remove({ entryId: first.entry.id, messageId: "other", channelId: "other" });
    assert.deepEqual(await stateOf(scope), before);
    assert.deepEqual((await scope.archive.list({ tags: ["b"] })).items, []);
    assert.deepEqual((await scope.archive.search({ text: "second" })).items, []);
    assert.deepEqual(hashesOf((await scope.archive.search({ text: "first" })).items), ["h"]);
  },

  "an existing hash with another size or sha256 is a conflict, and nothing is written": async ({ scope }) => {
    const { entry } = await scope.archive.add(attachment("h", { tags: ["a"] }));
    const before = await stateOf(scope);
    for (const wrong of [{ sizeBytes: 11 }, { sha256: "other" }, { sizeBytes: 0, sha256: "SHA OF H" }]) {
      for (const id of [randomUUID(), entry.id]) {
        const input = attachment("h", { tags: ["b"], id, ...wrong });
        const error = await refused(scope.archive.add(input), "conflict", /size or sha256/);
        assert.equal(error.field, "contentHash");
      }
      await refused(scope.archive.add(attachment("h", { tags: ["b"], ...wrong })), "conflict");
    }
    assert.deepEqual(await stateOf(scope), before);
  },

  "a conflict of add does not end the transaction around it": async ({ scope }) => {
    await scope.archive.add(attachment("h"));
    await scope.transaction(async (tx) => {
      await tx.archive.add(attachment("before"));
      await refused(tx.archive.add(attachment("h", { sizeBytes: 11 })), "conflict");
      await tx.archive.add(attachment("after"));
    });
    assert.deepEqual(hashesOf((await scope.archive.list()).items), ["after", "before", "h"]);
  },

  "add refuses an id that belongs to another content, and changes nothing": async ({ scope }) => {
    const { entry } = await scope.archive.add(attachment("h"));
    const before = await stateOf(scope);
    const taken = attachment("i", { id: entry.id, tags: ["b"] });
    assert.equal(
      (await refused(scope.archive.add(taken), "unique_violation", /another content/)).field,
      "id",
    );
    assert.deepEqual(await stateOf(scope), before);
  },

  "of 20 parallel adds of one content one creates the entry, and all return it": async ({ scope }) => {
    for (let round = 0; round < 5; round++) {
      const results = await Promise.all(
        many(20, (i) => scope.archive.add(attachment(`h${round}`, { filename: `${i}`, tags: [`t${i}`] }))),
      );
      assert.equal(results.filter(({ created }) => created).length, 1);
      const { entry } = results.find(({ created }) => created)!;
      for (const result of results) assert.deepEqual(result.entry, entry);
      assert.deepEqual(await scope.archive.getByContentHash({ contentHash: `h${round}` }), entry);
    }
    const entries = await everything(scope.archive.list());
    assert.equal(entries.length, 5);
    // Only the tags of the call that created the entry.
    const tags = await everything(scope.archive.tags());
    assert.equal(
      tags.reduce((sum, { entries: count }) => sum + count, 0),
      5,
    );
    for (const { tags, filename, contentHash } of entries) {
      assert.deepEqual(tags, [`t${filename}`]);
      const tagged = await everything(scope.archive.list({ tags: [`t${filename}`] }));
      assert.ok(hashesOf(tagged).includes(contentHash));
    }
  },

  "of 20 parallel adds of one content and one id one creates the entry": async ({ scope }) => {
    for (let round = 0; round < 20; round++) {
      const input = attachment(`h${round}`, { id: randomUUID(), tags: ["t"] });
      const results = await Promise.all(many(20, () => scope.archive.add(input)));
      assert.equal(results.filter(({ created }) => created).length, 1);
      for (const { entry } of results) assert.equal(entry.id, input.id);
    }
    assert.deepEqual((await scope.archive.tags()).items, [{ tag: "t", entries: 20 }]);
  },

  "parallel adds of one hash and different contents: one is kept": async ({ scope }) => {
    const results = await Promise.allSettled(
      many(20, (sizeBytes) => scope.archive.add(attachment("h", { sizeBytes, tags: [`t${sizeBytes}`] }))),
    );
    const kept = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    assert.equal(kept.length, 1);
    assert.deepEqual(await scope.archive.getByContentHash({ contentHash: "h" }), kept[0]!.entry);
    for (const result of results)
      if (result.status === "rejected") await refused(Promise.reject(result.reason), "conflict");
    assert.deepEqual((await scope.archive.tags()).items, [{ tag: kept[0]!.entry.tags[0], entries: 1 }]);
  },

  "sizes up to 2^53 - 1 are kept, others are refused by name": async ({ scope }) => {
    for (const sizeBytes of [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 40, MOST]) {
      const { entry } = await scope.archive.add(attachment(`h${sizeBytes}`, { sizeBytes }));
      assert.equal(entry.sizeBytes, sizeBytes);
      const [read, again] = [
        await scope.archive.getByContentHash({ contentHash: `h${sizeBytes}` }),
        await scope.archive.add(attachment(`h${sizeBytes}`, { sizeBytes })),
      ];
      assert.equal(read?.sizeBytes, sizeBytes);
      assert.deepEqual(again, { entry, created: false });
    }
    for (const sizeBytes of [2 ** 53, 2 ** 60, -1, 0.5, Number.NaN, Infinity, "1", 1n, null, undefined]) {
      const input = attachment("bad", { sizeBytes: sizeBytes as number });
      const error = await refused(
        scope.archive.add(input),
        "validation",
        /sizeBytes (is missing: it )?must be a whole/,
      );
      assert.equal(error.field, "sizeBytes");
      const among = [attachment("good"), input];
      await refused(scope.archive.addMany(among), "validation", /entries\[1\]\.sizeBytes/);
    }
    assert.deepEqual(await scope.archive.getManyByContentHash({ contentHashes: ["bad", "good"] }), [
      null,
      null,
    ]);
    const { entry } = await scope.archive.add(attachment("zero", { sizeBytes: -0 }));
    assert.ok(Object.is(entry.sizeBytes, 0));
  },

  "totals are exact beyond 2^53 and beyond 64 bits": async ({ scope }) => {
    assert.deepEqual(await scope.archive.totals(), { entries: 0, bytes: 0n });
    await scope.archive.addMany([
      attachment("a", { sizeBytes: MOST }),
      attachment("b", { sizeBytes: MOST }),
      attachment("c", { sizeBytes: 3 }),
    ]);
    const totals = await scope.archive.totals();
    assert.deepEqual(totals, { entries: 3, bytes: 2n * BigInt(MOST) + 3n });
    assert.equal(JSON.stringify(totals), `{"entries":3,"bytes":"${totals.bytes}"}`);
    await scope.archive.addMany(many(1100, (i) => attachment(`many ${i}`, { sizeBytes: MOST })));
    assert.deepEqual(await scope.archive.totals(), { entries: 1103, bytes: 1102n * BigInt(MOST) + 3n });
    await removeContent(scope, "c");
    assert.deepEqual(await scope.archive.totals(), { entries: 1102, bytes: 1102n * BigInt(MOST) });
  },

  "hashes are compared exactly": async ({ scope }) => {
    const recorded = await scope.archive.addMany(HOSTILE.map((hash) => attachment(hash, { sha256: "s" })));
    assert.ok(recorded.every(({ created }) => created));
    const entries = recorded.map(({ entry }) => entry);
    assert.deepEqual(hashesOf(entries), HOSTILE);
    assert.deepEqual(await scope.archive.getManyByContentHash({ contentHashes: HOSTILE }), entries);
    for (const [i, hash] of HOSTILE.entries()) {
      assert.deepEqual(await scope.archive.getByContentHash({ contentHash: hash }), entries[i]);
      assert.deepEqual(await scope.archive.add(attachment(hash, { sha256: "s" })), {
        entry: entries[i],
        created: false,
      });
      assert.equal(await scope.archive.remove(entries[i]!.id), true);
      assert.equal(await scope.archive.remove(entries[i]!.id), false);
      assert.equal((await scope.archive.totals()).entries, HOSTILE.length - i - 1);
    }
  },

  "remove deletes the entry with its tags and texts, and the content can be added again": async ({
    scope,
  }) => {
    const first = await scope.archive.add(attachment("h", { tags: ["a", "b"] }));
    await scope.archive.add(attachment("i", { tags: ["b"] }));
    assert.equal(await scope.archive.remove(first.entry.id.toUpperCase()), true);
    assert.equal(await scope.archive.getByContentHash({ contentHash: "h" }), null);
    assert.equal(await scope.archive.get(first.entry.id), null);
    const missing = await refused(scope.archive.getOrThrow(first.entry.id), "not_found");
    assert.equal(missing.field, "id");
    assert.deepEqual((await scope.archive.tags()).items, [{ tag: "b", entries: 1 }]);
    assert.deepEqual((await scope.archive.search({ text: "h" })).items, []);
    const second = await scope.archive.add(attachment("h", { sizeBytes: 99, tags: ["c"] }));
    assert.equal(second.created, true);
    assert.notEqual(second.entry.id, first.entry.id);
    assert.deepEqual(hashesOf((await scope.archive.search({ text: "h" })).items), ["h"]);
    assert.deepEqual((await scope.archive.list({ tags: ["a"] })).items, []);
  },

  "parallel adds and removes of one content leave a complete entry or none": async ({ scope }) => {
    for (let round = 0; round < 10; round++) {
      // Also with the caller's own id, which cannot be distinguished from the existing id.
      const input = attachment("h", { tags: ["t"], ...(round % 2 && { id: randomUUID() }) });
      await Promise.allSettled(
        many(20, (i) => (i % 2 ? removeContent(scope, "h") : scope.archive.add(input))),
      );
      const left = await scope.archive.getByContentHash({ contentHash: "h" });
      const whole = left === null ? [] : ["h"];
      assert.deepEqual(hashesOf((await scope.archive.list({ tags: ["t"] })).items), whole);
      assert.deepEqual(hashesOf((await scope.archive.search({ text: "bin" })).items), whole);
      assert.deepEqual(hashesOf((await scope.archive.search({ text: "t" })).items), whole);
    }
  },

  "remove with ifVersion removes only that version": async ({ scope }) => {
    const { archive } = scope;
    const { entry } = await archive.add(attachment("h"));
    const { version } = await archive.tag(entry.id, ["a"]);
    assert.deepEqual([entry.version, version], [1, 2]);
    await refused(archive.remove(entry.id, { ifVersion: 1 }), "version_conflict", /version 1/);
    assert.equal((await archive.get(entry.id))?.version, 2);
    assert.equal(await archive.remove(entry.id, { ifVersion: 2 }), true);
    assert.equal(await archive.remove(entry.id, { ifVersion: 2 }), false);
  },
};
