import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { at, HOSTILE, many } from "./samples";

const key = { platform: "youtube", externalId: "v1" };

/** Rows with a natural key: bulk upserts and versions. */
export const keyed: Cases = {
  "upsertMany: all or none, in the given order, each input changes only its members": async ({ scope }) => {
    const { episodes, creators } = scope.ingest;
    const [ada, bob] = await creators.upsertMany([
      { slug: "ada", youtubeId: "UC1" },
      { slug: "bob", verified: true },
    ]);
    assert.deepEqual([ada!.youtubeId, ada!.verified, ada!.version], ["UC1", null, 1]);
    assert.deepEqual([bob!.youtubeId, bob!.verified, bob!.version], [null, true, 1]);
    const known = await episodes.upsert({ ...key, title: "kept", url: "u", durationSeconds: 1 });
    const id = randomUUID();
    const made = await episodes.upsertMany([
      { platform: "youtube", externalId: "v2", title: "two", creatorId: ada!.id.toUpperCase() },
      { ...key, url: null, creatorId: bob!.id },
      { platform: "youtube", externalId: "v2", id, url: HOSTILE, createdAt: at(1) },
      { ...key, durationSeconds: -0 },
      { platform: "a", externalId: "v1" },
    ]);
    assert.deepEqual(made[0], made[2]);
    assert.deepEqual(made[1], made[3]);
    const changes = { url: null, creatorId: bob!.id, durationSeconds: 0, version: 2 };
    assert.deepEqual(made[1], { ...known, ...changes, updatedAt: made[1]!.updatedAt });
    const { title, url, creatorId, createdAt, version } = made[0]!;
    assert.deepEqual([made[0]!.id, title, url, creatorId], [id, "two", HOSTILE, ada!.id]);
    assert.deepEqual([createdAt, version], [at(1), 1]);
    assert.deepEqual(await episodes.getMany(made.map((each) => each.id)), made);
    assert.deepEqual(await episodes.upsertMany([]), []);

    const fresh = { platform: "p", externalId: "new" };
    const missing = await refused(
      episodes.upsertMany([fresh, { ...key, creatorId: randomUUID() }]),
      "not_found",
      /there is no creator/,
    );
    assert.equal(missing.field, "creatorId");
    const taken = await refused(
      episodes.upsertMany([fresh, { ...fresh, externalId: "x", id }]),
      "unique_violation",
    );
    assert.equal(taken.field, "id");
    const bad = [fresh, { ...fresh, durationSeconds: Number.NaN }];
    await refused(episodes.upsertMany(bad), "validation", /episodes\[1\]\.durationSeconds/);
    assert.equal((await everything(episodes.list())).length, 3);
  },

  "upsertMany: no parallel call is lost, and each key is created once": async ({ scope }) => {
    const { watchlist } = scope.ingest;
    const handles = many(12, (i) => `h${i}`);
    const inputs = (n: number) =>
      handles.map((handle, i) => ({
        sourceType: "rss",
        handle,
        ...(n % 2 ? { label: `l${i}` } : { cursor: `c${i}` }),
      }));
    const all = await Promise.all(
      many(8, (n) => watchlist.upsertMany(n % 3 ? inputs(n) : inputs(n).reverse())),
    );
    assert.equal(new Set(all.flat().map(({ id }) => id)).size, 12);
    for (const [i, handle] of handles.entries()) {
      const watch = (await watchlist.getByHandle({ sourceType: "rss", handle }))!;
      assert.deepEqual([watch.label, watch.cursor, watch.version], [`l${i}`, `c${i}`, 8]);
    }
  },

  "ifVersion: upsert and remove change only the version that was read": async ({ scope }) => {
    const { episodes } = scope.ingest;
    const none = await refused(episodes.upsert(key, { ifVersion: 1 }), "not_found", /of this externalId/);
    assert.equal(none.field, "externalId");
    const made = await episodes.upsert({ ...key, title: "one", url: "u" });
    const changed = await episodes.upsert(
      { ...key, title: HOSTILE, id: randomUUID(), createdAt: at(0) },
      { ifVersion: made.version },
    );
    assert.deepEqual(changed, { ...made, title: HOSTILE, version: 2, updatedAt: changed.updatedAt });
    assert.deepEqual(await episodes.get(made.id), changed);
    const stale = { ifVersion: made.version };
    await refused(episodes.upsert({ ...key, title: "late" }, stale), "version_conflict", /read it again/);
    await refused(episodes.remove(made.id, stale), "version_conflict", /read it again/);
    const missing = { ...key, creatorId: randomUUID() };
    await refused(episodes.upsert(missing, { ifVersion: 2 }), "not_found", /there is no creator/);
    assert.deepEqual(await episodes.get(made.id), changed);
    const racing = many(6, (i) => episodes.upsert({ ...key, title: `t${i}` }, { ifVersion: 2 }));
    const settled = await Promise.allSettled(racing);
    assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal(await episodes.remove(made.id, { ifVersion: 3 }), true);
    assert.equal(await episodes.remove(made.id, { ifVersion: 3 }), false);
  },

  "ifVersion: polling a watch counts as a change": async ({ scope }) => {
    const { watchlist } = scope.ingest;
    const { id } = await watchlist.upsert({ sourceType: "rss", handle: "a" });
    const changes = [
      () => watchlist.polled(id, { cursor: "c" }, { ifVersion: 1 }),
      () => watchlist.failed(id, {}, { ifVersion: 2 }),
      () => watchlist.disable(id, { ifVersion: 3 }),
      () => watchlist.enable(id, { ifVersion: 4 }),
    ];
    for (const [i, change] of changes.entries()) {
      assert.equal((await change()).version, i + 2);
      await refused(change(), "version_conflict", /watch .* no longer has version/);
    }
    const { enabled, failureCount, cursor, version } = await watchlist.getOrThrow(id);
    assert.deepEqual([enabled, failureCount, cursor, version], [true, 1, "c", 5]);
    const gone = await refused(watchlist.enable(randomUUID(), { ifVersion: 1 }), "not_found");
    assert.equal(gone.field, "id");
    assert.equal(await watchlist.remove(id, { ifVersion: 5 }), true);
  },
};
