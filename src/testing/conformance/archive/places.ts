import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { ArchivePlace } from "../../../stores/archive/types";
import { type Cases, everything, refused } from "../suite";
import { at, attachment, hashesOf, many, stateOf } from "./samples";

const keyOf = ({ messageId, channelId }: ArchivePlace): string => `${messageId} ${channelId}`;

/** One content in several places. */
export const places: Cases = {
  "a content that is recorded again is found by each of its messages and channels": async ({ scope }) => {
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
    const { entry } = await archive.record(first);
    for (const id of [undefined, entry.id]) {
      const again = await archive.record(attachment("h", { ...second, ...(id && { id }) }));
      assert.deepEqual(again, { entry, created: false });
    }
    for (const message of ["m1", "m2"])
      assert.deepEqual((await archive.byMessage(message)).items, [entry], message);
    for (const channel of ["c1", "c2"])
      assert.deepEqual((await archive.byChannel(channel)).items, [entry], channel);
    const none = { attachmentIds: [], mediaType: null, visibility: null, compression: null };
    const { sizeBytes, sha256, ...given } = first;
    assert.deepEqual(await everything(archive.places.list("h", { limit: 1 })), [
      { ...none, ...given },
      { contentHash: "h", ...second },
    ]);
    assert.deepEqual((await archive.places.list("none")).items, []);
    assert.deepEqual((await archive.search({ text: "second" })).items, []);
    assert.deepEqual((await archive.totals()).entries, 1);
    assert.deepEqual([sizeBytes, sha256], [entry.sizeBytes, entry.sha256]);
  },

  "recordMany notes the place of each, of new and of known contents, with ids and without": async ({
    scope,
  }) => {
    const { archive } = scope;
    await archive.record(attachment("known", { messageId: "m0" }));
    for (const ids of [false, true]) {
      const recorded = await archive.recordMany(
        ["known", "new", "known", "new", "new"].map((hash, i) =>
          attachment(hash, { messageId: `m${ids ? i + 10 : i + 1}`, ...(ids && { id: randomUUID() }) }),
        ),
      );
      assert.deepEqual(
        recorded.map(({ created }) => created),
        [false, !ids, false, false, false],
      );
    }
    const placesOf = async (hash: string) => (await everything(archive.places.list(hash))).map(keyOf);
    assert.deepEqual(await placesOf("known"), ["m0 c", "m1 c", "m10 c", "m12 c", "m3 c"]);
    assert.deepEqual(await placesOf("new"), ["m11 c", "m13 c", "m14 c", "m2 c", "m4 c", "m5 c"]);
    const before = await stateOf(scope);
    const wrong = [
      attachment("new", { messageId: "w" }),
      attachment("known", { messageId: "w", sizeBytes: 11 }),
    ];
    await refused(archive.recordMany(wrong), "conflict");
    await refused(archive.record(wrong[1]!), "conflict");
    assert.deepEqual(await stateOf(scope), before);
  },

  "an entry comes once in a channel and in a message that use it several times, in the order of entries":
    async ({ scope }) => {
      const { archive } = scope;
      const hashes = many(6, (i) => `h${i}`);
      await archive.recordMany(
        hashes.map((hash, i) => attachment(hash, { messageId: "m0", createdAt: at(i) })),
      );
      for (const messageId of ["m0", "m1", "m2"])
        for (const channelId of ["c", "d"])
          await archive.recordMany(
            hashes.slice(0, 4).map((hash) => attachment(hash, { messageId, channelId })),
          );
      const pages = async (list: (limit: number) => AsyncIterable<{ contentHash: string }>) =>
        Promise.all([1, 2, 50].map(async (limit) => hashesOf(await everything(list(limit))).join(" ")));
      const [all, four] = ["h5 h4 h3 h2 h1 h0", "h3 h2 h1 h0"];
      assert.deepEqual(await pages((limit) => archive.byChannel("c", { limit })), [all, all, all]);
      assert.deepEqual(await pages((limit) => archive.byChannel("d", { limit })), [four, four, four]);
      assert.deepEqual(await pages((limit) => archive.byMessage("m0", { limit })), [all, all, all]);
      assert.deepEqual(await pages((limit) => archive.byMessage("m2", { limit })), [four, four, four]);
    },

  "an entry stays while one place is left, and shows the first of them": async ({ scope }) => {
    const { archive } = scope;
    const record = (i: number, more: object) =>
      archive.record(
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
    await archive.tag("h", { add: ["later", "t3"] });
    const remove = (i: number) => archive.places.remove("h", { messageId: `m${i}`, channelId: "c" });
    assert.equal(await remove(3), true);
    assert.equal(await remove(3), false);
    assert.deepEqual(await archive.lookup("h"), { ...entry, tags: ["all", "later", "t1", "t3"] });
    assert.equal(await remove(1), true);
    const left = {
      ...entry,
      messageId: "m2",
      filename: "file 2",
      mediaType: null,
      visibility: "public",
      compression: { of: 2 },
      tags: ["all", "later", "t2", "t3"],
    };
    assert.deepEqual(await archive.lookup("h"), left);
    for (const tag of left.tags) assert.deepEqual((await archive.byTag(tag)).items, [left]);
    assert.deepEqual((await archive.byTag("t1")).items, []);
    assert.deepEqual((await archive.byMessage("m1")).items, []);
    assert.deepEqual((await archive.search({ text: "file 2" })).items, [left]);
    assert.deepEqual((await archive.search({ text: "file 1", mode: "substring" })).items, []);
    assert.deepEqual((await archive.search({ text: "t1" })).items, []);
    assert.deepEqual((await archive.search({ text: "later t2" })).items, [left]);
    assert.equal(await remove(2), true);
    assert.equal(await archive.lookup("h"), null);
    assert.deepEqual((await archive.places.list("h")).items, []);
    assert.equal((await archive.record(attachment("h"))).created, true);
  },

  "records and removals of places at once leave an entry that shows one of them, or none": async ({
    scope,
  }) => {
    const { archive } = scope;
    for (let round = 0; round < 5; round++) {
      await Promise.allSettled(
        many(20, (i) => {
          const key = { messageId: `m${i % 4}`, channelId: "c" };
          return i % 2
            ? archive.places.remove("h", key)
            : archive.record(
                attachment("h", { ...key, filename: `of ${key.messageId}`, tags: [key.messageId] }),
              );
        }),
      );
      const entry = await archive.lookup("h");
      const left = await everything(archive.places.list("h"));
      assert.equal(left.length > 0, entry !== null);
      if (entry) {
        assert.ok(left.some(({ messageId }) => messageId === entry.messageId));
        assert.deepEqual([entry.filename, entry.tags], [`of ${entry.messageId}`, [entry.messageId]]);
        for (const { messageId } of left)
          assert.deepEqual((await archive.byMessage(messageId)).items, [entry]);
      }
    }
  },

  "places take part in transactions, and go with their entry": async ({ scope }) => {
    const { archive } = scope;
    await archive.record(attachment("h", { messageId: "m1" }));
    const before = await stateOf(scope);
    const undone = scope.transaction(async (tx) => {
      await tx.archive.record(attachment("h", { messageId: "m2" }));
      assert.equal(await tx.archive.places.remove("h", { messageId: "m1", channelId: "c" }), true);
      assert.equal((await tx.archive.lookup("h"))?.messageId, "m2");
      throw new Error("undo");
    });
    await assert.rejects(undone, /undo/);
    assert.deepEqual(await stateOf(scope), before);
    await archive.record(attachment("h", { messageId: "m2" }));
    assert.equal(await archive.remove("h"), true);
    assert.deepEqual((await archive.byMessage("m2")).items, []);
  },

  "a cursor of places is good for its content alone": async ({ scope }) => {
    const { archive } = scope;
    await archive.recordMany(many(3, (i) => attachment("h", { messageId: `m${i}` })));
    const { nextCursor } = await archive.places.list("h", { limit: 1 });
    assert.equal((await archive.places.list("h", { cursor: nextCursor })).items.length, 2);
    await refused(archive.places.list("i", { cursor: nextCursor }), "validation", /another query/);
    await refused(archive.places.list("h", { limit: 0 }), "validation", /limit/);
  },
};
