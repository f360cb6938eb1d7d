import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { IngestEpisode } from "../../../stores/ingest/types";
import { type Cases, everything, refused } from "../suite";
import { anEpisode, at, externalIds, HOSTILE, many, NAMES } from "./samples";

/** Creators, their episodes and the log of an episode. */
export const media: Cases = {
  "creators: put makes one, and changes what is given": async ({ scope }) => {
    const { creators } = scope.ingest;
    const before = Date.now();
    const made = await creators.put({ slug: "ada" });
    const { id, createdAt, updatedAt, ...rest } = made;
    assert.deepEqual(rest, {
      slug: "ada",
      youtubeId: null,
      twitchId: null,
      verified: null,
      lastCheckedAt: null,
    });
    assert.ok(createdAt.getTime() >= before && createdAt.getTime() <= Date.now());
    assert.ok(updatedAt.getTime() >= createdAt.getTime());
    assert.deepEqual(await creators.get(id.toUpperCase()), made);
    assert.deepEqual(await creators.getOrThrow(id), made);
    assert.deepEqual(await creators.getBySlug("ada"), made);
    assert.deepEqual(await creators.getMany([randomUUID(), id]), [null, made]);

    const full = { youtubeId: "UC1", twitchId: "", verified: false, lastCheckedAt: at(1) };
    const changed = await creators.put({ slug: "ada", ...full, id: randomUUID(), createdAt: at(0) });
    assert.deepEqual(changed, { ...made, ...full, updatedAt: changed.updatedAt });
    const partly = await creators.put({ slug: "ada", twitchId: "t", updatedAt: at(2) });
    assert.deepEqual(partly, { ...changed, twitchId: "t", updatedAt: at(2) });
    const cleared = await creators.put({ slug: "ada", youtubeId: null, verified: null, lastCheckedAt: null });
    assert.deepEqual(
      [cleared.youtubeId, cleared.verified, cleared.lastCheckedAt, cleared.twitchId],
      [null, null, null, "t"],
    );
    assert.deepEqual(await creators.get(id), cleared);

    const brought = { id: randomUUID(), slug: "old", ...full, createdAt: at(3), updatedAt: at(4) };
    assert.deepEqual(await creators.put(brought), brought);
    await refused(creators.put({ slug: "third", id }), "unique_violation");
    assert.equal(await creators.getBySlug("third"), null);
  },

  "creators: parallel puts make one, and all that they change is kept": async ({ scope }) => {
    const { creators } = scope.ingest;
    for (const more of [{}, { id: randomUUID() }]) {
      const slug = randomUUID();
      const puts = [
        { youtubeId: "y" },
        { twitchId: "t" },
        { verified: true },
        { lastCheckedAt: at(1) },
        {},
        {},
      ];
      const made = await Promise.all(puts.map((each) => creators.put({ slug, ...each, ...more })));
      assert.equal(new Set(made.map(({ id }) => id)).size, 1);
      const { youtubeId, twitchId, verified, lastCheckedAt } = (await creators.getBySlug(slug))!;
      assert.deepEqual([youtubeId, twitchId, verified, lastCheckedAt], ["y", "t", true, at(1)]);
    }
  },

  "creators: found by account, listed by slug": async ({ scope: { ingest } }) => {
    const { creators } = ingest;
    const second = await creators.put({ slug: "b", youtubeId: "UC1", createdAt: at(2) });
    const first = await creators.put({ slug: "c", youtubeId: "UC1", twitchId: "UC2", createdAt: at(1) });
    assert.deepEqual(await creators.findByAccount("youtube", "UC1"), first);
    assert.deepEqual(await creators.findByAccount("twitch", "UC2"), first);
    assert.equal(await creators.findByAccount("twitch", "UC1"), null);
    assert.equal(await creators.findByAccount("youtube", "uc1"), null);
    assert.equal(await creators.remove(first.id), true);
    assert.equal(await creators.remove(first.id), false);
    assert.deepEqual(await creators.findByAccount("youtube", "UC1"), second);
    await creators.remove(second.id);
    for (const slug of [...NAMES].reverse()) await creators.put({ slug });
    const slugs = (await everything(creators.list({ limit: 2 }))).map(({ slug }) => slug);
    assert.deepEqual(slugs, NAMES);
  },

  "episodes: put makes one, and changes what is given": async ({ scope: { ingest } }) => {
    const { episodes } = ingest;
    const creator = await ingest.creators.put({ slug: "ada" });
    const made = await episodes.put({ platform: "youtube", externalId: "v1" });
    const { id, createdAt, updatedAt, ...rest } = made;
    const nothing = {
      creatorId: null,
      url: null,
      title: null,
      publishedAt: null,
      duration: null,
      visibility: null,
    };
    assert.deepEqual(rest, { platform: "youtube", externalId: "v1", ...nothing });
    assert.ok(updatedAt.getTime() >= createdAt.getTime());
    assert.deepEqual(await episodes.get(id.toUpperCase()), made);
    assert.deepEqual(await episodes.getOrThrow(id), made);
    assert.deepEqual(await episodes.find("youtube", "v1"), made);
    assert.equal(await episodes.find("twitch", "v1"), null);
    assert.deepEqual(await episodes.getMany([id, randomUUID()]), [made, null]);

    const full = {
      creatorId: creator.id,
      url: HOSTILE,
      title: "",
      publishedAt: at(1),
      duration: 6820.013,
      visibility: "public",
    };
    const changed = await episodes.put({
      platform: "youtube",
      externalId: "v1",
      ...full,
      creatorId: creator.id.toUpperCase(),
    });
    assert.deepEqual(changed, { ...made, ...full, updatedAt: changed.updatedAt });
    const partly = await episodes.put({ platform: "youtube", externalId: "v1", duration: -0, title: null });
    assert.deepEqual(partly, { ...changed, duration: 0, title: null, updatedAt: partly.updatedAt });
    assert.deepEqual(await episodes.get(id), partly);
    const brought = {
      id: randomUUID(),
      platform: "é",
      externalId: "😀",
      ...full,
      createdAt: at(3),
      updatedAt: at(4),
    };
    assert.deepEqual(await episodes.put(brought), brought);

    const missing = { platform: "youtube", externalId: "v2", creatorId: randomUUID() };
    await refused(episodes.put(missing), "foreign_key", /creatorId must be the id of a creator/);
    await refused(episodes.put({ ...missing, externalId: "v1" }), "foreign_key");
    assert.deepEqual(await episodes.get(id), partly);
    await refused(episodes.put({ platform: "a", externalId: "b", id }), "unique_violation");
    assert.equal((await everything(episodes.list())).length, 2);
  },

  "episodes: listed by either time, of all or of one creator": async ({ scope: { ingest } }) => {
    const { episodes } = ingest;
    const [ada, bob] = [
      await ingest.creators.put({ slug: "ada" }),
      await ingest.creators.put({ slug: "bob" }),
    ];
    const made: IngestEpisode[] = [];
    for (const i of many(8, (n) => (n * 3) % 8)) {
      made[i] = await episodes.put({
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
    assert.deepEqual(await ids({ by: "published", from: at(97), to: at(99), limit: 1 }), ["v2", "v3"]);
    assert.deepEqual((await ids({ from: at(1), to: at(2) })).sort(), ["v4", "v5", "v6", "v7"]);
    assert.deepEqual(await ids({ creatorId: randomUUID() }), []);
    const { nextCursor: cursor } = await episodes.list({ limit: 1 });
    await refused(episodes.list({ cursor, by: "published" }), "validation", /another query/);
  },

  "episodes: the log keeps what became of them, in order": async ({ scope }) => {
    const { episodes } = scope.ingest;
    const { id } = await anEpisode(scope);
    const other = await anEpisode(scope, "v2");
    await episodes.addLog(other.id, { status: "other" });
    const first = await episodes.addLog(id.toUpperCase(), { status: HOSTILE, details: { a: [HOSTILE] } });
    const { id: own, createdAt, ...rest } = first;
    assert.deepEqual(rest, { episodeId: id, status: HOSTILE, details: { a: [HOSTILE] } });
    assert.ok(own && createdAt);
    const more = [];
    for (const i of many(5, (n) => n))
      more.push(await episodes.addLog(id, { details: i, createdAt: at(i % 2) }));
    assert.equal(more[0]!.status, null);
    const order = [more[0], more[2], more[4], more[1], more[3], first];
    assert.deepEqual(await everything(episodes.log(id, { limit: 2 })), order);
    assert.deepEqual(
      await everything(episodes.log(id.toUpperCase(), { limit: 4, order: "newest" })),
      order.reverse(),
    );
    const brought = { id: randomUUID(), status: null, details: null, createdAt: at(-9) };
    assert.deepEqual(await episodes.addLog(id, brought), { ...brought, episodeId: id });
    await refused(episodes.addLog(id, { id: brought.id }), "unique_violation");
    await refused(episodes.addLog(randomUUID(), { status: "x" }), "not_found", /there is no episode/);
    assert.deepEqual(await everything(episodes.log(randomUUID())), []);
  },

  "removing an episode takes all of its own with it; a creator in use stays": async ({ scope }) => {
    const { ingest } = scope;
    const creator = await ingest.creators.put({ slug: "ada" });
    const make = async (externalId: string) => {
      const { id } = await ingest.episodes.put({ platform: "youtube", externalId, creatorId: creator.id });
      await ingest.episodes.addLog(id, { status: "ok" });
      await ingest.segments.appendMany(id, [{ start: 0, text: "porpoise" }]);
      await ingest.provenance.add({ contentId: "c", episodeId: id });
      return id;
    };
    const [gone, kept] = [await make("v1"), await make("v2")];
    await refused(ingest.creators.remove(creator.id), "foreign_key", /there are episodes or provenance/);
    assert.equal(await ingest.episodes.remove(gone.toUpperCase()), true);
    assert.equal(await ingest.episodes.remove(gone), false);
    assert.equal(await ingest.episodes.get(gone), null);
    await refused(ingest.episodes.getOrThrow(gone), "not_found");
    await ingest.episodes.put({ platform: "youtube", externalId: "v1", id: gone });
    assert.deepEqual((await ingest.episodes.log(gone)).items, []);
    assert.deepEqual((await ingest.segments.list(gone)).items, []);
    assert.deepEqual(
      (await ingest.segments.search({ text: "porpoise" })).items.map(({ episodeId }) => episodeId),
      [kept],
    );
    assert.deepEqual(
      (await ingest.provenance.list({ contentId: "c" })).items.map(({ episodeId }) => episodeId),
      [kept],
    );
    assert.equal((await ingest.episodes.log(kept)).items.length, 1);
    const { id } = await ingest.provenance.add({ creatorId: creator.id });
    await ingest.episodes.put({ platform: "youtube", externalId: "v2", creatorId: null });
    await refused(ingest.creators.remove(creator.id), "foreign_key");
    await ingest.provenance.remove(id);
    assert.equal(await ingest.creators.remove(creator.id), true);
    await refused(ingest.creators.getOrThrow(creator.id), "not_found");
  },
};
