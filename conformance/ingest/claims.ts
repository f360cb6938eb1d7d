import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Scope } from "../../src/scope";
import type { IngestJob } from "../../src/stores/ingest/types";
import { type Cases, everything, refused } from "../suite";
import { aJob, at, externalIds, lostJob, many } from "./samples";

const HOUR = 3_600_000;
/** A short lease that does not expire before it arrives. */
const SHORT_MS = 100;

/** One claimed job. */
async function claimed({ ingest }: Scope, more: object = {}): Promise<IngestJob> {
  await ingest.jobs.enqueue(aJob("v1", more));
  const [job] = await ingest.jobs.claim({ workerId: "w" });
  return job!;
}

/** Claims until a job is available. */
async function claimWhenFree({ ingest }: Scope, workerId: string): Promise<IngestJob> {
  for (;;) {
    const [job] = await ingest.jobs.claim({ workerId });
    if (job) return job;
    await pause(1);
  }
}

/** The lifecycle of jobs: claims, leases, retries. */
export const claims: Cases = {
  "claim: by priority, then by waiting time, only due jobs": async ({ scope: { ingest } }) => {
    await ingest.jobs.enqueueMany([
      aJob("late", { scheduledAt: at(9) }),
      aJob("early", { scheduledAt: at(1) }),
      aJob("urgent", { scheduledAt: at(20), priority: 5 }),
      aJob("not yet", { scheduledAt: new Date(Date.now() + HOUR), priority: 9 }),
      aJob("idle", { priority: -3, scheduledAt: at(0) }),
      lostJob("lost", { leaseExpiresAt: at(5), scheduledAt: at(99) }),
      aJob("done", { status: "done", priority: 9 }),
      aJob("dead", { status: "dead", priority: 9 }),
    ]);
    const before = Date.now();
    const first = await ingest.jobs.claim({ workerId: "w", limit: 3, leaseMs: HOUR });
    const after = Date.now();
    assert.deepEqual(externalIds(first), ["urgent", "early", "lost"]);
    const [urgent] = first;
    assert.deepEqual([urgent!.status, urgent!.attempts, urgent!.claimedBy], ["running", 1, "w"]);
    const picked = urgent!.pickedAt!.getTime();
    assert.ok(picked >= before && picked <= after);
    assert.equal(urgent!.leaseExpiresAt!.getTime(), picked + HOUR);
    assert.deepEqual([urgent!.scheduledAt, urgent!.availableAt], [at(20), urgent!.leaseExpiresAt]);
    assert.deepEqual([first[2]!.attempts, first[2]!.claimedBy, first[2]!.scheduledAt], [2, "w", at(5)]);
    assert.deepEqual(await ingest.jobs.getMany(first.map(({ id }) => id)), first);
    assert.deepEqual(externalIds(await ingest.jobs.claim({ workerId: "w", limit: 1000 })), ["late", "idle"]);
    assert.deepEqual(await ingest.jobs.claim({ workerId: "w" }), []);
    assert.equal(
      (await ingest.jobs.getByExternalId({ source: "youtube", externalId: "not yet" }))!.status,
      "queued",
    );
  },

  "claim: by default one job, for a minute; equal jobs by id": async ({ scope: { ingest } }) => {
    const jobs = await ingest.jobs.enqueueMany(many(5, (i) => aJob(`v${i}`, { scheduledAt: at(0) })));
    const [job, ...more] = await ingest.jobs.claim({ workerId: "w" });
    assert.deepEqual(more, []);
    assert.equal(job!.leaseExpiresAt!.getTime() - job!.pickedAt!.getTime(), 60_000);
    const rest = await ingest.jobs.claim({ workerId: "w", limit: 9 });
    assert.deepEqual(
      [job, ...rest].map((each) => each!.id),
      jobs.map((each) => each.job.id).sort(),
    );
  },

  "claim: 16 workers drain 400 jobs, each job is claimed once": async ({ scope: { ingest } }) => {
    await ingest.jobs.enqueueMany(many(400, (i) => aJob(`v${i}`, { priority: i % 3 })));
    const worker = async (w: number): Promise<string[]> => {
      const mine: string[] = [];
      for (;;) {
        const jobs = await ingest.jobs.claim({ workerId: `w${w}`, limit: 1 + (w % 5), leaseMs: HOUR });
        if (jobs.length === 0) return mine;
        assert.ok(jobs.length <= 1 + (w % 5));
        for (const job of jobs) {
          mine.push(job.externalId);
          assert.deepEqual([job.attempts, job.claimedBy], [1, `w${w}`]);
          await ingest.jobs.complete(job, { result: w });
        }
      }
    };
    const handed = (await Promise.all(many(16, worker))).flat();
    assert.equal(handed.length, 400);
    assert.equal(new Set(handed).size, 400);
    assert.deepEqual(await ingest.jobs.stats(), {
      queued: 0,
      running: 0,
      done: 400,
      dead: 0,
      oldestQueuedAt: null,
      expiredLeases: 0,
    });
    for await (const job of ingest.jobs.list({ status: "done" }))
      assert.equal(job.claimedBy, `w${job.result}`);
  },

  "claim: each job of a lost worker is claimed by one other worker": async ({ scope: { ingest } }) => {
    await ingest.jobs.enqueueMany(many(60, (i) => lostJob(`v${i}`)));
    const claimed = await Promise.all(
      many(20, (w) => ingest.jobs.claim({ workerId: `w${w}`, limit: 4, leaseMs: HOUR })),
    );
    const all = claimed.flat();
    assert.equal(all.length, 60);
    assert.equal(new Set(all.map(({ id }) => id)).size, 60);
    for (const { attempts } of all) assert.equal(attempts, 2);
  },

  "a worker whose lease has expired loses its job, and its late complete is refused": async ({ scope }) => {
    const { ingest } = scope;
    await ingest.jobs.enqueue(aJob("v1"));
    const [stale] = await ingest.jobs.claim({ workerId: "w1", leaseMs: SHORT_MS });
    const job = await claimWhenFree(scope, "w2");
    assert.deepEqual([job.id, job.attempts, job.claimedBy], [stale!.id, 2, "w2"]);
    const lost = /lease lost: another worker has the job.*stop working on it/;
    await refused(ingest.jobs.complete(stale!, { result: "stale" }), "conflict", lost);
    await refused(ingest.jobs.fail(stale!, { error: "stale" }), "conflict", lost);
    await refused(ingest.jobs.heartbeat(stale!), "conflict", lost);
    assert.deepEqual(await ingest.jobs.get(job.id), job);
    assert.deepEqual((await ingest.jobs.complete(job, { result: "kept" })).result, "kept");
  },

  "the attempt identifies a claim, even if the same worker claims the job again": async ({ scope }) => {
    const { ingest } = scope;
    await ingest.jobs.enqueue(aJob("v1"));
    const [first] = await ingest.jobs.claim({ workerId: "w", leaseMs: SHORT_MS });
    const second = await claimWhenFree(scope, "w");
    await refused(ingest.jobs.complete(first!), "conflict");
    const { id } = second;
    await refused(ingest.jobs.complete({ id, workerId: "other", attempt: 2 }), "conflict");
    const done = await ingest.jobs.complete({ id: id.toUpperCase(), workerId: "w", attempt: 2 });
    assert.equal(done.status, "done");
    await refused(ingest.jobs.complete(second), "conflict");
    await refused(ingest.jobs.heartbeat(second), "conflict");
    assert.deepEqual(await ingest.jobs.get(id), done);
  },

  "heartbeat: extends the lease from now on": async ({ scope }) => {
    const { ingest } = scope;
    const job = await claimed(scope);
    const before = Date.now();
    const beaten = await ingest.jobs.heartbeat(job, { leaseMs: HOUR });
    const until = beaten.leaseExpiresAt!.getTime();
    assert.ok(until >= before + HOUR && until <= Date.now() + HOUR);
    assert.deepEqual(beaten, {
      ...job,
      leaseExpiresAt: beaten.leaseExpiresAt,
      availableAt: beaten.leaseExpiresAt,
    });
    assert.deepEqual(await ingest.jobs.get(job.id), beaten);
    // An expired lease still belongs to the worker until another worker claims the job.
    const { job: lost } = await ingest.jobs.enqueue(lostJob("v2"));
    await ingest.jobs.heartbeat(lost);
    assert.deepEqual(await ingest.jobs.claim({ workerId: "x" }), []);
    // On its last attempt the job cannot be claimed again, at any later time.
    const { job: last } = await ingest.jobs.enqueue(lostJob("v3", { maxAttempts: 1 }));
    assert.equal((await ingest.jobs.heartbeat(last, { leaseMs: SHORT_MS })).availableAt, null);
    assert.deepEqual(await ingest.jobs.claim({ workerId: "x" }), []);
  },

  "complete: keeps the result and ends the job": async ({ scope }) => {
    const { ingest } = scope;
    const job = await claimed(scope, { attempts: 1 });
    const before = Date.now();
    const done = await ingest.jobs.complete(job, { result: { segments: [1, "\u0000"] } });
    assert.ok(done.finishedAt!.getTime() >= before && done.finishedAt!.getTime() <= Date.now());
    assert.deepEqual(done, {
      ...job,
      status: "done",
      result: { segments: [1, "\u0000"] },
      availableAt: null,
      leaseExpiresAt: null,
      finishedAt: done.finishedAt,
    });
    assert.deepEqual(await ingest.jobs.get(job.id), done);
    await refused(ingest.jobs.fail(done, { error: "too late" }), "conflict");
  },

  "fail: retries after 5 s, 10 s and so on up to an hour, then the job is dead": async ({ scope }) => {
    const { ingest } = scope;
    const waits: number[] = [];
    for (const attempts of [0, 1, 2, 8, 9, 10, 98]) {
      await ingest.jobs.enqueue(aJob(`v${attempts}`, { attempts, maxAttempts: 100 }));
      const [job] = await ingest.jobs.claim({ workerId: "w" });
      const before = Date.now();
      const failed = await ingest.jobs.fail(job!, { error: `no ${attempts}` });
      const wait = failed.scheduledAt.getTime() - before;
      assert.equal(failed.status, "queued");
      assert.deepEqual([failed.availableAt, failed.leaseExpiresAt], [failed.scheduledAt, null]);
      assert.deepEqual(
        [failed.error, failed.finishedAt, failed.attempts],
        [`no ${attempts}`, null, attempts + 1],
      );
      assert.deepEqual(await ingest.jobs.get(failed.id), failed);
      waits.push(wait - (wait % 5000));
    }
    assert.deepEqual(
      waits,
      [5, 10, 20, 1280, 2560, 3600, 3600].map((seconds) => seconds * 1000),
    );
    assert.deepEqual(await ingest.jobs.claim({ workerId: "w" }), []);

    await ingest.jobs.enqueue(aJob("soon", { maxAttempts: 2 }));
    const [once] = await ingest.jobs.claim({ workerId: "w" });
    await ingest.jobs.fail(once!, { error: "\u0000", retryInMs: 0 });
    const again = await claimWhenFree(scope, "w");
    assert.deepEqual(
      [again.id, again.attempts, again.error, again.availableAt],
      [once!.id, 2, "\u0000", null],
    );
    const dead = await ingest.jobs.fail(again, { error: "for good", retryInMs: 0 });
    assert.deepEqual(
      [dead.status, dead.error, dead.availableAt, dead.leaseExpiresAt, dead.scheduledAt],
      ["dead", "for good", null, null, again.scheduledAt],
    );
    assert.ok(dead.finishedAt);
    assert.deepEqual(await ingest.jobs.claim({ workerId: "w" }), []);
  },

  "releaseExpired: requeues lost jobs, and marks those without attempts left as dead": async ({
    scope: { ingest },
  }) => {
    const later = new Date(Date.now() + HOUR);
    await ingest.jobs.enqueueMany([
      lostJob("again", { leaseExpiresAt: at(7) }),
      lostJob("spent", { maxAttempts: 1 }),
      lostJob("held", { leaseExpiresAt: later }),
      lostJob("held last", { leaseExpiresAt: later, maxAttempts: 1 }),
      aJob("queued"),
    ]);
    const { job: stale } = await ingest.jobs.enqueue(lostJob("again"));
    assert.deepEqual(await ingest.jobs.releaseExpired(), { requeued: 1, dead: 1 });
    const again = (await ingest.jobs.getByExternalId({ source: "youtube", externalId: "again" }))!;
    assert.deepEqual(
      [again.status, again.scheduledAt, again.availableAt, again.leaseExpiresAt, again.attempts],
      ["queued", at(7), at(7), null, 1],
    );
    const spent = (await ingest.jobs.getByExternalId({ source: "youtube", externalId: "spent" }))!;
    assert.deepEqual([spent.status, spent.availableAt, spent.leaseExpiresAt], ["dead", null, null]);
    assert.match(spent.error!, /lease ran out/);
    assert.ok(spent.finishedAt);
    await refused(ingest.jobs.complete(stale), "conflict");
    assert.deepEqual(await ingest.jobs.releaseExpired(), { requeued: 0, dead: 0 });
    assert.deepEqual((await ingest.jobs.stats()).running, 2);
  },

  "releaseExpired: in batches, and in parallel each job once": async ({ scope: { ingest } }) => {
    await ingest.jobs.enqueueMany(many(50, (i) => lostJob(`v${i}`, { maxAttempts: 1 + (i % 2) })));
    assert.deepEqual(await ingest.jobs.releaseExpired({ limit: 10 }), { requeued: 5, dead: 5 });
    const released = await Promise.all(many(8, () => ingest.jobs.releaseExpired({ limit: 9 })));
    const sum = (of: "requeued" | "dead") => released.reduce((total, each) => total + each[of], 0);
    assert.deepEqual([sum("requeued"), sum("dead")], [20, 20]);
  },

  "a job without a lease end is not claimed again, but released": async ({ scope: { ingest } }) => {
    const { job } = await ingest.jobs.enqueue(lostJob("v1", { maxAttempts: 1 }));
    assert.deepEqual(await ingest.jobs.claim({ workerId: "w" }), []);
    assert.equal((await ingest.jobs.stats()).expiredLeases, 1);
    assert.deepEqual(await ingest.jobs.releaseExpired(), { requeued: 0, dead: 1 });
    const requeued = await ingest.jobs.requeue(job.id, { attempts: 2 });
    assert.deepEqual(
      [requeued.status, requeued.attempts, requeued.maxAttempts, requeued.finishedAt],
      ["queued", 1, 3, null],
    );
    assert.deepEqual(requeued.availableAt, requeued.scheduledAt);
    assert.deepEqual(await ingest.jobs.get(job.id), requeued);
    // The attempt number continues, so the lost worker stays refused.
    const [claimed] = await ingest.jobs.claim({ workerId: "gone" });
    assert.equal(claimed!.attempts, 2);
    await refused(ingest.jobs.complete(job), "conflict");
    await refused(ingest.jobs.requeue(job.id), "conflict", /not dead/);
    assert.equal(await ingest.jobs.remove(job.id), true);
    assert.equal(await ingest.jobs.remove(job.id), false);
    await refused(ingest.jobs.complete(claimed!), "conflict", /removed/);
    await refused(ingest.jobs.requeue(job.id), "not_found");
    await refused(ingest.jobs.getOrThrow(job.id), "not_found");
  },

  "queues of tenants and workspaces are isolated": async ({ scope, another }) => {
    const job = await claimed(scope);
    await scope.ingest.jobs.enqueueMany([aJob("q"), lostJob("lost")]);
    for (const name of [{}, { tenant: scope.tenant, workspace: "other" }, { tenant: `${scope.tenant}0` }]) {
      const { ingest } = another(name);
      assert.deepEqual(await ingest.jobs.claim({ workerId: "w", limit: 9 }), []);
      await refused(ingest.jobs.complete(job), "conflict");
      await refused(ingest.jobs.fail(job, { error: "" }), "conflict");
      await refused(ingest.jobs.heartbeat(job), "conflict");
      assert.deepEqual(await ingest.jobs.releaseExpired(), { requeued: 0, dead: 0 });
      assert.equal((await ingest.jobs.stats()).queued, 0);
      assert.equal(await ingest.jobs.get(job.id), null);
      assert.equal(await ingest.jobs.getByExternalId({ source: "youtube", externalId: "q" }), null);
      await refused(ingest.jobs.requeue(job.id), "not_found");
      assert.equal(await ingest.jobs.remove(job.id), false);
      assert.deepEqual(await everything(ingest.jobs.list()), []);
      const own = await ingest.jobs.enqueue(aJob("v1", { id: job.id }));
      assert.equal(own.created, true);
      const [theirs] = await ingest.jobs.claim({ workerId: "w" });
      await ingest.jobs.complete(theirs!);
    }
    assert.deepEqual(await scope.ingest.jobs.get(job.id), job);
    assert.equal((await scope.ingest.jobs.stats()).queued, 1);
  },

  "the queue takes part in transactions": async ({ scope }) => {
    const undone = scope.transaction(async (tx) => {
      await tx.ingest.jobs.enqueue(aJob("undone"));
      throw new Error("stop");
    });
    await assert.rejects(undone, /stop/);
    assert.deepEqual(await everything(scope.ingest.jobs.list()), []);
    const job = await claimed(scope);
    const notDone = scope.transaction(async (tx) => {
      assert.equal((await tx.ingest.jobs.complete(job)).status, "done");
      throw new Error("stop");
    });
    await assert.rejects(notDone, /stop/);
    assert.deepEqual(await scope.ingest.jobs.get(job.id), job);
    await scope.transaction(async (tx) => {
      const episode = await tx.ingest.episodes.upsert({ platform: "youtube", externalId: "v1" });
      await tx.ingest.segments.addMany([{ episodeId: episode.id, startSeconds: 0, text: "kept" }]);
      await tx.ingest.jobs.complete(job, { result: episode.id });
      await tx.ingest.jobs.enqueueMany([aJob("v1"), aJob("next")]);
    });
    assert.deepEqual((await scope.ingest.jobs.stats()).done, 1);
    assert.deepEqual(externalIds(await scope.ingest.jobs.claim({ workerId: "w", limit: 9 })), ["next"]);
  },

  "claims and heartbeats are refused in a transaction: its rollback would give an attempt out again": async ({
    scope,
  }) => {
    const job = await claimed(scope);
    await scope.ingest.jobs.enqueue(aJob("v2"));
    await scope.transaction(async (tx) => {
      for (const { ingest } of [tx, scope]) {
        await refused(ingest.jobs.claim({ workerId: "w" }), "conflict", /transaction/);
        await refused(ingest.jobs.heartbeat(job), "conflict", /transaction/);
      }
    });
    assert.deepEqual(await scope.ingest.jobs.get(job.id), job);
    const [next] = await scope.ingest.jobs.claim({ workerId: "w" });
    assert.deepEqual([next!.externalId, next!.attempts], ["v2", 1]);
  },
};
