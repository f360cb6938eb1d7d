import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { ArchivePlace } from "../../src/stores/archive/types";
import { type Cases, everything, refused } from "../suite";
import { at, attachment, hashesOf, idOf, many, stateOf } from "./samples";

const keyOf = ({ messageId, channelId }: ArchivePlace): string => `${messageId} ${channelId}`;

/** Places: one content in several messages and channels. */
export const places: Cases = {
  "a content that was added several times is found by each message and channel": async ({ scope }) => {
    const { archive } = scope;
    const first = attachment("h", { messageId: "m1", channelId: "c1", tags: ["a"], createdAt: at(1) });
    const second = {
      messageId: "m2",
      channelId: "c2",
      attachmentIds: ["9"],
      filename: "second.bin",
      mediaType: "text/plain",
      visibility: "private",
      tags: ["b"],
      compression: [1],
      createdAt: at(2),
    };
    const { entry } = await archive.add(first);
    for (const id of [undefined, entry.id]) {
      const again = await archive.add(attachment("h", { ...second, ...(id && { id }) }));
      assert.deepEqual(again, { entry, created: false });
    }
    for (const message of ["m1", "m2"])
      assert.deepEqual((await archive.list({ messageId: message })).items, [entry], message);
    for (const channel of ["c1", "c2"])
      assert.deepEqual((await archive.list({ channelId: channel })).items, [entry], channel);
    const none = { attachmentIds: [], mediaType: null, visibility: null, compression: null };
    const { contentHash: _, sizeBytes, sha256, ...given } = first;
    const entryId = entry.id;
    const expected = [
      { ...none, ...given, entryId },
      { entryId, ...second },
    ];
    assert.deepEqual(await everything(archive.places.list({ entryId, limit: 1 })), expected);
    assert.deepEqual((await archive.places.list({ entryId: randomUUID() })).items, []);
    assert.deepEqual((await archive.search({ text: "second" })).items, []);
    assert.deepEqual((await archive.totals()).entries, 1);
    assert.deepEqual([sizeBytes, sha256], [entry.sizeBytes, entry.sha256]);
  },

  "addMany adds the place of each input, for new and existing contents, with and without ids": async ({
    scope,
  }) => {
    const { archive } = scope;
    await archive.add(attachment("known", { messageId: "m0" }));
    for (const ids of [false, true]) {
      const recorded = await archive.addMany(
        ["known", "new", "known", "new", "new"].map((hash, i) =>
          attachment(hash, { messageId: `m${ids ? i + 10 : i + 1}`, ...(ids && { id: randomUUID() }) }),
        ),
      );
      assert.deepEqual(
        recorded.map(({ created }) => created),
        [false, !ids, false, false, false],
      );
    }
    const placesOf = async (hash: string) =>
      (await everything(archive.places.list({ entryId: await idOf(scope, hash) }))).map(keyOf);
    assert.deepEqual(await placesOf("known"), ["m0 c", "m1 c", "m10 c", "m12 c", "m3 c"]);
    assert.deepEqual(await placesOf("new"), ["m11 c", "m13 c", "m14 c", "m2 c", "m4 c", "m5 c"]);
    const before = await stateOf(scope);
    const wrong = [
      attachment("new", { messageId: "w" }),
      attachment("known", { messageId: "w", sizeBytes: 11 }),
    ];
    await refused(archive.addMany(wrong), "conflict");
    await refused(archive.add(wrong[1]!), "conflict");
    assert.deepEqual(await stateOf(scope), before);
  },

  "a list of a channel or message has an entry once, in the order of entries, even with several places":
    async ({ scope }) => {
      const { archive } = scope;
      const hashes = many(6, (i) => `h${i}`);
      await archive.addMany(hashes.map((hash, i) => attachment(hash, { messageId: "m0", createdAt: at(i) })));
      for (const messageId of ["m0", "m1", "m2"])
        for (const channelId of ["c", "d"])
          await archive.addMany(hashes.slice(0, 4).map((hash) => attachment(hash, { messageId, channelId })));
      const pages = async (list: (limit: number) => AsyncIterable<{ contentHash: string }>) =>
        Promise.all([1, 2, 50].map(async (limit) => hashesOf(await everything(list(limit))).join(" ")));
      const [all, four] = ["h5 h4 h3 h2 h1 h0", "h3 h2 h1 h0"];
      assert.deepEqual(await pages((limit) => archive.list({ channelId: "c", limit })), [all, all, all]);
      assert.deepEqual(await pages((limit) => archive.list({ channelId: "d", limit })), [four, four, four]);
      assert.deepEqual(await pages((limit) => archive.list({ messageId: "m0", limit })), [all, all, all]);
      assert.deepEqual(await pages((limit) => archive.list({ messageId: "m2", limit })), [four, four, four]);
    },

  "an entry exists as long as it has a place, and shows the first one": async ({ scope }) => {
    const { archive } = scope;
    const record = (i: number, more: object) =>
      archive.add(
        attachment("h", {
          messageId: `m${i}`,
          filename: `file ${i}`,
          tags: [`t${i}`, "all"],
          createdAt: at(i),
          ...more,
        }),
      );
    const { entry } = await record(1, { mediaType: "image/png", compression: { of: 1 } });
    await record(3, { attachmentIds: ["3"] });
    await record(2, { visibility: "public", compression: { of: 2 } });
    await archive.tag(entry.id, ["later", "t3"]);
    const remove = (i: number) =>
      archive.places.remove({ entryId: entry.id, messageId: `m${i}`, channelId: "c" });
    assert.equal(await remove(3), true);
    assert.equal(await remove(3), false);
    assert.deepEqual(await archive.getByContentHash({ contentHash: "h" }), {
      ...entry,
      tags: ["all", "later", "t1", "t3"],
      version: 2,
    });
    assert.equal(await remove(1), true);
    const left = {
      ...entry,
      messageId: "m2",
      filename: "file 2",
      mediaType: null,
      visibility: "public",
      compression: { of: 2 },
      tags: ["all", "later", "t2", "t3"],
      version: 3,
    };
    assert.deepEqual(await archive.getByContentHash({ contentHash: "h" }), left);
    for (const tag of left.tags) assert.deepEqual((await archive.list({ tags: [tag] })).items, [left]);
    assert.deepEqual((await archive.list({ tags: ["t1"] })).items, []);
    assert.deepEqual((await archive.list({ messageId: "m1" })).items, []);
    assert.deepEqual((await archive.search({ text: "file 2" })).items, [left]);
    assert.deepEqual((await archive.search({ text: "file 1", mode: "substring" })).items, []);
    assert.deepEqual((await archive.search({ text: "t1" })).items, []);
    assert.deepEqual((await archive.search({ text: "later t2" })).items, [left]);
    assert.equal(await remove(2), true);
    assert.equal(await archive.getByContentHash({ contentHash: "h" }), null);
    assert.deepEqual((await archive.places.list({ entryId: entry.id })).items, []);
    assert.equal((await archive.add(attachment("h"))).created, true);
  },

  "parallel adds and removes of places leave an entry that shows one of them, or no entry": async ({
    scope,
  }) => {
    const { archive } = scope;
    // The same place for each entry, so that a removal finds an existing one.
    const id = randomUUID();
    for (let round = 0; round < 5; round++) {
      await Promise.allSettled(
        many(20, (i) => {
          const key = { messageId: `m${i % 4}`, channelId: "c" };
          return i % 2
            ? archive.places.remove({ entryId: id, ...key })
            : archive.add(
                attachment("h", { id, ...key, filename: `of ${key.messageId}`, tags: [key.messageId] }),
              );
        }),
      );
      const entry = await archive.getByContentHash({ contentHash: "h" });
      const left = await everything(archive.places.list({ entryId: id }));
      assert.equal(left.length > 0, entry !== null);
      if (entry) {
        assert.ok(left.some(({ messageId }) => messageId === entry.messageId));
        assert.deepEqual([entry.filename, entry.tags], [`of ${entry.messageId}`, [entry.messageId]]);
        for (const { messageId } of left)
          assert.deepEqual((await archive.list({ messageId })).items, [entry]);
      }
    }
  },

  "places take part in transactions, and are removed with their entry": async ({ scope }) => {
    const { archive } = scope;
    const { id } = (await archive.add(attachment("h", { messageId: "m1" }))).entry;
    const before = await stateOf(scope);
    const undone = scope.transaction(async (tx) => {
      await tx.archive.add(attachment("h", { messageId: "m2" }));
      const key = { entryId: id, messageId: "m1", channelId: "c" };
      assert.equal(await tx.archive.places.remove(key), true);
      assert.equal((await tx.archive.getByContentHash({ contentHash: "h" }))?.messageId, "m2");
      throw new Error("undo");
    });
    await assert.rejects(undone, /undo/);
    assert.deepEqual(await stateOf(scope), before);
    await archive.add(attachment("h", { messageId: "m2" }));
    assert.equal(await archive.remove(id), true);
    assert.deepEqual((await archive.list({ messageId: "m2" })).items, []);
  },

  "a cursor of places is valid only for its entry": async ({ scope }) => {
    const { archive } = scope;
    await archive.addMany(many(3, (i) => attachment("h", { messageId: `m${i}` })));
    const entryId = await idOf(scope, "h");
    const { nextCursor: cursor } = await archive.places.list({ entryId, limit: 1 });
    assert.equal((await archive.places.list({ entryId: entryId.toUpperCase(), cursor })).items.length, 2);
    const other = randomUUID();
    await refused(archive.places.list({ entryId: other, cursor }), "validation", /another query/);
    await refused(archive.places.list({ cursor }), "validation", /another query/);
    await refused(archive.places.list({ entryId, limit: 0 }), "validation", /limit/);
    await refused(archive.places.list({ entryId: "h" }), "validation", /entryId must be a UUID/);
  },

  "places are read by their complete key, one or many": async ({ scope, another }) => {
    const { archive } = scope;
    const entries = await archive.addMany(
      many(4, (i) =>
        attachment(`h${i % 2}`, { messageId: `m${i}`, filename: `file ${i}`, createdAt: at(i) }),
      ),
    );
    const keys = entries.map(({ entry }, i) => ({ entryId: entry.id, messageId: `m${i}`, channelId: "c" }));
    const all = await everything(archive.places.list({ limit: 3 }));
    assert.deepEqual(all.map(keyOf).sort(), ["m0 c", "m1 c", "m2 c", "m3 c"]);
    const sorted = all.map(({ entryId, messageId }) => `${entryId} ${messageId}`);
    assert.deepEqual(sorted, [...sorted].sort());
    const read = await archive.places.getMany(keys);
    assert.deepEqual(
      read.map((each) => each?.filename),
      many(4, (i) => `file ${i}`),
    );
    const [first] = keys;
    const elsewhere = [
      { ...first!, entryId: randomUUID() },
      { ...first!, messageId: "m1" },
      { ...first!, channelId: "d" },
    ];
    const mixed = [first!, ...elsewhere, { ...first!, entryId: first!.entryId.toUpperCase() }];
    assert.deepEqual(await archive.places.getMany(mixed), [read[0], null, null, null, read[0]]);
    assert.deepEqual(await archive.places.getMany([]), []);
    assert.deepEqual(await archive.places.get(first!), read[0]);
    assert.deepEqual(await archive.places.getOrThrow(first!), read[0]);
    for (const key of elsewhere) {
      assert.equal(await archive.places.get(key), null);
      assert.equal((await refused(archive.places.getOrThrow(key), "not_found")).field, "key");
      assert.equal(await archive.places.remove(key), false);
    }
    assert.deepEqual(await another().archive.places.getMany(keys), [null, null, null, null]);
    const bad = archive.places.getMany([first!, { ...first!, messageId: "" }]);
    assert.equal((await refused(bad, "validation")).field, "keys[1].messageId");
  },

  "filters of places, tags and members are combined, in both orders": async ({ scope }) => {
    const { archive } = scope;
    await archive.addMany(
      many(24, (i) =>
        attachment(`h${i % 12}`, {
          messageId: `m${i % 3}`,
          channelId: i < 12 ? "c" : "d",
          tags: i % 2 ? ["odd", "all"] : ["all"],
          mediaType: i % 4 ? "a" : "b",
          createdAt: at(i),
        }),
      ),
    );
    const found = async (filter: object): Promise<string> => {
      const newest = hashesOf(await everything(archive.list({ ...filter, limit: 2 })));
      const oldest = hashesOf(await everything(archive.list({ ...filter, order: "oldest", limit: 2 })));
      assert.deepEqual(oldest, newest.toReversed());
      for (const [text, mode] of [
        ["bin", "words"],
        ["bi", "substring"],
      ] as const) {
        const searched = await everything(archive.search({ ...filter, text, mode, limit: 2 }));
        assert.deepEqual(hashesOf(searched).sort(), [...newest].sort());
      }
      return newest.join(" ");
    };
    assert.equal(await found({ messageId: "m0" }), "h9 h6 h3 h0");
    assert.equal(await found({ messageId: "m0", channelId: "d" }), "h9 h6 h3 h0");
    assert.equal(await found({ messageId: "m0", channelId: "e" }), "");
    assert.equal(await found({ messageId: "m0", tags: ["odd"] }), "h9 h3");
    assert.equal(await found({ channelId: "d", tags: ["all", "odd"], mediaType: "a" }), "h11 h9 h7 h5 h3 h1");
    assert.equal(await found({ messageId: "m0", mediaType: "b" }), "h0");
    assert.equal(await found({ tags: ["all"], mediaType: "b" }), "h8 h4 h0");
    assert.equal(await found({ tags: ["odd"], createdFrom: at(3), createdTo: at(9) }), "h7 h5 h3");
    assert.equal(await found({ channelId: "d", createdFrom: at(3), createdTo: at(6) }), "h5 h4 h3");
    assert.equal(await found({ tags: ["odd"], visibility: "none" }), "");
  },
};
