import type { Scope } from "../../../../src";
import type { Calls } from "./call";
import { all, pages } from "./paging";

export async function ingest(known: Scope): Promise<Calls> {
  const { ingest } = known;
  const creators = await all(ingest.creators.list());
  const episodes = await all(ingest.episodes.list());
  const watches = await all(ingest.watchlist.list());
  const jobs = await all(ingest.jobs.list());
  const provenance = (await ingest.provenance.list()).items;
  const [creator, episode, watch, job] = [creators[0]!, episodes[0]!, watches[0]!, jobs[0]!];
  const [segment] = (await ingest.segments.list({ episodeId: episode.id })).items;
  const episodeKey = { platform: episode.platform, externalId: episode.externalId };
  const watchKey = { sourceType: watch.sourceType, handle: watch.handle };
  const jobKey = { source: job.source, externalId: job.externalId };
  const of = (scope: Scope) => scope.ingest;
  return {
    "jobs.stats": (s) => of(s).jobs.stats(),
    "creators.get": (s) => of(s).creators.get(creator.id),
    "creators.getOrThrow": (s) => of(s).creators.getOrThrow(creator.id),
    "creators.getMany": (s) => of(s).creators.getMany(creators.map(({ id }) => id)),
    "creators.getBySlug": (s) => of(s).creators.getBySlug({ slug: creator.slug }),
    "creators.list of an account": (s) => pages(of(s).creators.list({ youtubeId: creator.youtubeId! })),
    "creators.list": (s) => pages(of(s).creators.list({ limit: 4 })),
    "episodes.get": (s) => of(s).episodes.get(episode.id),
    "episodes.getOrThrow": (s) => of(s).episodes.getOrThrow(episode.id),
    "episodes.getMany": (s) => of(s).episodes.getMany(episodes.map(({ id }) => id)),
    "episodes.getByExternalId": (s) => of(s).episodes.getByExternalId(episodeKey),
    "episodes.list": (s) => pages(of(s).episodes.list({ creatorId: creator.id, limit: 3 })),
    "episodes.logs.list": (s) => pages(of(s).episodes.logs.list({ episodeId: episode.id })),
    "segments.get": (s) => of(s).segments.get(segment!.id),
    "segments.getOrThrow": (s) => of(s).segments.getOrThrow(segment!.id),
    "segments.list": (s) => pages(of(s).segments.list({ episodeId: episode.id, limit: 5 })),
    "segments.search": (s) => pages(of(s).segments.search({ text: "oil", limit: 5 })),
    "provenance.get": (s) => of(s).provenance.get(provenance[0]!.id),
    "provenance.getOrThrow": (s) => of(s).provenance.getOrThrow(provenance[1]!.id),
    "provenance.list": (s) => pages(of(s).provenance.list({ limit: 50 })),
    "usage.list": (s) => pages(of(s).usage.list()),
    "watchlist.get": (s) => of(s).watchlist.get(watch.id),
    "watchlist.getOrThrow": (s) => of(s).watchlist.getOrThrow(watch.id),
    "watchlist.getByHandle": (s) => of(s).watchlist.getByHandle(watchKey),
    "watchlist.list": (s) => pages(of(s).watchlist.list({ limit: 4 })),
    "watchlist.due": async (s) => of(s).watchlist.due(),
    "jobs.get": (s) => of(s).jobs.get(job.id),
    "jobs.getOrThrow": (s) => of(s).jobs.getOrThrow(job.id),
    "jobs.getMany": (s) => of(s).jobs.getMany(jobs.map(({ id }) => id)),
    "jobs.getByExternalId": (s) => of(s).jobs.getByExternalId(jobKey),
    "jobs.list": (s) => pages(of(s).jobs.list({ limit: 20 })),
    "jobs.enqueue": (s) => of(s).jobs.enqueue(jobKey),
    "jobs.enqueueMany": (s) => of(s).jobs.enqueueMany([jobKey]),
    "creators.upsert": (s) => of(s).creators.upsert({ slug: creator.slug, verified: true }),
    "episodes.upsert": (s) => of(s).episodes.upsert({ ...episodeKey, title: "changed" }),
    "watchlist.polled": (s) => of(s).watchlist.polled(watch.id, { cursor: "c" }),
    "watchlist.failed": (s) => of(s).watchlist.failed(watch.id),
    "watchlist.disable": (s) => of(s).watchlist.disable(watch.id),
    "watchlist.upsert": (s) => of(s).watchlist.upsert({ ...watchKey, label: "l" }),
    "watchlist.remove": (s) => of(s).watchlist.remove(watches[1]!.id),
    "jobs.remove": (s) => of(s).jobs.remove(jobs[1]!.id),
    "provenance.remove": (s) => of(s).provenance.remove(provenance[0]!.id),
    "segments.removeMany": (s) => of(s).segments.removeMany({ episodeId: episode.id }),
    "episodes.remove": (s) => of(s).episodes.remove(episodes[1]!.id),
    "jobs.releaseExpired": (s) => of(s).jobs.releaseExpired(),
    "what is left": async (s) => [await all(of(s).jobs.list()), await all(of(s).episodes.list())],
  };
}
