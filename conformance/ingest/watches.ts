import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { at, HOSTILE, many, NAMES } from "./samples";

const MINUTE = 60_000;
const key = { sourceType: "youtube", handle: "@ada" };
const handles = (watches: readonly { handle: string }[]): string[] => watches.map(({ handle }) => handle);

/** The watchlist and its polling state. */
export const watches: Cases = {
  "watchlist: upsert creates a watch that is due at once, or changes the given members": async ({
    scope: { ingest },
  }) => {
    const { watchlist } = ingest;
    const made = await watchlist.upsert(key);
    const { id, createdAt, updatedAt, dueAt, ...rest } = made;
    assert.deepEqual(rest, {
      ...key,
      label: null,
      enabled: true,
      cursor: null,
      etag: null,
      lastSeenAt: null,
      failureCount: 0,
      backoffEndsAt: null,
      version: 1,
    });
    assert.deepEqual(dueAt, createdAt);
    assert.ok(updatedAt.getTime() >= createdAt.getTime());
    assert.deepEqual((await watchlist.due()).items, [made]);
    assert.deepEqual(await watchlist.get(id.toUpperCase()), made);
    assert.deepEqual(await watchlist.getOrThrow(id), made);
    assert.deepEqual(await watchlist.getByHandle({ sourceType: "youtube", handle: "@ada" }), made);
    assert.equal(await watchlist.getByHandle({ sourceType: "twitch", handle: "@ada" }), null);

    assert.equal((await watchlist.disable(id)).enabled, false);
    const polled = await watchlist.polled(id, {
      cursor: "c",
      etag: "e",
      lastSeenAt: at(1),
      nextInMs: MINUTE,
    });
    const labelled = await watchlist.upsert({ ...key, label: HOSTILE, id: randomUUID(), createdAt: at(0) });
    assert.deepEqual(labelled, {
      ...polled,
      label: HOSTILE,
      updatedAt: labelled.updatedAt,
      version: 4,
    });
    assert.deepEqual([labelled.enabled, labelled.cursor, labelled.createdAt], [false, "c", createdAt]);
    const state = {
      cursor: null,
      etag: HOSTILE,
      failureCount: 3,
      backoffEndsAt: at(5),
      dueAt: at(6),
      lastSeenAt: null,
    };
    const put = await watchlist.upsert({ ...key, ...state, enabled: true, label: null, updatedAt: at(9) });
    assert.deepEqual(put, {
      ...labelled,
      ...state,
      enabled: true,
      label: null,
      updatedAt: at(9),
      version: 5,
    });
    assert.deepEqual(await watchlist.get(id), put);

    const brought = { ...state, id: randomUUID(), sourceType: "é", handle: "😀", label: "", enabled: false };
    const full = { ...brought, createdAt: at(1), updatedAt: at(2) };
    assert.deepEqual(await watchlist.upsert(full), { ...full, version: 1 });
    const { dueAt: due } = await watchlist.upsert({
      ...key,
      handle: "b",
      backoffEndsAt: at(7),
      createdAt: at(3),
    });
    assert.deepEqual(due, at(7));
    const twice = { ...key, handle: "m", createdAt: at(2) };
    const [merged] = await watchlist.upsertMany([
      twice,
      { ...twice, backoffEndsAt: at(8), updatedAt: at(9) },
      twice,
    ]);
    assert.deepEqual([merged!.dueAt, merged!.updatedAt, merged!.version], [at(8), at(9), 1]);
    await refused(watchlist.upsert({ ...key, handle: "c", id }), "unique_violation");
    const parallel = await Promise.all(many(10, () => watchlist.upsert({ ...key, handle: "p" })));
    assert.equal(new Set(parallel.map((each) => each.id)).size, 1);
  },

  "watchlist: due returns enabled watches whose time has come, longest waiting first": async ({
    scope: { ingest },
  }) => {
    const { watchlist } = ingest;
    const later = new Date(Date.now() + 60 * MINUTE);
    for (const [handle, more] of Object.entries({
      third: { dueAt: at(3) },
      first: { dueAt: at(1) },
      later: { dueAt: later },
      off: { dueAt: at(0), enabled: false },
      second: { dueAt: at(2) },
    }))
      await watchlist.upsert({ sourceType: "rss", handle, ...more });
    assert.deepEqual(handles(await everything(watchlist.due({ limit: 2 }))), ["first", "second", "third"]);
    const [first] = (await watchlist.due({ limit: 1 })).items;
    await watchlist.polled(first!.id);
    assert.deepEqual(handles((await watchlist.due({ limit: 2 })).items), ["second", "third"]);
    assert.deepEqual(handles(await everything(watchlist.due({ limit: 2 }))), ["second", "third", "first"]);
    const off = (await watchlist.getByHandle({ sourceType: "rss", handle: "off" }))!;
    const on = await watchlist.enable(off.id);
    assert.deepEqual(on, { ...off, enabled: true, updatedAt: on.updatedAt, version: 2 });
    assert.deepEqual(handles((await watchlist.due({ limit: 1 })).items), ["off"]);
  },

  "watchlist: polled keeps omitted members and ends the backoff": async ({ scope: { ingest } }) => {
    const { watchlist } = ingest;
    const { id } = await watchlist.upsert(key);
    await watchlist.failed(id);
    const before = Date.now();
    const full = await watchlist.polled(id, {
      cursor: HOSTILE,
      etag: "",
      lastSeenAt: at(1),
      nextInMs: 15 * MINUTE,
    });
    const due = full.dueAt.getTime() - 15 * MINUTE;
    assert.ok(due >= before && due <= Date.now());
    assert.deepEqual(
      [full.cursor, full.etag, full.lastSeenAt, full.failureCount, full.backoffEndsAt],
      [HOSTILE, "", at(1), 0, null],
    );
    assert.deepEqual(await watchlist.get(id), full);
    const same = await watchlist.polled(id.toUpperCase());
    assert.deepEqual([same.cursor, same.etag, same.lastSeenAt], [HOSTILE, "", at(1)]);
    assert.deepEqual(same.dueAt, same.updatedAt);
    const none = await watchlist.polled(id, { cursor: null, etag: null, lastSeenAt: null });
    assert.deepEqual([none.cursor, none.etag, none.lastSeenAt], [null, null, null]);
    await refused(watchlist.polled(randomUUID()), "not_found", /there is no watch/);
    await refused(watchlist.failed(randomUUID()), "not_found");
    await refused(watchlist.enable(randomUUID()), "not_found");
  },

  "watchlist: each consecutive failure doubles the wait, from a minute up to 6 hours": async ({ scope }) => {
    const { watchlist } = scope.ingest;
    const { id } = await watchlist.upsert({ ...key, cursor: "c", etag: "e" });
    const waits: number[] = [];
    for (const count of many(12, (i) => i + 1)) {
      const before = Date.now();
      const failed = await watchlist.failed(id);
      assert.equal(failed.failureCount, count);
      assert.deepEqual([failed.cursor, failed.etag, failed.dueAt], ["c", "e", failed.backoffEndsAt]);
      waits.push(Math.floor((failed.backoffEndsAt!.getTime() - before) / MINUTE));
      assert.deepEqual(await watchlist.get(id), failed);
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
    assert.deepEqual((await watchlist.due()).items, []);
    const before = Date.now();
    const told = await watchlist.failed(id, { retryInMs: 5 * MINUTE });
    assert.equal(Math.floor((told.dueAt.getTime() - before) / MINUTE), 5);
    assert.equal(told.failureCount, 13);
    await Promise.all(many(20, () => watchlist.failed(id, { retryInMs: 0 })));
    assert.equal((await watchlist.getOrThrow(id)).failureCount, 33);
    assert.equal((await watchlist.due()).items.length, 1);
  },

  "watchlist: listed by source type and handle, removed": async ({ scope: { ingest } }) => {
    const { watchlist } = ingest;
    for (const handle of [...NAMES].reverse())
      for (const sourceType of ["b", "a"]) await watchlist.upsert({ sourceType, handle });
    const all = await everything(watchlist.list({ limit: 4 }));
    assert.deepEqual(
      all.map(({ sourceType, handle }) => [sourceType, handle]),
      ["a", "b"].flatMap((sourceType) => NAMES.map((handle) => [sourceType, handle])),
    );
    assert.deepEqual(handles(await everything(watchlist.list({ sourceType: "b", limit: 2 }))), NAMES);
    assert.deepEqual((await watchlist.list({ sourceType: "c" })).items, []);
    const { nextCursor: cursor } = await watchlist.list({ limit: 1 });
    await refused(watchlist.list({ cursor, sourceType: "a" }), "validation", /another query/);
    const { id } = all[0]!;
    assert.equal(await watchlist.remove(id.toUpperCase()), true);
    assert.equal(await watchlist.remove(id), false);
    assert.equal(await watchlist.get(id), null);
    await refused(watchlist.getOrThrow(id), "not_found");
  },
};
