import fc from "fast-check";
import {
  everything,
  id,
  ids,
  instant,
  json,
  NAMES,
  name,
  number,
  operation,
  page,
  partial,
  type StoreOperations,
  text,
  tuple,
} from "./arbitraries";

const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of);
const source = fc.constantFrom("a", "A", "ß");
const worker = fc.constantFrom("w1", "w2");
const attempts = fc.integer({ min: 1, max: 3 });
const status = fc.constantFrom("queued", "running", "done", "dead");
const wait = fc.constantFrom(0, 500, 60_000);
const order = fc.constantFrom("newest", "oldest");
const made = { createdAt: instant, updatedAt: instant };

const job = fc.record({ id, source, externalId: name }).chain((key) =>
  partial({
    url: maybe(text),
    tags: fc.array(name, { maxLength: 2 }),
    priority: fc.integer({ min: -1, max: 1 }),
    payload: json,
    maxAttempts: attempts,
    attempts: fc.integer({ min: 0, max: 3 }),
    scheduledAt: instant,
    status,
    claimedBy: maybe(worker),
    error: maybe(text),
    createdAt: instant,
  }).map((more: object) => ({ ...key, ...more })),
);
const claim = fc.record({ id, workerId: worker, attempt: attempts });
const segment = fc.record({
  id: fc.uuid(),
  startSeconds: number,
  endSeconds: maybe(number),
  text,
  speaker: maybe(text),
  createdAt: instant,
});

export const ingest: StoreOperations = {
  operations: [
    operation("ingest.jobs.enqueue", tuple(job), (scope, input) => scope.ingest.jobs.enqueue(input)),
    operation("ingest.jobs.enqueueMany", tuple(fc.array(job, { maxLength: 3 })), (scope, inputs) =>
      scope.ingest.jobs.enqueueMany(inputs),
    ),
    operation(
      "ingest.jobs.claim",
      tuple(worker, fc.integer({ min: 1, max: 3 }), fc.constantFrom(1, 1500, 1_000_000)),
      (scope, by, limit, leaseMs) => scope.ingest.jobs.claim({ workerId: by, limit, leaseMs }),
    ),
    operation("ingest.jobs.heartbeat", tuple(claim, fc.constantFrom(1, 60_000)), (scope, held, leaseMs) =>
      scope.ingest.jobs.heartbeat(held, { leaseMs }),
    ),
    operation("ingest.jobs.complete", tuple(claim, json), (scope, held, result) =>
      scope.ingest.jobs.complete(held, { result }),
    ),
    operation(
      "ingest.jobs.fail",
      tuple(claim, text, partial({ retryInMs: wait })),
      (scope, held, error, more) => scope.ingest.jobs.fail(held, { error, ...(more as object) }),
    ),
    operation("ingest.jobs.releaseExpired", tuple(fc.integer({ min: 1, max: 2 })), (scope, limit) =>
      scope.ingest.jobs.releaseExpired({ limit }),
    ),
    operation("ingest.jobs.stats", tuple(), (scope) => scope.ingest.jobs.stats()),
    operation("ingest.jobs.list", tuple(partial({ ...page, status, source, order })), (scope, query) =>
      everything(scope.ingest.jobs.list(query)),
    ),
    operation("ingest.jobs.requeue", tuple(id, attempts), (scope, key, further) =>
      scope.ingest.jobs.requeue(key, { attempts: further }),
    ),
    operation("ingest.jobs.remove", tuple(id), (scope, key) => scope.ingest.jobs.remove(key)),
    operation(
      "ingest.creators.upsert",
      tuple(
        id,
        name,
        partial({ ...made, youtubeId: maybe(name), twitchId: maybe(name), verified: maybe(fc.boolean()) }),
      ),
      (scope, key, slug, more) => scope.ingest.creators.upsert({ ...(more as object), id: key, slug }),
    ),
    operation("ingest.creators.findByAccount", tuple(name), (scope, account) =>
      scope.ingest.creators.list({ youtubeId: account }),
    ),
    operation("ingest.creators.remove", tuple(id), (scope, key) => scope.ingest.creators.remove(key)),
    operation(
      "ingest.episodes.upsert",
      tuple(
        id,
        source,
        name,
        partial({
          ...made,
          creatorId: maybe(id),
          title: maybe(text),
          publishedAt: maybe(instant),
          durationSeconds: maybe(number),
        }),
      ),
      (scope, key, platform, externalId, more) =>
        scope.ingest.episodes.upsert({ ...(more as object), id: key, platform, externalId }),
    ),
    operation(
      "ingest.episodes.list",
      tuple(partial({ ...page, creatorId: id, by: fc.constantFrom("created", "published"), order })),
      (scope, query) => everything(scope.ingest.episodes.list(query)),
    ),
    operation(
      "ingest.episodes.logs.add",
      tuple(id, fc.uuid(), maybe(text), json, instant),
      (scope, episodeId, ...entry) => {
        const [key, is, details, createdAt] = entry;
        return scope.ingest.episodes.logs.add({ id: key, episodeId, status: is, details, createdAt });
      },
    ),
    operation("ingest.episodes.remove", tuple(id), (scope, key) => scope.ingest.episodes.remove(key)),
    operation(
      "ingest.segments.addMany",
      tuple(id, fc.array(segment, { maxLength: 4 })),
      (scope, episodeId, rows) => scope.ingest.segments.addMany(rows.map((row) => ({ episodeId, ...row }))),
    ),
    operation(
      "ingest.segments.list",
      tuple(id, partial({ ...page, startSecondsFrom: number, startSecondsTo: number })),
      (scope, episodeId, query) =>
        everything(scope.ingest.segments.list({ ...(query as object), episodeId })),
    ),
    operation(
      "ingest.segments.search",
      tuple(text, partial({ ...page, mode: fc.constantFrom("any", "words", "substring"), episodeId: id })),
      (scope, sought, query) =>
        everything(scope.ingest.segments.search({ ...(query as object), text: sought })),
    ),
    operation("ingest.segments.removeMany", tuple(id), (scope, episodeId) =>
      scope.ingest.segments.removeMany({ episodeId }),
    ),
    operation(
      "ingest.provenance.add",
      tuple(
        id,
        partial({
          contentId: maybe(name),
          consentFlags: json,
          creatorId: id,
          episodeId: id,
          createdAt: instant,
        }),
      ),
      (scope, key, more) => scope.ingest.provenance.add({ ...(more as object), id: key }),
    ),
    operation(
      "ingest.provenance.list",
      tuple(partial({ ...page, contentId: name, episodeId: id })),
      (scope, query) => everything(scope.ingest.provenance.list(query)),
    ),
    operation(
      "ingest.usage.add",
      tuple(id, partial({ callId: maybe(name), contentIds: json, userCommand: text, createdAt: instant })),
      (scope, key, more) => scope.ingest.usage.add({ ...(more as object), id: key }),
    ),
    operation(
      "ingest.watchlist.upsert",
      tuple(
        id,
        source,
        name,
        partial({
          ...made,
          enabled: fc.boolean(),
          cursor: maybe(text),
          backoffEndsAt: maybe(instant),
          dueAt: instant,
        }),
      ),
      (scope, key, sourceType, handle, more) =>
        scope.ingest.watchlist.upsert({ ...(more as object), id: key, sourceType, handle }),
    ),
    operation("ingest.watchlist.due", tuple(fc.integer({ min: 1, max: 3 })), (scope, limit) =>
      scope.ingest.watchlist.due({ limit }),
    ),
    operation(
      "ingest.watchlist.polled",
      tuple(
        id,
        partial({ cursor: maybe(text), etag: maybe(text), lastSeenAt: maybe(instant), nextInMs: wait }),
      ),
      (scope, key, poll) => scope.ingest.watchlist.polled(key, poll),
    ),
    operation("ingest.watchlist.failed", tuple(id, partial({ retryInMs: wait })), (scope, key, retry) =>
      scope.ingest.watchlist.failed(key, retry),
    ),
  ],

  async stateOf({ ingest: { jobs, creators, episodes, segments, provenance, usage, watchlist } }) {
    return {
      jobs: await everything(jobs.list()),
      creators: await everything(creators.list()),
      accounts: await Promise.all(NAMES.map((each) => creators.list({ twitchId: each }))),
      episodes: await everything(episodes.list()),
      logs: await Promise.all(ids.map((each) => everything(episodes.logs.list({ episodeId: each })))),
      segments: await Promise.all(ids.map((each) => everything(segments.list({ episodeId: each })))),
      provenance: await everything(provenance.list()),
      usage: await everything(usage.list()),
      watchlist: await everything(watchlist.list()),
    };
  },
};
