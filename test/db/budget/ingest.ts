import type { IngestJob } from "../../../src";
import type { StoreBudget } from "./budget";

interface Prepared {
  creator: string;
  episode: string;
  segment: string;
  log: string;
  provenance: string;
  usage: string;
  watch: string;
  claimed: IngestJob;
  dead: string;
}

const aJob = (externalId: string, more: object = {}) => ({ source: "s", externalId, ...more });
const anEpisode = { platform: "p", externalId: "e" };
const aWatch = { sourceType: "s", handle: "h" };

export const ingest: StoreBudget<Prepared> = {
  async prepare({ ingest }) {
    const creator = await ingest.creators.upsert({ slug: "c", youtubeId: "y" });
    const episode = await ingest.episodes.upsert(anEpisode);
    const segment = await ingest.segments.add({ episodeId: episode.id, startSeconds: 0, text: "word" });
    const log = await ingest.episodes.logs.add({ episodeId: episode.id });
    const provenance = await ingest.provenance.add({});
    const usage = await ingest.usage.add({});
    const watch = await ingest.watchlist.upsert(aWatch);
    await ingest.jobs.enqueue(aJob("claimed"));
    const [claimed] = await ingest.jobs.claim({ workerId: "w" });
    const dead = await ingest.jobs.enqueue(aJob("dead", { status: "dead" }));
    const lost = { status: "running", attempts: 1, claimedBy: "gone", scheduledAt: new Date(0) };
    await ingest.jobs.enqueueMany([aJob("a"), aJob("b"), aJob("lost", lost)]);
    return {
      creator: creator.id,
      episode: episode.id,
      segment: segment.id,
      log: log.id,
      provenance: provenance.id,
      usage: usage.id,
      watch: watch.id,
      claimed: claimed!,
      dead: dead.job.id,
    };
  },

  operations: {
    "ingest.jobs.enqueue new": ({ ingest }) => ingest.jobs.enqueue(aJob("new")),
    "ingest.jobs.enqueue known": ({ ingest }) => ingest.jobs.enqueue(aJob("a")),
    "ingest.jobs.enqueueMany": ({ ingest }) =>
      ingest.jobs.enqueueMany([...Array.from({ length: 500 }, (_, i) => aJob(`n${i}`)), aJob("a")]),
    "ingest.jobs.claim": ({ ingest }) => ingest.jobs.claim({ workerId: "w", limit: 100 }),
    "ingest.jobs.heartbeat": ({ ingest }, { claimed }) => ingest.jobs.heartbeat(claimed),
    "ingest.jobs.complete": ({ ingest }, { claimed }) => ingest.jobs.complete(claimed, { result: 1 }),
    "ingest.jobs.fail": ({ ingest }, { claimed }) => ingest.jobs.fail(claimed, { error: "e" }),
    "ingest.jobs.releaseExpired": ({ ingest }) => ingest.jobs.releaseExpired(),
    "ingest.jobs.stats": ({ ingest }) => ingest.jobs.stats(),
    "ingest.jobs.get": ({ ingest }, { dead }) => ingest.jobs.get(dead),
    "ingest.jobs.getOrThrow": ({ ingest }, { dead }) => ingest.jobs.getOrThrow(dead),
    "ingest.jobs.getMany": ({ ingest }, { dead, claimed }) => ingest.jobs.getMany([dead, claimed.id]),
    "ingest.jobs.getByExternalId": ({ ingest }) =>
      ingest.jobs.getByExternalId({ source: "s", externalId: "a" }),
    "ingest.jobs.list": ({ ingest }) => ingest.jobs.list({ status: "queued", source: "s" }),
    "ingest.jobs.requeue": ({ ingest }, { dead }) => ingest.jobs.requeue(dead),
    "ingest.jobs.remove": ({ ingest }, { dead }) => ingest.jobs.remove(dead),
    "ingest.creators.upsert": ({ ingest }) => ingest.creators.upsert({ slug: "c", verified: true }),
    "ingest.creators.upsert ifVersion": ({ ingest }) =>
      ingest.creators.upsert({ slug: "c", verified: true }, { ifVersion: 1 }),
    "ingest.creators.upsertMany": ({ ingest }) =>
      ingest.creators.upsertMany([{ slug: "c", verified: true }, { slug: "d" }]),
    "ingest.creators.get": ({ ingest }, { creator }) => ingest.creators.get(creator),
    "ingest.creators.getOrThrow": ({ ingest }, { creator }) => ingest.creators.getOrThrow(creator),
    "ingest.creators.getMany": ({ ingest }, { creator }) => ingest.creators.getMany([creator]),
    "ingest.creators.getBySlug": ({ ingest }) => ingest.creators.getBySlug({ slug: "c" }),
    "ingest.creators.list account": ({ ingest }) => ingest.creators.list({ youtubeId: "y" }),
    "ingest.creators.list": ({ ingest }) => ingest.creators.list(),
    "ingest.creators.remove": ({ ingest }, { creator }) => ingest.creators.remove(creator),
    "ingest.episodes.upsert": ({ ingest }) => ingest.episodes.upsert({ ...anEpisode, title: "t" }),
    "ingest.episodes.upsertMany": ({ ingest }) =>
      ingest.episodes.upsertMany([anEpisode, { ...anEpisode, externalId: "f", title: "t" }]),
    "ingest.episodes.get": ({ ingest }, { episode }) => ingest.episodes.get(episode),
    "ingest.episodes.getOrThrow": ({ ingest }, { episode }) => ingest.episodes.getOrThrow(episode),
    "ingest.episodes.getMany": ({ ingest }, { episode }) => ingest.episodes.getMany([episode]),
    "ingest.episodes.getByExternalId": ({ ingest }) =>
      ingest.episodes.getByExternalId({ platform: "p", externalId: "e" }),
    "ingest.episodes.list": ({ ingest }, { creator }) => ingest.episodes.list({ creatorId: creator }),
    "ingest.episodes.logs.add": ({ ingest }, { episode }) => ingest.episodes.logs.add({ episodeId: episode }),
    "ingest.episodes.logs.addMany": ({ ingest }, { episode }) =>
      ingest.episodes.logs.addMany([{ episodeId: episode }, { episodeId: episode, details: 1 }]),
    "ingest.episodes.logs.get": ({ ingest }, { log }) => ingest.episodes.logs.get(log),
    "ingest.episodes.logs.getOrThrow": ({ ingest }, { log }) => ingest.episodes.logs.getOrThrow(log),
    "ingest.episodes.logs.getMany": ({ ingest }, { log }) => ingest.episodes.logs.getMany([log]),
    "ingest.episodes.logs.list": ({ ingest }, { episode }) =>
      ingest.episodes.logs.list({ episodeId: episode }),
    "ingest.episodes.logs.remove": ({ ingest }, { log }) => ingest.episodes.logs.remove(log),
    "ingest.episodes.remove": ({ ingest }, { episode }) => ingest.episodes.remove(episode),
    "ingest.segments.add": ({ ingest }, { episode }) =>
      ingest.segments.add({ episodeId: episode, startSeconds: 0, text: "word" }),
    "ingest.segments.addMany": ({ ingest }, { episode: episodeId }) =>
      ingest.segments.addMany(
        Array.from({ length: 300 }, (_, i) => ({ episodeId, startSeconds: i, text: `word ${i}` })),
      ),
    "ingest.segments.getMany": ({ ingest }, { segment }) => ingest.segments.getMany([segment]),
    "ingest.segments.remove": ({ ingest }, { segment }) => ingest.segments.remove(segment),
    "ingest.segments.get": ({ ingest }, { segment }) => ingest.segments.get(segment),
    "ingest.segments.getOrThrow": ({ ingest }, { segment }) => ingest.segments.getOrThrow(segment),
    "ingest.segments.list": ({ ingest }, { episode }) =>
      ingest.segments.list({ episodeId: episode, startSecondsFrom: 0 }),
    "ingest.segments.search words": ({ ingest }) => ingest.segments.search({ text: "word", mode: "words" }),
    "ingest.segments.search any": ({ ingest }) => ingest.segments.search({ text: "word" }),
    "ingest.segments.search substring": ({ ingest }) =>
      ingest.segments.search({ text: "wor", mode: "substring" }),
    "ingest.segments.removeMany": ({ ingest }, { episode }) =>
      ingest.segments.removeMany({ episodeId: episode }),
    "ingest.provenance.add": ({ ingest }) => ingest.provenance.add({ contentId: "c" }),
    "ingest.provenance.addMany": ({ ingest }) => ingest.provenance.addMany([{ contentId: "c" }, {}]),
    "ingest.provenance.getMany": ({ ingest }, { provenance }) => ingest.provenance.getMany([provenance]),
    "ingest.provenance.get": ({ ingest }, { provenance }) => ingest.provenance.get(provenance),
    "ingest.provenance.getOrThrow": ({ ingest }, { provenance }) => ingest.provenance.getOrThrow(provenance),
    "ingest.provenance.list": ({ ingest }) => ingest.provenance.list({ contentId: "c" }),
    "ingest.provenance.remove": ({ ingest }, { provenance }) => ingest.provenance.remove(provenance),
    "ingest.usage.add": ({ ingest }) => ingest.usage.add({ callId: "c" }),
    "ingest.usage.addMany": ({ ingest }) => ingest.usage.addMany([{ callId: "c" }, {}]),
    "ingest.usage.getMany": ({ ingest }, { usage }) => ingest.usage.getMany([usage]),
    "ingest.usage.get": ({ ingest }, { usage }) => ingest.usage.get(usage),
    "ingest.usage.getOrThrow": ({ ingest }, { usage }) => ingest.usage.getOrThrow(usage),
    "ingest.usage.list": ({ ingest }) => ingest.usage.list(),
    "ingest.usage.remove": ({ ingest }, { usage }) => ingest.usage.remove(usage),
    "ingest.watchlist.upsert": ({ ingest }) => ingest.watchlist.upsert({ ...aWatch, label: "l" }),
    "ingest.watchlist.get": ({ ingest }, { watch }) => ingest.watchlist.get(watch),
    "ingest.watchlist.getOrThrow": ({ ingest }, { watch }) => ingest.watchlist.getOrThrow(watch),
    "ingest.watchlist.getByHandle": ({ ingest }) =>
      ingest.watchlist.getByHandle({ sourceType: "s", handle: "h" }),
    "ingest.watchlist.list": ({ ingest }) => ingest.watchlist.list(),
    "ingest.watchlist.due": ({ ingest }) => ingest.watchlist.due(),
    "ingest.watchlist.polled": ({ ingest }, { watch }) => ingest.watchlist.polled(watch, { cursor: "c" }),
    "ingest.watchlist.failed": ({ ingest }, { watch }) => ingest.watchlist.failed(watch),
    "ingest.watchlist.enable": ({ ingest }, { watch }) => ingest.watchlist.enable(watch),
    "ingest.watchlist.disable": ({ ingest }, { watch }) => ingest.watchlist.disable(watch, { ifVersion: 1 }),
    "ingest.watchlist.getMany": ({ ingest }, { watch }) => ingest.watchlist.getMany([watch]),
    "ingest.watchlist.upsertMany": ({ ingest }) =>
      ingest.watchlist.upsertMany([aWatch, { ...aWatch, handle: "i", label: "l" }]),
    "ingest.watchlist.remove": ({ ingest }, { watch }) => ingest.watchlist.remove(watch),
  },

  parts: ({ ingest }) => ({
    "ingest.jobs": ingest.jobs,
    "ingest.creators": ingest.creators,
    "ingest.episodes": ingest.episodes,
    "ingest.episodes.logs": ingest.episodes.logs,
    "ingest.segments": ingest.segments,
    "ingest.provenance": ingest.provenance,
    "ingest.usage": ingest.usage,
    "ingest.watchlist": ingest.watchlist,
  }),
};
