import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { IngestEpisode } from "../../src/stores/ingest/types";
import { type Cases, everything, refused } from "../suite";
import { anEpisode, at, externalIds, HOSTILE, many, NAMES } from "./samples";

/** Creators, their episodes and the log of an episode. */
export const media: Cases = {
  "creators: upsert creates a row, or changes the given members": async ({ scope }) => {
    const { creators } = scope.ingest;
    const before = Date.now();
    const made = await creators.upsert({ slug: "ada" });
    const { id, createdAt, updatedAt, ...rest } = made;
    assert.deepEqual(rest, {
      slug: "ada",
      youtubeId: null,
      twitchId: null,
      verified: null,
      lastCheckedAt: null,
      version: 1,
    });
    assert.ok(createdAt.getTime() >= before && createdAt.getTime() <= Date.now());
    assert.ok(updatedAt.getTime() >= createdAt.getTime());
    assert.deepEqual(await creators.get(id.toUpperCase()), made);
    assert.deepEqual(await creators.getOrThrow(id), made);
    assert.deepEqual(await creators.getBySlug({ slug: "ada" }), made);
    assert.deepEqual(await creators.getMany([randomUUID(), id]), [null, made]);

    const full = { youtubeId: "UC1", twitchId: "", verified: false, lastCheckedAt: at(1) };
    const changed = await creators.upsert({ slug: "ada", ...full, id: randomUUID(), createdAt: at(0) });
    assert.deepEqual(changed, { ...made, ...full, updatedAt: changed.updatedAt, version: 2 });
    const partly = await creators.upsert({ slug: "ada", twitchId: "t", updatedAt: at(2) });
    assert.deepEqual(partly, { ...changed, twitchId: "t", updatedAt: at(2), version: 3 });
    const cleared = await creators.upsert({
      slug: "ada",
      youtubeId: null,
      verified: null,
      lastCheckedAt: null,
    });
    assert.deepEqual(
      [cleared.youtubeId, cleared.verified, cleared.lastCheckedAt, cleared.twitchId],
      [null, null, null, "t"],
    );
    assert.deepEqual(await creators.get(id), cleared);

    const brought = { id: randomUUID(), slug: "old", ...full, createdAt: at(3), updatedAt: at(4) };
    assert.deepEqual(await creators.upsert(brought), { ...brought, version: 1 });
    await refused(creators.upsert({ slug: "third", id }), "unique_violation");
    assert.equal(await creators.getBySlug({ slug: "third" }), null);
  },

  "creators: parallel upserts create one row, and no change is lost": async ({ scope }) => {
    const { creators } = scope.ingest;
    for (const more of [{}, { id: randomUUID() }]) {
      const slug = randomUUID();
      const upserts = [
        { youtubeId: "y" },
        { twitchId: "t" },
        { verified: true },
        { lastCheckedAt: at(1) },
        {},
        {},
      ];
      const made = await Promise.all(upserts.map((each) => creators.upsert({ slug, ...each, ...more })));
      assert.equal(new Set(made.map(({ id }) => id)).size, 1);
      const { youtubeId, twitchId, verified, lastCheckedAt } = (await creators.getBySlug({ slug }))!;
      assert.deepEqual([youtubeId, twitchId, verified, lastCheckedAt], ["y", "t", true, at(1)]);
    }
  },

  "creators: listed by slug, all or by account": async ({ scope: { ingest } }) => {
    const { creators } = ingest;
    const second = await creators.upsert({ slug: "b", youtubeId: "UC1", createdAt: at(2) });
    const first = await creators.upsert({ slug: "c", youtubeId: "UC1", twitchId: "UC2", createdAt: at(1) });
    const of = (query: Parameters<typeof creators.list>[0]) =>
      everything(creators.list({ limit: 1, ...query }));
    assert.deepEqual(await of({ youtubeId: "UC1" }), [second, first]);
    assert.deepEqual(await of({ twitchId: "UC2" }), [first]);
    assert.deepEqual(await of({ youtubeId: "UC1", twitchId: "UC2" }), [first]);
    assert.deepEqual(await of({ twitchId: "UC1" }), []);
    assert.deepEqual(await of({ youtubeId: "uc1" }), []);
    const { nextCursor: cursor } = await creators.list({ youtubeId: "UC1", limit: 1 });
    await refused(creators.list({ cursor }), "validation", /another query/);
    assert.equal(await creators.remove(first.id), true);
    assert.equal(await creators.remove(first.id), false);
    assert.deepEqual(await of({ youtubeId: "UC1" }), [second]);
    await creators.remove(second.id);
    for (const slug of [...NAMES].reverse()) await creators.upsert({ slug });
    const slugs = (await everything(creators.list({ limit: 2 }))).map(({ slug }) => slug);
    assert.deepEqual(slugs, NAMES);
  },

  "episodes: upsert creates a row, or changes the given members": async ({ scope: { ingest } }) => {
    const { episodes } = ingest;
    const creator = await ingest.creators.upsert({ slug: "ada" });
    const made = await episodes.upsert({ platform: "youtube", externalId: "v1" });
    const { id, createdAt, updatedAt, ...rest } = made;
    const nothing = {
      creatorId: null,
      url: null,
      title: null,
      publishedAt: null,
      durationSeconds: null,
      visibility: null,
    };
    assert.deepEqual(rest, { platform: "youtube", externalId: "v1", ...nothing, version: 1 });
    assert.ok(updatedAt.getTime() >= createdAt.getTime());
    assert.deepEqual(await episodes.get(id.toUpperCase()), made);
    assert.deepEqual(await episodes.getOrThrow(id), made);
    assert.deepEqual(await episodes.getByExternalId({ platform: "youtube", externalId: "v1" }), made);
    assert.equal(await episodes.getByExternalId({ platform: "twitch", externalId: "v1" }), null);
    assert.deepEqual(await episodes.getMany([id, randomUUID()]), [made, null]);

    const full = {
      creatorId: creator.id,
      url: HOSTILE,
      title: "",
      publishedAt: at(1),
      durationSeconds: 6820.013,
      visibility: "public",
    };
    const changed = await episodes.upsert({
      platform: "youtube",
      externalId: "v1",
      ...full,
      creatorId: creator.id.toUpperCase(),
    });
    assert.deepEqual(changed, { ...made, ...full, updatedAt: changed.updatedAt, version: 2 });
    const partly = await episodes.upsert({
      platform: "youtube",
      externalId: "v1",
      durationSeconds: -0,
      title: null,
    });
    assert.deepEqual(partly, {
      ...changed,
      durationSeconds: 0,
      title: null,
      updatedAt: partly.updatedAt,
      version: 3,
    });
    assert.deepEqual(await episodes.get(id), partly);
    const brought = {
      id: randomUUID(),
      platform: "é",
      externalId: "😀",
      ...full,
      createdAt: at(3),
      updatedAt: at(4),
    };
    assert.deepEqual(await episodes.upsert(brought), { ...brought, version: 1 });

    const missing = { platform: "youtube", externalId: "v2", creatorId: randomUUID() };
    const noCreator = await refused(episodes.upsert(missing), "not_found", /there is no creator/);
    assert.equal(noCreator.field, "creatorId");
    await refused(episodes.upsert({ ...missing, externalId: "v1" }), "not_found");
    assert.deepEqual(await episodes.get(id), partly);
    await refused(episodes.upsert({ platform: "a", externalId: "b", id }), "unique_violation");
    assert.equal((await everything(episodes.list())).length, 2);
  },

  "episodes: listed by each of the two times, for all or for one creator": async ({ scope: { ingest } }) => {
    const { episodes } = ingest;
    const [ada, bob] = [
      await ingest.creators.upsert({ slug: "ada" }),
      await ingest.creators.upsert({ slug: "bob" }),
    ];
    const made: IngestEpisode[] = [];
    for (const i of many(8, (n) => (n * 3) % 8)) {
      made[i] = await episodes.upsert({
        platform: "youtube",
        externalId: `v${i}`,
        creatorId: i % 2 ? ada.id : bob.id,
        createdAt: at(Math.floor(i / 4)),
        publishedAt: i === 7 ? null : at(100 - i),
      });
    }
    const ids = async (query: Parameters<typeof episodes.list>[0]) =>
      externalIds(await everything(episodes.list(query)));
    const byTime = [...made].sort(
      (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
    );
    assert.deepEqual(await everything(episodes.list({ limit: 3 })), byTime);
    assert.deepEqual(await ids({ limit: 3, order: "oldest" }), externalIds(byTime).reverse());
    const published = ["v0", "v1", "v2", "v3", "v4", "v5", "v6"];
    assert.deepEqual(await ids({ by: "published", limit: 2 }), published);
    assert.deepEqual(await ids({ by: "published", limit: 2, order: "oldest" }), [...published].reverse());
    assert.deepEqual(await ids({ by: "published", creatorId: ada.id.toUpperCase(), limit: 1 }), [
      "v1",
      "v3",
      "v5",
    ]);
    assert.deepEqual((await ids({ creatorId: bob.id, limit: 1 })).sort(), ["v0", "v2", "v4", "v6"]);
    assert.deepEqual(await ids({ by: "published", publishedFrom: at(97), publishedTo: at(99), limit: 1 }), [
      "v2",
      "v3",
    ]);
    assert.deepEqual((await ids({ createdFrom: at(1), createdTo: at(2) })).sort(), ["v4", "v5", "v6", "v7"]);
    assert.deepEqual(await ids({ creatorId: randomUUID() }), []);
    const { nextCursor: cursor } = await episodes.list({ limit: 1 });
    await refused(episodes.list({ cursor, by: "published" }), "validation", /another query/);
  },

  "episodes: the log stores their processing steps, by time": async ({ scope }) => {
    const { logs } = scope.ingest.episodes;
    const { id: episodeId } = await anEpisode(scope);
    const other = await anEpisode(scope, "v2");
    await logs.add({ episodeId: other.id, status: "other" });
    const details = { a: [HOSTILE] };
    const first = await logs.add({ episodeId: episodeId.toUpperCase(), status: HOSTILE, details });
    const { id: own, createdAt, ...rest } = first;
    assert.deepEqual(rest, { episodeId, status: HOSTILE, details });
    assert.ok(own && createdAt);
    assert.deepEqual(await logs.get(own.toUpperCase()), first);
    assert.deepEqual(await logs.getOrThrow(own), first);
    assert.deepEqual(await logs.getMany([randomUUID(), own]), [null, first]);
    const more = await logs.addMany(many(5, (i) => ({ episodeId, details: i, createdAt: at(i % 2) })));
    assert.equal(more[0]!.status, null);
    const order = [more[0], more[2], more[4], more[1], more[3], first];
    assert.deepEqual(await everything(logs.list({ episodeId, order: "oldest", limit: 2 })), order);
    const upper = { episodeId: episodeId.toUpperCase(), limit: 4 };
    assert.deepEqual(await everything(logs.list(upper)), [...order].reverse());
    assert.deepEqual(
      await everything(logs.list({ ...upper, createdTo: at(1) })),
      order.slice(0, 3).reverse(),
    );
    const brought = { id: randomUUID(), episodeId, status: null, details: null, createdAt: at(-9) };
    assert.deepEqual(await logs.add(brought), brought);
    const taken = await refused(
      logs.add({ episodeId, id: brought.id }),
      "unique_violation",
      /another log entry/,
    );
    assert.equal(taken.field, "id");
    const missing = randomUUID();
    const alone = await refused(logs.add({ episodeId: missing }), "not_found", /there is no episode/);
    assert.equal(alone.field, "episodeId");
    await refused(
      logs.addMany([{ episodeId }, { episodeId: missing }]),
      "not_found",
      /one of the episodeIds/,
    );
    assert.deepEqual(await everything(logs.list({ episodeId: missing })), []);
    assert.deepEqual(await logs.addMany([]), []);
    assert.equal(await logs.remove(own), true);
    assert.equal(await logs.remove(own), false);
    await refused(logs.getOrThrow(own), "not_found");
    assert.equal((await everything(logs.list({ episodeId }))).length, 6);
  },

  "removing an episode deletes its segments, log and provenance; a creator in use stays": async ({
    scope,
  }) => {
    const { ingest } = scope;
    const creator = await ingest.creators.upsert({ slug: "ada" });
    const make = async (externalId: string) => {
      const { id } = await ingest.episodes.upsert({ platform: "youtube", externalId, creatorId: creator.id });
      await ingest.episodes.logs.add({ episodeId: id, status: "ok" });
      await ingest.segments.add({ episodeId: id, startSeconds: 0, text: "porpoise" });
      await ingest.provenance.add({ contentId: "c", episodeId: id });
      return id;
    };
    const [gone, kept] = [await make("v1"), await make("v2")];
    await refused(ingest.creators.remove(creator.id), "in_use", /there are episodes or provenance/);
    assert.equal(await ingest.episodes.remove(gone.toUpperCase()), true);
    assert.equal(await ingest.episodes.remove(gone), false);
    assert.equal(await ingest.episodes.get(gone), null);
    await refused(ingest.episodes.getOrThrow(gone), "not_found");
    await ingest.episodes.upsert({ platform: "youtube", externalId: "v1", id: gone });
    assert.deepEqual((await ingest.episodes.logs.list({ episodeId: gone })).items, []);
    assert.deepEqual((await ingest.segments.list({ episodeId: gone })).items, []);
    assert.deepEqual(
      (await ingest.segments.search({ text: "porpoise" })).items.map(({ episodeId }) => episodeId),
      [kept],
    );
    assert.deepEqual(
      (await ingest.provenance.list({ contentId: "c" })).items.map(({ episodeId }) => episodeId),
      [kept],
    );
    assert.equal((await ingest.episodes.logs.list({ episodeId: kept })).items.length, 1);
    const { id } = await ingest.provenance.add({ creatorId: creator.id });
    await ingest.episodes.upsert({ platform: "youtube", externalId: "v2", creatorId: null });
    await refused(ingest.creators.remove(creator.id), "in_use");
    await ingest.provenance.remove(id);
    assert.equal(await ingest.creators.remove(creator.id), true);
    await refused(ingest.creators.getOrThrow(creator.id), "not_found");
  },
};
