import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Scope } from "../../src/scope";
import { type Cases, everything, refused } from "../suite";
import { aJob, anEpisode, at } from "./samples";

const never = (value: unknown) => value as never;
const claim = { id: randomUUID(), workerId: "w", attempt: 1 };
const segment = { episodeId: randomUUID(), startSeconds: 0, text: "" };
const watch = { sourceType: "a", handle: "b" };
const id = randomUUID();

type Refusal = [call: (ingest: Scope["ingest"]) => PromiseLike<unknown>, message: RegExp];

const ofTheQueue: Refusal[] = [
  [(i) => i.jobs.enqueue(never(null)), /must be an object with externalId, source/],
  [(i) => i.jobs.enqueue(never({ source: "a" })), /externalId is missing/],
  [(i) => i.jobs.enqueue(aJob("a", { topic: 1 })), /topic is not known here/],
  [(i) => i.jobs.enqueue(aJob("a", { id: "7" })), /id must be a UUID/],
  [(i) => i.jobs.enqueue(aJob("a", { tags: ["", "b"] })), /tags must be an array/],
  [(i) => i.jobs.enqueue(aJob("a", { tags: "a,b" })), /tags/],
  [(i) => i.jobs.enqueue(aJob("a", { priority: 1.5 })), /priority must be a whole number/],
  [(i) => i.jobs.enqueue(aJob("a", { priority: 2 ** 31 })), /priority/],
  [(i) => i.jobs.enqueue(aJob("a", { payload: { at: [new Date()] } })), /payload\.at\[0\] is a Date/],
  [(i) => i.jobs.enqueue(aJob("a", { result: Number.NaN })), /result is NaN/],
  [(i) => i.jobs.enqueue(aJob("a", { maxAttempts: 0 })), /maxAttempts must be/],
  [
    (i) => i.jobs.enqueue(aJob("a", { status: "failed" })),
    /status must be one of queued, running, done, dead/,
  ],
  [(i) => i.jobs.enqueue(aJob("a", { attempts: 5 })), /attempts must be below maxAttempts/],
  [
    (i) => i.jobs.enqueue(aJob("a", { leaseExpiresAt: at(0) })),
    /leaseExpiresAt is allowed only for a running job/,
  ],
  [
    (i) => i.jobs.enqueue(aJob("a", { scheduledAt: new Date(Number.NaN) })),
    /scheduledAt must be a valid Date/,
  ],
  [(i) => i.jobs.enqueue(aJob("a"), never({ ifVersion: 1 })), /options\.ifVersion is not known/],
  [(i) => i.jobs.enqueueMany(never("a")), /jobs must be an array/],
  [(i) => i.jobs.enqueueMany([aJob("a"), aJob("b", { attempts: 9 })]), /jobs\[1\]\.attempts must be below/],
  [(i) => i.jobs.enqueueMany([aJob("a", { payload: [undefined] })]), /jobs\[0\]\.payload\[0\] is undefined/],
  [(i) => i.jobs.claim(never({})), /workerId is missing/],
  [(i) => i.jobs.claim({ workerId: "" }), /workerId must be/],
  [(i) => i.jobs.claim({ workerId: "w", limit: 0 }), /limit must be/],
  [(i) => i.jobs.claim({ workerId: "w", limit: 1001 }), /limit/],
  [(i) => i.jobs.claim({ workerId: "w", leaseMs: 0 }), /leaseMs must be/],
  [(i) => i.jobs.claim({ workerId: "w", leaseMs: Number.POSITIVE_INFINITY }), /leaseMs/],
  [(i) => i.jobs.complete(never(null)), /job must be an object/],
  [(i) => i.jobs.complete({ ...claim, id: "x" }), /job\.id must be a UUID/],
  [(i) => i.jobs.complete({ ...claim, attempt: 0 }), /job\.attempt must be/],
  [(i) => i.jobs.complete({ id, claimedBy: null, attempts: 1 }), /job is not claimed by any worker/],
  [(i) => i.jobs.complete(claim, { result: never(() => 1) }), /result is a function/],
  [(i) => i.jobs.complete(claim, never({ error: "x" })), /error is not known here/],
  [(i) => i.jobs.fail(claim, never({})), /error is missing: it must be a string/],
  [(i) => i.jobs.fail(claim, { error: "", retryInMs: -1 }), /retryInMs must be/],
  [(i) => i.jobs.heartbeat(claim, { leaseMs: 0.5 }), /leaseMs must be/],
  [(i) => i.jobs.releaseExpired({ limit: 10_001 }), /limit must be/],
  [(i) => i.jobs.stats(never({ status: "done" })), /options\.status is not known/],
  [(i) => i.jobs.get("x"), /id must be a UUID/],
  [(i) => i.jobs.getMany([id, "x"]), /ids\[1\] must be a UUID/],
  [(i) => i.jobs.getByExternalId({ source: "", externalId: "x" }), /source must be/],
  [(i) => i.jobs.list({ status: never("failed") }), /status must be one of/],
  [(i) => i.jobs.list(never({ kind: 1 })), /kind is not known here/],
  [(i) => i.jobs.list({ limit: 0 }), /limit must be/],
  [(i) => i.jobs.requeue(id, { attempts: 0 }), /attempts must be/],
  [(i) => i.jobs.remove("x"), /id must be a UUID/],
];

const ofTheRest: Refusal[] = [
  [(i) => i.creators.upsert(never({ name: "a" })), /name is not known here: use .*slug/],
  [(i) => i.creators.upsert({ slug: "" }), /slug must be/],
  [(i) => i.creators.upsert({ slug: "a", youtubeId: "\u0000" }), /youtubeId must be/],
  [(i) => i.creators.upsert({ slug: "a", twitchId: "t".repeat(513) }), /twitchId must be/],
  [(i) => i.creators.upsert({ slug: "a", verified: never(1) }), /verified must be true or false/],
  [(i) => i.creators.getBySlug({ slug: "" }), /slug must be/],
  [(i) => i.creators.list(never({ slug: "a" })), /slug is not known here/],
  [(i) => i.episodes.upsert({ platform: "a", externalId: "" }), /externalId must be/],
  [(i) => i.episodes.upsert({ platform: "a", externalId: "b", creatorId: "x" }), /creatorId must be a UUID/],
  [
    (i) => i.episodes.upsert({ platform: "a", externalId: "b", durationSeconds: Number.NaN }),
    /durationSeconds must be/,
  ],
  [(i) => i.episodes.list({ creatorId: "x" }), /creatorId must be a UUID/],
  [(i) => i.episodes.list({ by: never("id") }), /by must be one of created, published/],
  [(i) => i.episodes.list({ publishedFrom: at(1), publishedTo: at(0) }), /publishedTo must not be before/],
  [(i) => i.episodes.logs.add({ episodeId: "x" }), /episodeId must be a UUID/],
  [(i) => i.episodes.logs.addMany([{ episodeId: id }, never({})]), /logs\[1\]\.episodeId is missing/],
  [(i) => i.episodes.logs.add({ episodeId: id, details: never([1n]) }), /details\[0\] is a BigInt/],
  [(i) => i.episodes.logs.list({ episodeId: "x" }), /episodeId must be a UUID/],
  [(i) => i.segments.add({ ...segment, episodeId: "x" }), /episodeId must be a UUID/],
  [(i) => i.segments.addMany(never({})), /segments must be an array/],
  [(i) => i.segments.addMany([never({ startSeconds: 1 })]), /segments\[0\]\.episodeId is missing/],
  [(i) => i.segments.list({ episodeId: "x" }), /episodeId must be a UUID/],
  [(i) => i.segments.list(never(undefined)), /episodeId is missing/],
  [
    (i) => i.segments.list({ episodeId: id, startSecondsFrom: never("1") }),
    /startSecondsFrom must be a finite/,
  ],
  [(i) => i.segments.search({ text: "" }), /text must be a string of 1 to 1000/],
  [(i) => i.segments.search({ text: "a", mode: never("regex") }), /mode must be one of/],
  [(i) => i.segments.removeMany({ episodeId: "x" }), /filter\.episodeId must be a UUID/],
  [(i) => i.provenance.add({ sha256: never(1) }), /sha256 must be/],
  [(i) => i.provenance.addMany(never(1)), /provenances must be an array/],
  [(i) => i.provenance.list({ episodeId: "x" }), /episodeId must be a UUID/],
  [(i) => i.usage.add({ decisions: never(new Map()) }), /decisions is a Map/],
  [(i) => i.usage.add(never({ ts: at(0) })), /ts is not known here/],
  [(i) => i.usage.addMany(never(1)), /entries must be an array/],
  [(i) => i.usage.list({ callId: "\ud800" }), /callId must be/],
  [(i) => i.watchlist.upsert({ ...watch, handle: "" }), /handle must be/],
  [(i) => i.watchlist.upsert({ ...watch, failureCount: -1 }), /failureCount must be/],
  [(i) => i.watchlist.upsertMany([watch, never({})]), /watches\[1\]\.sourceType is missing/],
  [(i) => i.watchlist.due({ limit: 1001 }), /limit must be/],
  [(i) => i.watchlist.polled(id, { nextInMs: -1 }), /poll\.nextInMs must be/],
  [(i) => i.watchlist.polled(id, never({ seen: 1 })), /poll\.seen is not known here/],
  [(i) => i.watchlist.failed(id, { retryInMs: 1e12 }), /retry\.retryInMs must be/],
  [(i) => i.watchlist.enable(id, { ifVersion: 0 }), /options\.ifVersion must be/],
  [(i) => i.watchlist.disable("x"), /id must be a UUID/],
  [(i) => i.creators.upsertMany(never({})), /creators must be an array/],
  [(i) => i.creators.upsertMany([], never({ ifVersion: 1 })), /options\.ifVersion is not known/],
  [(i) => i.watchlist.getByHandle({ sourceType: "a", handle: "" }), /handle must be/],
];

/** Refused input, and isolation of scopes. */
export const refusals: Cases = {
  "refuses invalid input, with the field and the correction, and writes nothing": async ({ scope }) => {
    const { ingest } = scope;
    for (const [call, message] of [...ofTheQueue, ...ofTheRest]) {
      const error = await refused(call(ingest), "validation", message);
      assert.match(error.operation ?? "", /^ingest\./);
    }
    const { jobs, creators, episodes, provenance, usage, watchlist } = ingest;
    for (const list of [jobs, creators, episodes, provenance, usage, watchlist])
      assert.deepEqual((await list.list()).items, []);
  },

  "names the refused call": async ({ scope: { ingest } }) => {
    const { operation } = await refused(ingest.segments.getOrThrow(id), "not_found");
    assert.equal(operation, "ingest.segments.getOrThrow");
    assert.equal((await refused(ingest.jobs.complete(claim), "conflict")).operation, "ingest.jobs.complete");
  },

  "creators, episodes and their rows are isolated by tenant and workspace": async ({ scope, another }) => {
    const fill = async ({ ingest }: Scope, ids: readonly string[]) => {
      const [a, b, c, d, e, f, g] = ids as [string, string, string, string, string, string, string];
      await ingest.creators.upsert({ id: a, slug: "ada", youtubeId: "UC1" });
      await ingest.episodes.upsert({ id: b, platform: "p", externalId: "e", creatorId: a });
      await ingest.segments.add({ id: c, episodeId: b, startSeconds: 1, text: "whale" });
      await ingest.episodes.logs.add({ id: d, episodeId: b, status: "ok" });
      await ingest.provenance.add({ id: e, contentId: "c", creatorId: a, episodeId: b });
      await ingest.usage.add({ id: f, callId: "c" });
      await ingest.watchlist.upsert({ id: g, ...watch });
    };
    const whole = async ({ ingest }: Scope, episodeId: string) => [
      await everything(ingest.creators.list({ youtubeId: "UC1" })),
      await everything(ingest.creators.list()),
      await everything(ingest.episodes.list()),
      await everything(ingest.segments.list({ episodeId })),
      await everything(ingest.segments.search({ text: "whale" })),
      await everything(ingest.segments.search({ text: "hal", mode: "substring" })),
      await everything(ingest.episodes.logs.list({ episodeId })),
      await everything(ingest.provenance.list()),
      await everything(ingest.usage.list()),
      await everything(ingest.watchlist.list()),
      await everything(ingest.watchlist.due()),
    ];
    const ids = Array.from({ length: 7 }, () => randomUUID());
    await fill(scope, ids);
    const before = await whole(scope, ids[1]!);
    assert.ok(before.every((each) => each.length === 1));
    for (const name of [{}, { tenant: scope.tenant, workspace: "other" }, { tenant: `${scope.tenant}0` }]) {
      const stranger = another(name);
      const { ingest } = stranger;
      const nothing = await whole(stranger, ids[1]!);
      assert.ok(nothing.every((each) => each.length === 0));
      await refused(ingest.segments.add({ ...segment, episodeId: ids[1]! }), "not_found");
      await refused(ingest.episodes.logs.add({ episodeId: ids[1]! }), "not_found");
      await refused(ingest.provenance.add({ episodeId: ids[1]! }), "not_found");
      await refused(
        ingest.episodes.upsert({ platform: "p", externalId: "x", creatorId: ids[0]! }),
        "not_found",
      );
      await refused(ingest.watchlist.polled(ids[6]!), "not_found");
      assert.equal(await ingest.segments.removeMany({ episodeId: ids[1]! }), 0);
      assert.equal(await ingest.creators.remove(ids[0]!), false);
      assert.equal(await ingest.episodes.remove(ids[1]!), false);
      // The same ids again: rows of one scope must not be deleted with the other.
      await fill(stranger, ids);
      await ingest.watchlist.failed(ids[6]!);
      assert.equal(await ingest.segments.removeMany({ episodeId: ids[1]! }), 1);
      assert.equal(await ingest.episodes.remove(ids[1]!), true);
      assert.equal(await ingest.creators.remove(ids[0]!), true);
    }
    assert.deepEqual(await whole(scope, ids[1]!), before);
  },

  "all methods take part in transactions": async ({ scope }) => {
    const undone = scope.transaction(async (tx) => {
      const episode = await anEpisode(tx);
      await tx.ingest.segments.add({ episodeId: episode.id, startSeconds: 0, text: "undone" });
      await tx.ingest.watchlist.upsert(watch);
      const missing = tx.transaction((inner) => inner.ingest.episodes.logs.add({ episodeId: randomUUID() }));
      await refused(missing, "not_found");
      await tx.ingest.usage.add({ callId: "c" });
      throw new Error("stop");
    });
    await assert.rejects(undone, /stop/);
    const { ingest } = scope;
    assert.deepEqual((await ingest.segments.search({ text: "undone" })).items, []);
    for (const list of [ingest.episodes, ingest.watchlist, ingest.usage])
      assert.deepEqual((await list.list()).items, []);
  },
};
