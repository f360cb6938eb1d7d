import assert from "node:assert/strict";
import { type Cases, refused } from "../suite";
import { attachment, hashesOf, many, stateOf } from "./samples";

const BAD_NAMES = [null, 1, "", "a\0b", "\uffff", "\ud800", "x".repeat(513), "é".repeat(257)] as never[];

/** What a scope, a transaction or bad input must not let through. */
export const refusals: Cases = {
  "bad input is refused by name, and nothing is written": async ({ scope }) => {
    const { archive } = scope;
    const wrong: [string, unknown[]][] = [
      ["contentHash", [undefined, ...BAD_NAMES]],
      ["messageId", [undefined, ...BAD_NAMES]],
      ["channelId", [undefined, ...BAD_NAMES]],
      ["sha256", [undefined, ...BAD_NAMES]],
      ["filename", [undefined, null, 1]],
      ["mediaType", BAD_NAMES.slice(1)],
      ["visibility", BAD_NAMES.slice(1)],
      ["tags", [null, "a,b", ["a", ""], [1], Array(2), many(1001, String)]],
      ["attachmentIds", [null, "1", ["1", null], [2 ** 60], many(1001, String)]],
      ["compression", [Number.NaN, 1n, () => 1]],
      ["createdAt", ["2025-01-01", new Date(Number.NaN), 0, null]],
      ["id", ["1", "", null]],
      ["size", [1]],
    ];
    for (const [field, values] of wrong) {
      for (const value of values) {
        const input = { ...attachment("h", { tags: ["t"] }), [field]: value };
        const error = await refused(archive.record(input), "validation");
        assert.equal(error.field, field);
        const among = await refused(archive.recordMany([attachment("good"), input]), "validation");
        assert.equal(among.field, `entries[1].${field}`);
      }
    }
    await refused(archive.record(undefined as never), "validation", /must be an object with channelId/);
    await refused(archive.recordMany({} as never), "validation", /entries must be an array/);
    for (const name of BAD_NAMES) {
      await refused(archive.lookup(name), "validation", /contentHash must/);
      await refused(archive.remove(name), "validation", /contentHash must/);
      await refused(archive.places.list(name), "validation", /contentHash must/);
      const key = { messageId: "m", channelId: "c" };
      await refused(archive.places.remove(name, key), "validation", /contentHash must/);
      const bad = archive.places.remove("h", { ...key, messageId: name });
      assert.equal((await refused(bad, "validation")).field, "place.messageId");
      await refused(archive.lookupMany(["a", name]), "validation", /contentHashes\[1\] must/);
      await refused(archive.byTag(name), "validation", /tag must/);
    }
    await refused(archive.lookupMany("a" as never), "validation", /contentHashes must be an array/);
    await refused(archive.get("1"), "validation", /id must be a UUID/);
    await refused(archive.getOrThrow("1"), "validation", /id must be a UUID/);
    await refused(archive.getMany(["1"]), "validation", /ids\[0\]/);
    assert.deepEqual(await archive.totals(), { entries: 0, bytes: 0n });
    assert.deepEqual((await archive.tags()).items, []);
  },

  "options are checked, and end a call": async ({ scope }) => {
    const { archive } = scope;
    const bad = { ifVersion: 1 } as never;
    const calls = (options: object): PromiseLike<unknown>[] => [
      archive.record(attachment("h"), options),
      archive.recordMany([attachment("h")], options),
      archive.lookup("h", options),
      archive.lookupMany(["h"], options),
      archive.getMany([crypto.randomUUID()], options),
      archive.get(crypto.randomUUID(), options),
      archive.list({}, options),
      archive.byTag("t", {}, options),
      archive.byTags(["t"], {}, options),
      archive.byMessage("m", {}, options),
      archive.byChannel("c", {}, options),
      archive.search({ text: "a" }, options),
      archive.tag("h", { add: ["t"] }, options),
      archive.tags({}, options),
      archive.totals(options),
      archive.remove("h", options),
      archive.places.list("h", {}, options),
      archive.places.remove("h", { messageId: "m", channelId: "c" }, options),
    ];
    await Promise.all(calls(bad).map((call) => refused(call, "validation", /options\.ifVersion/)));
    const now = calls({ timeoutMs: 0 });
    await Promise.all(now.map((call) => refused(call, "validation", /options\.timeoutMs/)));
    // All at once: a promise that rejects before it is waited for ends a process.
    await Promise.all(calls({ signal: AbortSignal.abort() }).map((call) => refused(call, "aborted")));
    assert.equal((await archive.totals()).entries, 0);
  },

  "transactions take all of it back": async ({ scope }) => {
    await scope.archive.record(attachment("h", { tags: ["b"] }));
    const before = await stateOf(scope);
    const undo = new Error("undo");
    const failed = scope.transaction(async (tx) => {
      const again = await tx.archive.record(attachment("h"));
      assert.equal(again.created, false);
      await tx.archive.record(attachment("b1", { tags: ["b"] }));
      await tx.archive.recordMany([attachment("b2", { tags: ["b", "c"] }), attachment("h")]);
      assert.deepEqual(hashesOf((await tx.archive.byTag("b")).items), ["b2", "b1", "h"]);
      await tx.archive.remove("h");
      assert.equal((await tx.archive.totals()).entries, 2);
      throw undo;
    });
    assert.equal(await failed.catch((error: unknown) => error), undo);
    assert.deepEqual(await stateOf(scope), before);
  },

  "tenants and workspaces see nothing of each other": async ({ scope, another }) => {
    const others = [
      another(),
      another({ tenant: scope.tenant, workspace: "default2" }),
      another({ tenant: `${scope.tenant}%`, workspace: scope.workspace }),
    ];
    const { entry } = await scope.archive.record(attachment("h", { tags: ["t", "u"] }));
    const before = await stateOf(scope);
    for (const { archive } of others) {
      const nothing = { items: [], nextCursor: null };
      assert.equal(await archive.lookup("h"), null);
      assert.equal(await archive.get(entry.id), null);
      assert.deepEqual(await archive.lookupMany(["h"]), [null]);
      assert.deepEqual(await archive.getMany([entry.id]), [null]);
      for (const page of [
        archive.list(),
        archive.byTag("t"),
        archive.byTags(["t", "u"]),
        archive.byMessage("m"),
        archive.byChannel("c"),
        archive.search({ text: "bin" }),
        archive.search({ text: "bin", mode: "substring" }),
        archive.places.list("h"),
      ])
        assert.deepEqual(await page, nothing);
      assert.equal(await archive.places.remove("h", { messageId: "m", channelId: "c" }), false);
      assert.deepEqual(await archive.tags(), nothing);
      assert.deepEqual(await archive.totals(), { entries: 0, bytes: 0n });
      assert.equal(await archive.remove("h"), false);
      await refused(archive.tag("h", { add: ["x"] }), "not_found");
      const own = await archive.record(attachment("h", { id: entry.id, sizeBytes: 99, tags: ["t"] }));
      assert.equal(own.created, true);
      await archive.tag("h", { add: ["x"], remove: ["t"] });
      assert.deepEqual(await stateOf(scope), before);
      assert.equal(await archive.remove("h"), true);
      assert.deepEqual(await stateOf(scope), before);
    }
  },
};
