import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, refused } from "../suite";
import { attachment, hashesOf, many, stateOf } from "./samples";

const BAD_NAMES = [null, 1, "", "a\0b", "\uffff", "\ud800", "x".repeat(513), "é".repeat(257)] as never[];

/** Refused calls: scopes, transactions, signals and invalid input. */
export const refusals: Cases = {
  "invalid input is refused by name, and nothing is written": async ({ scope }) => {
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
        const error = await refused(archive.add(input), "validation");
        assert.equal(error.field, field);
        const among = await refused(archive.addMany([attachment("good"), input]), "validation");
        assert.equal(among.field, `entries[1].${field}`);
      }
    }
    await refused(archive.add(undefined as never), "validation", /must be an object with channelId/);
    await refused(archive.addMany({} as never), "validation", /entries must be an array/);
    const id = randomUUID();
    for (const [i, name] of BAD_NAMES.entries()) {
      await refused(archive.getByContentHash({ contentHash: name }), "validation", /contentHash must/);
      const key = { entryId: id, messageId: "m", channelId: "c", [i % 2 ? "messageId" : "channelId"]: name };
      for (const call of [
        archive.places.get(key),
        archive.places.getOrThrow(key),
        archive.places.remove(key),
      ]) {
        const { field } = await refused(call, "validation");
        assert.equal(field, i % 2 ? "key.messageId" : "key.channelId");
      }
      await refused(
        archive.getManyByContentHash({ contentHashes: ["a", name] }),
        "validation",
        /contentHashes must be an array/,
      );
      await refused(archive.list({ tags: [name] }), "validation", /tags must/);
    }
    await refused(
      archive.getManyByContentHash({ contentHashes: "a" as never }),
      "validation",
      /contentHashes must be an array/,
    );
    await refused(archive.remove("1"), "validation", /id must be a UUID/);
    await refused(
      archive.places.get({ entryId: "1", messageId: "m", channelId: "c" }),
      "validation",
      /entryId/,
    );
    await refused(archive.get("1"), "validation", /id must be a UUID/);
    await refused(archive.getOrThrow("1"), "validation", /id must be a UUID/);
    await refused(archive.getMany(["1"]), "validation", /ids\[0\]/);
    assert.deepEqual(await archive.totals(), { entries: 0, bytes: 0n });
    assert.deepEqual((await archive.tags()).items, []);
  },

  "options are validated, and signals and timeouts end a call": async ({ scope }) => {
    const { archive } = scope;
    const id = randomUUID();
    const key = { entryId: id, messageId: "m", channelId: "c" };
    const versioned = (options: object): PromiseLike<unknown>[] => [
      archive.tag(id, ["t"], options),
      archive.untag(id, ["t"], options),
      archive.remove(id, options),
    ];
    const others = (options: object): PromiseLike<unknown>[] => [
      archive.add(attachment("h"), options),
      archive.addMany([attachment("h")], options),
      archive.getByContentHash({ contentHash: "h" }, options),
      archive.getManyByContentHash({ contentHashes: ["h"] }, options),
      archive.get(id, options),
      archive.getOrThrow(id, options),
      archive.getMany([id], options),
      archive.list({}, options),
      archive.list({ tags: ["t"] }, options),
      archive.list({ messageId: "m" }, options),
      archive.search({ text: "a" }, options),
      archive.tags({}, options),
      archive.totals(options),
      archive.places.get(key, options),
      archive.places.getOrThrow(key, options),
      archive.places.getMany([key], options),
      archive.places.list({}, options),
      archive.places.remove(key, options),
    ];
    const calls = (options: object): PromiseLike<unknown>[] => [...versioned(options), ...others(options)];
    const bad = others({ ifVersion: 1 });
    await Promise.all(bad.map((call) => refused(call, "validation", /options\.ifVersion is not known/)));
    const never = versioned({ ifVersion: 0 });
    await Promise.all(never.map((call) => refused(call, "validation", /options\.ifVersion must be/)));
    const now = calls({ timeoutMs: 0 });
    await Promise.all(now.map((call) => refused(call, "validation", /options\.timeoutMs/)));
    // All at once: a promise that rejects before it is awaited would end the process.
    await Promise.all(calls({ signal: AbortSignal.abort() }).map((call) => refused(call, "aborted")));
    assert.equal((await archive.totals()).entries, 0);
  },

  "a rolled back transaction undoes all writes": async ({ scope }) => {
    await scope.archive.add(attachment("h", { tags: ["b"] }));
    const before = await stateOf(scope);
    const undo = new Error("undo");
    const failed = scope.transaction(async (tx) => {
      const again = await tx.archive.add(attachment("h"));
      assert.equal(again.created, false);
      await tx.archive.add(attachment("b1", { tags: ["b"] }));
      await tx.archive.addMany([attachment("b2", { tags: ["b", "c"] }), attachment("h")]);
      assert.deepEqual(hashesOf((await tx.archive.list({ tags: ["b"] })).items), ["b2", "b1", "h"]);
      await tx.archive.remove(again.entry.id);
      assert.equal((await tx.archive.totals()).entries, 2);
      throw undo;
    });
    assert.equal(await failed.catch((error: unknown) => error), undo);
    assert.deepEqual(await stateOf(scope), before);
  },

  "tenants and workspaces are isolated": async ({ scope, another }) => {
    const others = [
      another(),
      another({ tenant: scope.tenant, workspace: "default2" }),
      another({ tenant: `${scope.tenant}%`, workspace: scope.workspace }),
    ];
    const { entry } = await scope.archive.add(attachment("h", { tags: ["t", "u"] }));
    const before = await stateOf(scope);
    for (const { archive } of others) {
      const nothing = { items: [], nextCursor: null };
      assert.equal(await archive.getByContentHash({ contentHash: "h" }), null);
      assert.equal(await archive.get(entry.id), null);
      assert.deepEqual(await archive.getManyByContentHash({ contentHashes: ["h"] }), [null]);
      assert.deepEqual(await archive.getMany([entry.id]), [null]);
      for (const page of [
        archive.list(),
        archive.list({ tags: ["t"] }),
        archive.list({ tags: ["t", "u"] }),
        archive.list({ messageId: "m" }),
        archive.list({ channelId: "c" }),
        archive.search({ text: "bin" }),
        archive.search({ text: "bin", mode: "substring" }),
        archive.places.list(),
        archive.places.list({ entryId: entry.id }),
      ])
        assert.deepEqual(await page, nothing);
      const key = { entryId: entry.id, messageId: "m", channelId: "c" };
      assert.equal(await archive.places.remove(key), false);
      assert.equal(await archive.places.get(key), null);
      assert.deepEqual(await archive.tags(), nothing);
      assert.deepEqual(await archive.totals(), { entries: 0, bytes: 0n });
      assert.equal(await archive.remove(entry.id), false);
      await refused(archive.tag(entry.id, ["x"]), "not_found");
      await refused(archive.untag(entry.id, ["t"]), "not_found");
      const own = await archive.add(attachment("h", { id: entry.id, sizeBytes: 99, tags: ["t"] }));
      assert.equal(own.created, true);
      await archive.tag(entry.id, ["x"]);
      await archive.untag(entry.id, ["t"]);
      assert.deepEqual(await stateOf(scope), before);
      assert.equal(await archive.remove(entry.id), true);
      assert.deepEqual(await stateOf(scope), before);
    }
  },
};
