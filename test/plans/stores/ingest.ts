import { at, type FilledScope, FOUND, id, into, middle, nameOf, TEXT, WORD } from "../data";
import { call, list, many, outside, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

/** Each episode has ten segments, and each creator has ten episodes. */
const episodesOf = ({ size }: FilledScope): number => size / 10;
const creatorsOf = ({ size }: FilledScope): number => size / 100;
const episode = (filled: FilledScope): string => id(Math.floor(episodesOf(filled) / 2));
const creator = (filled: FilledScope): string => id(Math.floor(creatorsOf(filled) / 2));
/** Every hundredth job is running with an expired lease. Of the others every tenth is queued. */
const running = (filled: FilledScope): string => id(Math.floor(middle(filled) / 100) * 100);
const claim = (filled: FilledScope) => ({ id: running(filled), workerId: "w", attempt: 1 });
const aJob = (n: number) => ({ source: "youtube", externalId: nameOf(n) });

/** An index's order, without pages. */
const inOrder = (run: Parameters<typeof call>[0]) => ({ ...call(run), ordered: true });

export const ingest: StorePlans = {
  tables: [
    "ingest_creator",
    "ingest_episode",
    "ingest_segment",
    "ingest_segment_search",
    "ingest_log",
    "ingest_provenance",
    "ingest_usage",
    "ingest_watch",
    "ingest_job",
  ],

  fill({ series, id, time, name, keys }, filled) {
    const insert = into(filled);
    const { size } = filled;
    const [creators, episodes, rows] = [creatorsOf(filled), episodesOf(filled), size].map(series) as [
      string,
      string,
      string,
    ];
    return [
      insert(
        "ingest_creator",
        "id, slug, youtube_id, twitch_id, created_at, updated_at, version",
        `${id("i")}, ${name("i")}, ${name("i")}, ${name("i")}, ${time("i")}, ${time("i")}, 1`,
        creators,
      ),
      insert(
        "ingest_episode",
        "id, platform, external_id, creator_id, title, published_at, created_at, updated_at, version",
        `${id("i")}, 'youtube', ${name("i")}, ${id(`i % ${creatorsOf(filled)}`)}, '${TEXT}', ${time("i")}, ${time("i")}, ${time("i")}, 1`,
        episodes,
      ),
      insert(
        "ingest_segment",
        "id, episode_id, start_seconds, text, created_at",
        `${id("i")}, ${id("i / 10")}, i, '${TEXT}', ${time("i")}`,
        rows,
      ),
      insert(
        "ingest_segment_search",
        "item_id, part, search_text, text_hash, search_keys",
        `${id("i")}, '', '${TEXT}', 'h', ${keys}`,
        rows,
      ),
      insert(
        "ingest_log",
        "id, episode_id, status, created_at",
        `${id("i")}, ${id("i / 10")}, 'ok', ${time("i")}`,
        episodes,
      ),
      insert(
        "ingest_provenance",
        "id, content_id, sha256, creator_id, episode_id, created_at",
        `${id("i")}, ${name("i")}, ${name("i")}, ${id(`i % ${creatorsOf(filled)}`)}, ${id("i")}, ${time("i")}`,
        episodes,
      ),
      insert(
        "ingest_usage",
        "id, call_id, channel_id, created_at",
        `${id("i")}, ${name("i")}, ${name("i % 100")}, ${time("i")}`,
        episodes,
      ),
      insert(
        "ingest_watch",
        "id, source_type, handle, enabled, failure_count, due_at, created_at, updated_at, version",
        `${id("i")}, 'type-' || i % 4, ${name("i")}, i % 10 > 0, 0, ${time("i")}, ${time("i")}, ${time("i")}, 1`,
        episodes,
      ),
      insert(
        "ingest_job",
        "id, source, external_id, tags, priority, status, attempts, max_attempts, scheduled_at, available_at, claimed_by, lease_expires_at, created_at",
        `${id("i")}, case when i % 100 = 7 then 'rare' else 'youtube' end, ${name("i")}, '[]', i % 3,
         case when i % 100 = 0 then 'running' when i % 10 = 0 then 'queued' when i % 1000 = 1 then 'dead' else 'done' end,
         1, 5, ${time("i")}, case when i % 10 = 0 then ${time("i")} end,
         case when i % 100 = 0 then 'w' end, case when i % 100 = 0 then ${time("i")} end, ${time("i")}`,
        rows,
      ),
    ];
  },

  async addFound({ ingest }) {
    const { id: episodeId } = await ingest.episodes.upsert({
      platform: "youtube",
      externalId: "found",
      createdAt: at(0),
    });
    const found = FOUND.map((text, i) => ({
      episodeId,
      startSeconds: i,
      text,
      createdAt: at(100 + i),
    }));
    await ingest.segments.addMany(found);
  },

  operations: {
    "ingest.jobs.enqueue new": call(({ ingest }) => ingest.jobs.enqueue(aJob(-1))),
    "ingest.jobs.enqueue known": call(({ ingest }) => ingest.jobs.enqueue(aJob(1))),
    "ingest.jobs.enqueueMany": call(({ ingest }, filled) => ingest.jobs.enqueueMany(many(filled, aJob))),
    "ingest.jobs.claim": outside(inOrder(({ ingest }) => ingest.jobs.claim({ workerId: "w", limit: 5 }))),
    "ingest.jobs.heartbeat": outside(call(({ ingest }, filled) => ingest.jobs.heartbeat(claim(filled)))),
    "ingest.jobs.complete": call(({ ingest }, filled) => ingest.jobs.complete(claim(filled))),
    "ingest.jobs.fail": call(({ ingest }, filled) => ingest.jobs.fail(claim(filled), { error: "e" })),
    "ingest.jobs.releaseExpired": inOrder(({ ingest }) => ingest.jobs.releaseExpired({ limit: 20 })),
    "ingest.jobs.get": call(({ ingest }, filled) => ingest.jobs.get(running(filled))),
    "ingest.jobs.getMany": call(({ ingest }, filled) => ingest.jobs.getMany(many(filled, id))),
    "ingest.jobs.getByExternalId": call(({ ingest }) =>
      ingest.jobs.getByExternalId({ source: "youtube", externalId: nameOf(1) }),
    ),
    "ingest.jobs.list": list(({ ingest }, page) => ingest.jobs.list(page)),
    "ingest.jobs.list oldest": list(({ ingest }, page) => ingest.jobs.list({ ...page, order: "oldest" })),
    "ingest.jobs.list status": list(({ ingest }, page) => ingest.jobs.list({ ...page, status: "dead" })),
    "ingest.jobs.list source": list(({ ingest }, page) => ingest.jobs.list({ ...page, source: "rare" })),
    "ingest.jobs.requeue": call(({ ingest }) => ingest.jobs.requeue(id(1))),
    "ingest.jobs.remove": call(({ ingest }, filled) => ingest.jobs.remove(running(filled))),
    "ingest.creators.upsert": call(({ ingest }) =>
      ingest.creators.upsert({ slug: nameOf(1), verified: true }),
    ),
    "ingest.creators.get": call(({ ingest }, filled) => ingest.creators.get(creator(filled))),
    "ingest.creators.getMany": call(({ ingest }) => ingest.creators.getMany([id(0), id(1)])),
    "ingest.creators.getBySlug": call(({ ingest }) => ingest.creators.getBySlug({ slug: nameOf(1) })),
    "ingest.creators.list youtube": list(({ ingest }, page) =>
      ingest.creators.list({ ...page, youtubeId: nameOf(1) }),
    ),
    "ingest.creators.list twitch": list(({ ingest }, page) =>
      ingest.creators.list({ ...page, twitchId: nameOf(1) }),
    ),
    "ingest.creators.list": list(({ ingest }, page) => ingest.creators.list(page)),
    "ingest.episodes.upsert": call(({ ingest }, filled) =>
      ingest.episodes.upsert({ platform: "youtube", externalId: nameOf(1), creatorId: creator(filled) }),
    ),
    "ingest.episodes.get": call(({ ingest }, filled) => ingest.episodes.get(episode(filled))),
    "ingest.episodes.getMany": call(({ ingest }) => ingest.episodes.getMany([id(0), id(1)])),
    "ingest.episodes.getByExternalId": call(({ ingest }) =>
      ingest.episodes.getByExternalId({ platform: "youtube", externalId: nameOf(1) }),
    ),
    "ingest.episodes.list": list(({ ingest }, page) => ingest.episodes.list(page)),
    "ingest.episodes.list oldest": list(({ ingest }, page) =>
      ingest.episodes.list({ ...page, order: "oldest" }),
    ),
    "ingest.episodes.list published": list(({ ingest }, page) =>
      ingest.episodes.list({ ...page, by: "published", publishedTo: at(1_000_000) }),
    ),
    "ingest.episodes.list creator": list(({ ingest }, page, filled) =>
      ingest.episodes.list({ ...page, creatorId: creator(filled) }),
    ),
    "ingest.episodes.list creator published": list(({ ingest }, page, filled) =>
      ingest.episodes.list({ ...page, creatorId: creator(filled), by: "published" }),
    ),
    "ingest.episodes.upsertMany": call(({ ingest }, filled) =>
      ingest.episodes.upsertMany(
        many(filled, (n) => ({ platform: "youtube", externalId: nameOf(n), ...(n % 2 && { title: "t" }) })),
      ),
    ),
    "ingest.episodes.upsert ifVersion": call(({ ingest }) =>
      ingest.episodes.upsert({ platform: "youtube", externalId: nameOf(1), title: "t" }, { ifVersion: 1 }),
    ),
    "ingest.episodes.logs.add": call(({ ingest }, filled) =>
      ingest.episodes.logs.add({ episodeId: episode(filled), status: "ok" }),
    ),
    "ingest.episodes.logs.get": call(({ ingest }) => ingest.episodes.logs.get(id(1))),
    "ingest.episodes.logs.list": list(({ ingest }, page) =>
      ingest.episodes.logs.list({ ...page, episodeId: id(1) }),
    ),
    "ingest.episodes.remove": call(({ ingest }, filled) => ingest.episodes.remove(episode(filled))),
    "ingest.segments.addMany": call(({ ingest }, filled) =>
      ingest.segments.addMany([{ episodeId: episode(filled), startSeconds: 0, text: "t" }]),
    ),
    "ingest.segments.get": call(({ ingest }, filled) => ingest.segments.get(id(middle(filled)))),
    "ingest.segments.list": list(({ ingest }, page, filled) =>
      ingest.segments.list({ ...page, episodeId: episode(filled) }),
    ),
    "ingest.segments.list part": list(({ ingest }, page, filled) =>
      ingest.segments.list({
        ...page,
        episodeId: episode(filled),
        startSecondsFrom: 0,
        startSecondsTo: filled.size,
      }),
    ),
    "ingest.segments.search any": sorted(({ ingest }, page) =>
      ingest.segments.search({ ...page, text: WORD }),
    ),
    "ingest.segments.search words": sorted(({ ingest }, page) =>
      ingest.segments.search({ ...page, text: WORD, mode: "words" }),
    ),
    "ingest.segments.search substring": sorted(({ ingest }, page) =>
      ingest.segments.search({ ...page, text: WORD, mode: "substring" }),
    ),
    "ingest.segments.removeMany": call(({ ingest }, filled) =>
      ingest.segments.removeMany({ episodeId: episode(filled) }),
    ),
    "ingest.provenance.add": call(({ ingest }) => ingest.provenance.add({ contentId: "c" })),
    "ingest.provenance.get": call(({ ingest }) => ingest.provenance.get(id(1))),
    "ingest.provenance.list": list(({ ingest }, page) => ingest.provenance.list(page)),
    "ingest.provenance.list content": list(({ ingest }, page) =>
      ingest.provenance.list({ ...page, contentId: nameOf(1) }),
    ),
    "ingest.provenance.list sha256": list(({ ingest }, page) =>
      ingest.provenance.list({ ...page, sha256: nameOf(1) }),
    ),
    "ingest.provenance.list creator": list(({ ingest }, page, filled) =>
      ingest.provenance.list({ ...page, creatorId: creator(filled) }),
    ),
    "ingest.provenance.list episode": list(({ ingest }, page, filled) =>
      ingest.provenance.list({ ...page, episodeId: episode(filled) }),
    ),
    "ingest.provenance.remove": call(({ ingest }) => ingest.provenance.remove(id(1))),
    "ingest.usage.add": call(({ ingest }) => ingest.usage.add({ callId: "c" })),
    "ingest.usage.get": call(({ ingest }) => ingest.usage.get(id(1))),
    "ingest.usage.list": list(({ ingest }, page) => ingest.usage.list(page)),
    "ingest.usage.list call": list(({ ingest }, page) => ingest.usage.list({ ...page, callId: nameOf(1) })),
    "ingest.usage.list channel": list(({ ingest }, page) =>
      ingest.usage.list({ ...page, channelId: nameOf(1) }),
    ),
    "ingest.usage.list created": list(({ ingest }, page) =>
      ingest.usage.list({ ...page, createdFrom: at(20), createdTo: at(120) }),
    ),
    "ingest.usage.remove": call(({ ingest }) => ingest.usage.remove(id(1))),
    "ingest.watchlist.upsert": call(({ ingest }) =>
      ingest.watchlist.upsert({ sourceType: "type-1", handle: nameOf(1), label: "l" }),
    ),
    "ingest.watchlist.get": call(({ ingest }) => ingest.watchlist.get(id(1))),
    "ingest.watchlist.getByHandle": call(({ ingest }) =>
      ingest.watchlist.getByHandle({ sourceType: "type-1", handle: nameOf(1) }),
    ),
    "ingest.watchlist.list": list(({ ingest }, page) => ingest.watchlist.list(page)),
    "ingest.watchlist.list type": list(({ ingest }, page) =>
      ingest.watchlist.list({ ...page, sourceType: "type-1" }),
    ),
    "ingest.watchlist.due": list(({ ingest }, page) => ingest.watchlist.due(page)),
    "ingest.watchlist.polled": call(({ ingest }) => ingest.watchlist.polled(id(1))),
    "ingest.watchlist.failed": call(({ ingest }) => ingest.watchlist.failed(id(1))),
    "ingest.watchlist.enable": call(({ ingest }) => ingest.watchlist.enable(id(1))),
    "ingest.watchlist.remove": call(({ ingest }) => ingest.watchlist.remove(id(1))),
  },

  // Not `stats`: counting reads all rows, at least in an index.
  expected: {
    "ingest.jobs.enqueue new": { by: [], conflict: "ingest_job_key" },
    "ingest.jobs.enqueue known": { by: [], conflict: "ingest_job_key" },
    "ingest.jobs.enqueueMany": { by: [], conflict: "ingest_job_key" },
    "ingest.jobs.claim": { by: ["ingest_job_claimable", "ingest_job_pk"] },
    "ingest.jobs.heartbeat": { by: ["ingest_job_pk"] },
    "ingest.jobs.complete": { by: ["ingest_job_pk"] },
    "ingest.jobs.fail": { by: ["ingest_job_pk"] },
    "ingest.jobs.releaseExpired": { by: ["ingest_job_leased", "ingest_job_pk"] },
    "ingest.jobs.get": { by: ["ingest_job_pk"] },
    "ingest.jobs.getMany": { by: ["ingest_job_pk"] },
    "ingest.jobs.getByExternalId": { by: ["ingest_job_key"] },
    "ingest.jobs.list": { by: ["ingest_job_by_created"] },
    "ingest.jobs.list oldest": { by: ["ingest_job_by_created"] },
    "ingest.jobs.list status": { by: ["ingest_job_by_status"] },
    "ingest.jobs.list source": { by: ["ingest_job_by_source"] },
    "ingest.jobs.requeue": { by: ["ingest_job_pk"] },
    "ingest.jobs.remove": { by: ["ingest_job_pk"] },
    "ingest.creators.upsert": { by: [], conflict: "ingest_creator_key" },
    "ingest.creators.get": { by: ["ingest_creator_pk"] },
    "ingest.creators.getMany": { by: ["ingest_creator_pk"] },
    "ingest.creators.getBySlug": { by: ["ingest_creator_key"] },
    "ingest.creators.list youtube": { by: ["ingest_creator_by_youtube"] },
    "ingest.creators.list twitch": { by: ["ingest_creator_by_twitch"] },
    "ingest.creators.list": { by: ["ingest_creator_key"] },
    "ingest.episodes.upsert": { by: [], conflict: "ingest_episode_key" },
    "ingest.episodes.get": { by: ["ingest_episode_pk"] },
    "ingest.episodes.getMany": { by: ["ingest_episode_pk"] },
    "ingest.episodes.getByExternalId": { by: ["ingest_episode_key"] },
    "ingest.episodes.list": { by: ["ingest_episode_by_created"] },
    "ingest.episodes.list oldest": { by: ["ingest_episode_by_created"] },
    "ingest.episodes.list published": { by: ["ingest_episode_by_published"] },
    "ingest.episodes.list creator": { by: ["ingest_episode_of_creator"] },
    "ingest.episodes.list creator published": { by: ["ingest_episode_of_creator_published"] },
    "ingest.episodes.upsertMany": { by: [], conflict: "ingest_episode_key" },
    "ingest.episodes.upsert ifVersion": { by: ["ingest_episode_key"] },
    "ingest.episodes.logs.add": { by: [] },
    "ingest.episodes.logs.get": { by: ["ingest_log_pk"] },
    "ingest.episodes.logs.list": { by: ["ingest_log_in_order"] },
    "ingest.episodes.remove": { by: ["ingest_episode_pk"] },
    "ingest.segments.addMany": { by: [], conflict: "ingest_segment_search_pk" },
    "ingest.segments.get": { by: ["ingest_segment_pk"] },
    "ingest.segments.list": { by: ["ingest_segment_in_order"] },
    "ingest.segments.list part": { by: ["ingest_segment_in_order"] },
    "ingest.segments.search any": { by: ["ingest_segment_pk", "ingest_segment_search_keys"] },
    "ingest.segments.search words": { by: ["ingest_segment_pk", "ingest_segment_search_keys"] },
    "ingest.segments.search substring": { by: ["ingest_segment_pk", "ingest_segment_search_keys"] },
    "ingest.segments.removeMany": { by: ["ingest_segment_in_order"] },
    "ingest.provenance.add": { by: [] },
    "ingest.provenance.get": { by: ["ingest_provenance_pk"] },
    "ingest.provenance.list": { by: ["ingest_provenance_by_created"] },
    "ingest.provenance.list content": { by: ["ingest_provenance_by_content"] },
    "ingest.provenance.list sha256": { by: ["ingest_provenance_by_sha256"] },
    "ingest.provenance.list creator": { by: ["ingest_provenance_of_creator"] },
    "ingest.provenance.list episode": { by: ["ingest_provenance_of_episode"] },
    "ingest.provenance.remove": { by: ["ingest_provenance_pk"] },
    "ingest.usage.add": { by: [] },
    "ingest.usage.get": { by: ["ingest_usage_pk"] },
    "ingest.usage.list": { by: ["ingest_usage_by_created"] },
    "ingest.usage.list call": { by: ["ingest_usage_by_call"] },
    "ingest.usage.list channel": { by: ["ingest_usage_by_channel"] },
    "ingest.usage.list created": { by: ["ingest_usage_by_created"] },
    "ingest.usage.remove": { by: ["ingest_usage_pk"] },
    "ingest.watchlist.upsert": { by: [], conflict: "ingest_watch_key" },
    "ingest.watchlist.get": { by: ["ingest_watch_pk"] },
    "ingest.watchlist.getByHandle": { by: ["ingest_watch_key"] },
    "ingest.watchlist.list": { by: ["ingest_watch_key"] },
    "ingest.watchlist.list type": { by: ["ingest_watch_key"] },
    "ingest.watchlist.due": { by: ["ingest_watch_due"] },
    "ingest.watchlist.polled": { by: ["ingest_watch_pk"] },
    "ingest.watchlist.failed": { by: ["ingest_watch_pk"] },
    "ingest.watchlist.enable": { by: ["ingest_watch_pk"] },
    "ingest.watchlist.remove": { by: ["ingest_watch_pk"] },
    "ingest.jobs.get together": { by: ["ingest_job_pk"] },
    "ingest.segments.get together": { by: ["ingest_segment_pk"] },
    "ingest.usage.add together": { by: [] },
  },

  together: {
    "ingest.jobs.get together": { call: ({ ingest }, n) => ingest.jobs.get(id(n)) },
    "ingest.segments.get together": { call: ({ ingest }, n) => ingest.segments.get(id(n)) },
    "ingest.usage.add together": {
      call: ({ ingest }, n) => ingest.usage.add({ callId: `c${n}` }),
      remove: ({ ingest }, added) => ingest.usage.remove(added),
    },
  },
};
