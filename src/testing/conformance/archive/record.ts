import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { at, attachment, HOSTILE, hashesOf, MOST, many, stateOf } from "./samples";

/** One content at a time. */
export const record: Cases = {
  "record makes an entry that every way of reading gives back": async ({ scope }) => {
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
    const { entry, created } = await scope.archive.record(input);
    assert.equal(created, true);
    assert.deepEqual(entry, { ...input, id, tags: ["a", "b"] });
    assert.deepEqual(await scope.archive.lookup("hash"), entry);
    assert.deepEqual(await scope.archive.get(id.toUpperCase()), entry);
    assert.deepEqual(await scope.archive.getOrThrow(id), entry);
    assert.deepEqual(await scope.archive.getMany([randomUUID(), id]), [null, entry]);
    assert.deepEqual((await scope.archive.list()).items, [entry]);
    assert.deepEqual((await scope.archive.byTag("a")).items, [entry]);
    assert.deepEqual((await scope.archive.byMessage(input.messageId)).items, [entry]);
    assert.deepEqual((await scope.archive.byChannel(input.channelId)).items, [entry]);
    assert.deepEqual((await scope.archive.search({ text: "png" })).items, [entry]);
  },

  "what is left out has its default": async ({ scope }) => {
    const { entry } = await scope.archive.record(attachment("h"));
    assert.match(entry.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    assert.ok(Math.abs(entry.createdAt.getTime() - Date.now()) < 60_000);
    const { id, createdAt } = entry;
    const none = { attachmentIds: [], tags: [], mediaType: null, visibility: null, compression: null };
    assert.deepEqual(entry, { ...attachment("h"), ...none, id, createdAt });
    const nulls = { mediaType: null, visibility: null, compression: null };
    const other = await scope.archive.record(attachment("i", nulls));
    assert.deepEqual(await scope.archive.lookup("i"), { ...other.entry, ...none });
    assert.deepEqual((await scope.archive.record(attachment("j", { filename: "" }))).entry.filename, "");
  },

  "record does not share objects with its caller": async ({ scope }) => {
    const input = { tags: ["a"], attachmentIds: ["1"], compression: { list: [1] }, createdAt: at(1) };
    const { entry } = await scope.archive.record(attachment("h", input));
    const before = JSON.stringify(entry);
    input.tags.push("z");
    input.attachmentIds.push("2");
    input.compression.list.push(2);
    input.createdAt.setTime(0);
    assert.equal(JSON.stringify(entry), before);
    assert.deepEqual(await scope.archive.lookup("h"), entry);
  },

  "a known content gives its entry, unchanged, whatever the input says of its place": async ({ scope }) => {
    const first = await scope.archive.record(
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
      assert.deepEqual(await scope.archive.record(input), { entry: first.entry, created: false });
    }
    assert.deepEqual((await scope.archive.byMessage("other")).items, [first.entry]);
    await scope.archive.places.remove("h", { messageId: "other", channelId: "other" });
    assert.deepEqual(await stateOf(scope), before);
    assert.deepEqual((await scope.archive.byTag("b")).items, []);
    assert.deepEqual((await scope.archive.search({ text: "second" })).items, []);
    assert.deepEqual(hashesOf((await scope.archive.search({ text: "first" })).items), ["h"]);
  },

  "a known hash with another size or sha256 is a conflict that changes nothing": async ({ scope }) => {
    const { entry } = await scope.archive.record(attachment("h", { tags: ["a"] }));
    const before = await stateOf(scope);
    for (const wrong of [{ sizeBytes: 11 }, { sha256: "other" }, { sizeBytes: 0, sha256: "SHA OF H" }]) {
      for (const id of [randomUUID(), entry.id]) {
        const input = attachment("h", { tags: ["b"], id, ...wrong });
        const error = await refused(scope.archive.record(input), "conflict", /size or sha256/);
        assert.equal(error.field, "contentHash");
      }
      await refused(scope.archive.record(attachment("h", { tags: ["b"], ...wrong })), "conflict");
    }
    assert.deepEqual(await stateOf(scope), before);
  },

  "the conflict of one record leaves a transaction around it whole": async ({ scope }) => {
    await scope.archive.record(attachment("h"));
    await scope.transaction(async (tx) => {
      await tx.archive.record(attachment("before"));
      await refused(tx.archive.record(attachment("h", { sizeBytes: 11 })), "conflict");
      await tx.archive.record(attachment("after"));
    });
    assert.deepEqual(hashesOf((await scope.archive.list()).items), ["after", "before", "h"]);
  },

  "record refuses an id that belongs to another content, and changes nothing": async ({ scope }) => {
    const { entry } = await scope.archive.record(attachment("h"));
    const before = await stateOf(scope);
    await refused(scope.archive.record(attachment("i", { id: entry.id, tags: ["b"] })), "unique_violation");
    assert.deepEqual(await stateOf(scope), before);
  },

  "of 20 parallel records of one content one makes the entry, and all get it": async ({ scope }) => {
    for (let round = 0; round < 5; round++) {
      const results = await Promise.all(
        many(20, (i) => scope.archive.record(attachment(`h${round}`, { filename: `${i}`, tags: [`t${i}`] }))),
      );
      assert.equal(results.filter(({ created }) => created).length, 1);
      const { entry } = results.find(({ created }) => created)!;
      for (const result of results) assert.deepEqual(result.entry, entry);
      assert.deepEqual(await scope.archive.lookup(`h${round}`), entry);
    }
    const entries = await everything(scope.archive.list());
    assert.equal(entries.length, 5);
    // Tags of the one that made it, and of no other.
    const tags = await everything(scope.archive.tags());
    assert.equal(
      tags.reduce((sum, { entries: count }) => sum + count, 0),
      5,
    );
    for (const { tags, filename, contentHash } of entries) {
      assert.deepEqual(tags, [`t${filename}`]);
      const tagged = await everything(scope.archive.byTag(`t${filename}`));
      assert.ok(hashesOf(tagged).includes(contentHash));
    }
  },

  "of 20 parallel records of one content and one id one makes the entry": async ({ scope }) => {
    for (let round = 0; round < 20; round++) {
      const input = attachment(`h${round}`, { id: randomUUID(), tags: ["t"] });
      const results = await Promise.all(many(20, () => scope.archive.record(input)));
      assert.equal(results.filter(({ created }) => created).length, 1);
      for (const { entry } of results) assert.equal(entry.id, input.id);
    }
    assert.deepEqual((await scope.archive.tags()).items, [{ tag: "t", entries: 20 }]);
  },

  "parallel records of one hash and different contents: one is kept": async ({ scope }) => {
    const results = await Promise.allSettled(
      many(20, (sizeBytes) => scope.archive.record(attachment("h", { sizeBytes, tags: [`t${sizeBytes}`] }))),
    );
    const kept = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    assert.equal(kept.length, 1);
    assert.deepEqual(await scope.archive.lookup("h"), kept[0]!.entry);
    for (const result of results)
      if (result.status === "rejected") await refused(Promise.reject(result.reason), "conflict");
    assert.deepEqual((await scope.archive.tags()).items, [{ tag: kept[0]!.entry.tags[0], entries: 1 }]);
  },

  "sizes up to 2^53 - 1 are kept, others are refused by name": async ({ scope }) => {
    for (const sizeBytes of [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 40, MOST]) {
      const { entry } = await scope.archive.record(attachment(`h${sizeBytes}`, { sizeBytes }));
      assert.equal(entry.sizeBytes, sizeBytes);
      const [read, again] = [
        await scope.archive.lookup(`h${sizeBytes}`),
        await scope.archive.record(attachment(`h${sizeBytes}`, { sizeBytes })),
      ];
      assert.equal(read?.sizeBytes, sizeBytes);
      assert.deepEqual(again, { entry, created: false });
    }
    for (const sizeBytes of [2 ** 53, 2 ** 60, -1, 0.5, Number.NaN, Infinity, "1", 1n, null, undefined]) {
      const input = attachment("bad", { sizeBytes: sizeBytes as number });
      const error = await refused(
        scope.archive.record(input),
        "validation",
        /sizeBytes (is missing: it )?must be a whole/,
      );
      assert.equal(error.field, "sizeBytes");
      const among = [attachment("good"), input];
      await refused(scope.archive.recordMany(among), "validation", /entries\[1\]\.sizeBytes/);
    }
    assert.deepEqual(await scope.archive.lookupMany(["bad", "good"]), [null, null]);
    const { entry } = await scope.archive.record(attachment("zero", { sizeBytes: -0 }));
    assert.ok(Object.is(entry.sizeBytes, 0));
  },

  "totals are exact beyond what a number holds, and beyond 64 bits": async ({ scope }) => {
    assert.deepEqual(await scope.archive.totals(), { entries: 0, bytes: 0n });
    await scope.archive.recordMany([
      attachment("a", { sizeBytes: MOST }),
      attachment("b", { sizeBytes: MOST }),
      attachment("c", { sizeBytes: 3 }),
    ]);
    const totals = await scope.archive.totals();
    assert.deepEqual(totals, { entries: 3, bytes: 2n * BigInt(MOST) + 3n });
    assert.equal(JSON.stringify(totals), `{"entries":3,"bytes":"${totals.bytes}"}`);
    await scope.archive.recordMany(many(1100, (i) => attachment(`many ${i}`, { sizeBytes: MOST })));
    assert.deepEqual(await scope.archive.totals(), { entries: 1103, bytes: 1102n * BigInt(MOST) + 3n });
    await scope.archive.remove("c");
    assert.deepEqual(await scope.archive.totals(), { entries: 1102, bytes: 1102n * BigInt(MOST) });
  },

  "hashes are compared exactly": async ({ scope }) => {
    const recorded = await scope.archive.recordMany(HOSTILE.map((hash) => attachment(hash, { sha256: "s" })));
    assert.ok(recorded.every(({ created }) => created));
    const entries = recorded.map(({ entry }) => entry);
    assert.deepEqual(hashesOf(entries), HOSTILE);
    assert.deepEqual(await scope.archive.lookupMany(HOSTILE), entries);
    for (const [i, hash] of HOSTILE.entries()) {
      assert.deepEqual(await scope.archive.lookup(hash), entries[i]);
      assert.deepEqual(await scope.archive.record(attachment(hash, { sha256: "s" })), {
        entry: entries[i],
        created: false,
      });
      assert.equal(await scope.archive.remove(hash), true);
      assert.equal(await scope.archive.remove(hash), false);
      assert.equal((await scope.archive.totals()).entries, HOSTILE.length - i - 1);
    }
  },

  "remove takes the entry with its tags and texts, and the content can be recorded anew": async ({
    scope,
  }) => {
    const first = await scope.archive.record(attachment("h", { tags: ["a", "b"] }));
    await scope.archive.record(attachment("i", { tags: ["b"] }));
    assert.equal(await scope.archive.remove("h"), true);
    assert.equal(await scope.archive.lookup("h"), null);
    assert.equal(await scope.archive.get(first.entry.id), null);
    await refused(scope.archive.getOrThrow(first.entry.id), "not_found");
    assert.deepEqual((await scope.archive.tags()).items, [{ tag: "b", entries: 1 }]);
    assert.deepEqual((await scope.archive.search({ text: "h" })).items, []);
    const second = await scope.archive.record(attachment("h", { sizeBytes: 99, tags: ["c"] }));
    assert.equal(second.created, true);
    assert.notEqual(second.entry.id, first.entry.id);
    assert.deepEqual(hashesOf((await scope.archive.search({ text: "h" })).items), ["h"]);
    assert.deepEqual((await scope.archive.byTag("a")).items, []);
  },

  "records and removals of one content at once leave it whole or gone": async ({ scope }) => {
    for (let round = 0; round < 10; round++) {
      // With an id of the caller's own, too, by which it cannot be told from the one that is there.
      const input = attachment("h", { tags: ["t"], ...(round % 2 && { id: randomUUID() }) });
      await Promise.allSettled(
        many(20, (i) => (i % 2 ? scope.archive.remove("h") : scope.archive.record(input))),
      );
      const left = await scope.archive.lookup("h");
      const whole = left === null ? [] : ["h"];
      assert.deepEqual(hashesOf((await scope.archive.byTag("t")).items), whole);
      assert.deepEqual(hashesOf((await scope.archive.search({ text: "bin" })).items), whole);
      assert.deepEqual(hashesOf((await scope.archive.search({ text: "t" })).items), whole);
    }
  },
};
