import type { IngestJob } from "../../../src";
import type { StoreBudget } from "./budget";

interface Prepared {
  creator: string;
  episode: string;
  segment: string;
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
    const creator = await ingest.creators.put({ slug: "c", youtubeId: "y" });
    const episode = await ingest.episodes.put(anEpisode);
    const [segment] = await ingest.segments.appendMany(episode.id, [{ start: 0, text: "word" }]);
    const provenance = await ingest.provenance.add({});
    const usage = await ingest.usage.add({});
    const watch = await ingest.watchlist.put(aWatch);
    await ingest.enqueue(aJob("claimed"));
    const [claimed] = await ingest.claim({ worker: "w" });
    const dead = await ingest.enqueue(aJob("dead", { status: "dead" }));
    const lost = { status: "running", attempts: 1, claimedBy: "gone", scheduledAt: new Date(0) };
    await ingest.enqueueMany([aJob("a"), aJob("b"), aJob("lost", lost)]);
    return {
      creator: creator.id,
      episode: episode.id,
      segment: segment!.id,
      provenance: provenance.id,
      usage: usage.id,
      watch: watch.id,
      claimed: claimed!,
      dead: dead.job.id,
    };
  },

  operations: {
    "ingest.enqueue new": ({ ingest }) => ingest.enqueue(aJob("new")),
    "ingest.enqueue known": ({ ingest }) => ingest.enqueue(aJob("a")),
    "ingest.enqueueMany": ({ ingest }) =>
      ingest.enqueueMany([...Array.from({ length: 500 }, (_, i) => aJob(`n${i}`)), aJob("a")]),
    "ingest.claim": ({ ingest }) => ingest.claim({ worker: "w", limit: 100 }),
    "ingest.heartbeat": ({ ingest }, { claimed }) => ingest.heartbeat(claimed),
    "ingest.complete": ({ ingest }, { claimed }) => ingest.complete(claimed, { result: 1 }),
    "ingest.fail": ({ ingest }, { claimed }) => ingest.fail(claimed, { error: "e" }),
    "ingest.release": ({ ingest }) => ingest.release(),
    "ingest.stats": ({ ingest }) => ingest.stats(),
    "ingest.jobs.get": ({ ingest }, { dead }) => ingest.jobs.get(dead),
    "ingest.jobs.getOrThrow": ({ ingest }, { dead }) => ingest.jobs.getOrThrow(dead),
    "ingest.jobs.getMany": ({ ingest }, { dead, claimed }) => ingest.jobs.getMany([dead, claimed.id]),
    "ingest.jobs.find": ({ ingest }) => ingest.jobs.find("s", "a"),
    "ingest.jobs.list": ({ ingest }) => ingest.jobs.list({ status: "queued", source: "s" }),
    "ingest.jobs.requeue": ({ ingest }, { dead }) => ingest.jobs.requeue(dead),
    "ingest.jobs.remove": ({ ingest }, { dead }) => ingest.jobs.remove(dead),
    "ingest.creators.put": ({ ingest }) => ingest.creators.put({ slug: "c", verified: true }),
    "ingest.creators.get": ({ ingest }, { creator }) => ingest.creators.get(creator),
    "ingest.creators.getOrThrow": ({ ingest }, { creator }) => ingest.creators.getOrThrow(creator),
    "ingest.creators.getMany": ({ ingest }, { creator }) => ingest.creators.getMany([creator]),
    "ingest.creators.getBySlug": ({ ingest }) => ingest.creators.getBySlug("c"),
    "ingest.creators.findByAccount": ({ ingest }) => ingest.creators.findByAccount("youtube", "y"),
    "ingest.creators.list": ({ ingest }) => ingest.creators.list(),
    "ingest.creators.remove": ({ ingest }, { creator }) => ingest.creators.remove(creator),
    "ingest.episodes.put": ({ ingest }) => ingest.episodes.put({ ...anEpisode, title: "t" }),
    "ingest.episodes.get": ({ ingest }, { episode }) => ingest.episodes.get(episode),
    "ingest.episodes.getOrThrow": ({ ingest }, { episode }) => ingest.episodes.getOrThrow(episode),
    "ingest.episodes.getMany": ({ ingest }, { episode }) => ingest.episodes.getMany([episode]),
    "ingest.episodes.find": ({ ingest }) => ingest.episodes.find("p", "e"),
    "ingest.episodes.list": ({ ingest }, { creator }) => ingest.episodes.list({ creatorId: creator }),
    "ingest.episodes.addLog": ({ ingest }, { episode }) => ingest.episodes.addLog(episode, { status: "ok" }),
    "ingest.episodes.log": ({ ingest }, { episode }) => ingest.episodes.log(episode),
    "ingest.episodes.remove": ({ ingest }, { episode }) => ingest.episodes.remove(episode),
    "ingest.segments.appendMany": ({ ingest }, { episode }) =>
      ingest.segments.appendMany(
        episode,
        Array.from({ length: 300 }, (_, i) => ({ start: i, text: `word ${i}` })),
      ),
    "ingest.segments.get": ({ ingest }, { segment }) => ingest.segments.get(segment),
    "ingest.segments.getOrThrow": ({ ingest }, { segment }) => ingest.segments.getOrThrow(segment),
    "ingest.segments.list": ({ ingest }, { episode }) => ingest.segments.list(episode, { from: 0, to: 9 }),
    "ingest.segments.search words": ({ ingest }) => ingest.segments.search({ text: "word" }),
    "ingest.segments.search substring": ({ ingest }) =>
      ingest.segments.search({ text: "wor", mode: "substring" }),
    "ingest.segments.removeAll": ({ ingest }, { episode }) => ingest.segments.removeAll(episode),
    "ingest.provenance.add": ({ ingest }) => ingest.provenance.add({ contentId: "c" }),
    "ingest.provenance.addMany": ({ ingest }) => ingest.provenance.addMany([{ contentId: "c" }, {}]),
    "ingest.provenance.get": ({ ingest }, { provenance }) => ingest.provenance.get(provenance),
    "ingest.provenance.getOrThrow": ({ ingest }, { provenance }) => ingest.provenance.getOrThrow(provenance),
    "ingest.provenance.list": ({ ingest }) => ingest.provenance.list({ contentId: "c" }),
    "ingest.provenance.remove": ({ ingest }, { provenance }) => ingest.provenance.remove(provenance),
    "ingest.usage.add": ({ ingest }) => ingest.usage.add({ callId: "c" }),
    "ingest.usage.addMany": ({ ingest }) => ingest.usage.addMany([{ callId: "c" }, {}]),
    "ingest.usage.get": ({ ingest }, { usage }) => ingest.usage.get(usage),
    "ingest.usage.getOrThrow": ({ ingest }, { usage }) => ingest.usage.getOrThrow(usage),
    "ingest.usage.list": ({ ingest }) => ingest.usage.list(),
    "ingest.usage.remove": ({ ingest }, { usage }) => ingest.usage.remove(usage),
    "ingest.watchlist.put": ({ ingest }) => ingest.watchlist.put({ ...aWatch, label: "l" }),
    "ingest.watchlist.get": ({ ingest }, { watch }) => ingest.watchlist.get(watch),
    "ingest.watchlist.getOrThrow": ({ ingest }, { watch }) => ingest.watchlist.getOrThrow(watch),
    "ingest.watchlist.find": ({ ingest }) => ingest.watchlist.find("s", "h"),
    "ingest.watchlist.list": ({ ingest }) => ingest.watchlist.list(),
    "ingest.watchlist.due": ({ ingest }) => ingest.watchlist.due(),
    "ingest.watchlist.polled": ({ ingest }, { watch }) => ingest.watchlist.polled(watch, { cursor: "c" }),
    "ingest.watchlist.failed": ({ ingest }, { watch }) => ingest.watchlist.failed(watch),
    "ingest.watchlist.enable": ({ ingest }, { watch }) => ingest.watchlist.enable(watch, false),
    "ingest.watchlist.remove": ({ ingest }, { watch }) => ingest.watchlist.remove(watch),
  },

  parts: ({ ingest }) => ({
    "ingest.jobs": ingest.jobs,
    "ingest.creators": ingest.creators,
    "ingest.episodes": ingest.episodes,
    "ingest.segments": ingest.segments,
    "ingest.provenance": ingest.provenance,
    "ingest.usage": ingest.usage,
    "ingest.watchlist": ingest.watchlist,
  }),

  // All private: what several methods have in common.
  others: ["ingest.held", "ingest.stillLeased", "ingest.watchlist.changed"],
};
