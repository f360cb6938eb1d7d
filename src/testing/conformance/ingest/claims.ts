import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Scope } from "../../../scope";
import type { IngestJob } from "../../../stores/ingest/types";
import { type Cases, everything, refused } from "../suite";
import { aJob, at, externalIds, lostJob, many } from "./samples";

const HOUR = 3_600_000;
/** Soon over, but not before it arrives. */
const SHORT_MS = 100;

/** One claimed job. */
async function claimed({ ingest }: Scope, more: object = {}): Promise<IngestJob> {
  await ingest.enqueue(aJob("v1", more));
  const [job] = await ingest.claim({ worker: "w" });
  return job!;
}

/** Claims until there is something. */
async function claimWhenFree({ ingest }: Scope, worker: string): Promise<IngestJob> {
  for (;;) {
    const [job] = await ingest.claim({ worker });
    if (job) return job;
    await pause(1);
  }
}

/** How jobs go through workers' hands. */
export const claims: Cases = {
  "claim: by priority, then by waiting time, only what is due": async ({ scope: { ingest } }) => {
    await ingest.enqueueMany([
      aJob("late", { scheduledAt: at(9) }),
      aJob("early", { scheduledAt: at(1) }),
      aJob("urgent", { scheduledAt: at(20), priority: 5 }),
      aJob("not yet", { scheduledAt: new Date(Date.now() + HOUR), priority: 9 }),
      aJob("idle", { priority: -3, scheduledAt: at(0) }),
      lostJob("lost", { leaseUntil: at(5), scheduledAt: at(99) }),
      aJob("done", { status: "done", priority: 9 }),
      aJob("dead", { status: "dead", priority: 9 }),
    ]);
    const before = Date.now();
    const first = await ingest.claim({ worker: "w", limit: 3, leaseMs: HOUR });
    const after = Date.now();
    assert.deepEqual(externalIds(first), ["urgent", "early", "lost"]);
    const [urgent] = first;
    assert.deepEqual([urgent!.status, urgent!.attempts, urgent!.claimedBy], ["running", 1, "w"]);
    const picked = urgent!.pickedAt!.getTime();
    assert.ok(picked >= before && picked <= after);
    assert.equal(urgent!.leaseUntil!.getTime(), picked + HOUR);
    assert.deepEqual([urgent!.scheduledAt, urgent!.availableAt], [at(20), urgent!.leaseUntil]);
    assert.deepEqual([first[2]!.attempts, first[2]!.claimedBy, first[2]!.scheduledAt], [2, "w", at(5)]);
    assert.deepEqual(await ingest.jobs.getMany(first.map(({ id }) => id)), first);
    assert.deepEqual(externalIds(await ingest.claim({ worker: "w", limit: 1000 })), ["late", "idle"]);
    assert.deepEqual(await ingest.claim({ worker: "w" }), []);
    assert.equal((await ingest.jobs.find("youtube", "not yet"))!.status, "queued");
  },

  "claim: one job, for a minute, when nothing else is said; equal ones by id": async ({
    scope: { ingest },
  }) => {
    const jobs = await ingest.enqueueMany(many(5, (i) => aJob(`v${i}`, { scheduledAt: at(0) })));
    const [job, ...more] = await ingest.claim({ worker: "w" });
    assert.deepEqual(more, []);
    assert.equal(job!.leaseUntil!.getTime() - job!.pickedAt!.getTime(), 60_000);
    const rest = await ingest.claim({ worker: "w", limit: 9 });
    assert.deepEqual(
      [job, ...rest].map((each) => each!.id),
      jobs.map((each) => each.job.id).sort(),
    );
  },

  "claim: 16 workers drain 400 jobs, each is handed out once": async ({ scope: { ingest } }) => {
    await ingest.enqueueMany(many(400, (i) => aJob(`v${i}`, { priority: i % 3 })));
    const worker = async (w: number): Promise<string[]> => {
      const mine: string[] = [];
      for (;;) {
        const jobs = await ingest.claim({ worker: `w${w}`, limit: 1 + (w % 5), leaseMs: HOUR });
        if (jobs.length === 0) return mine;
        assert.ok(jobs.length <= 1 + (w % 5));
        for (const job of jobs) {
          mine.push(job.externalId);
          assert.deepEqual([job.attempts, job.claimedBy], [1, `w${w}`]);
          await ingest.complete(job, { result: w });
        }
      }
    };
    const handed = (await Promise.all(many(16, worker))).flat();
    assert.equal(handed.length, 400);
    assert.equal(new Set(handed).size, 400);
    assert.deepEqual(await ingest.stats(), {
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

  "claim: jobs of lost workers are handed to one other each": async ({ scope: { ingest } }) => {
    await ingest.enqueueMany(many(60, (i) => lostJob(`v${i}`)));
    const claimed = await Promise.all(
      many(20, (w) => ingest.claim({ worker: `w${w}`, limit: 4, leaseMs: HOUR })),
    );
    const all = claimed.flat();
    assert.equal(all.length, 60);
    assert.equal(new Set(all.map(({ id }) => id)).size, 60);
    for (const { attempts } of all) assert.equal(attempts, 2);
  },

  "a worker that dies loses its job, and comes too late for it": async ({ scope }) => {
    const { ingest } = scope;
    await ingest.enqueue(aJob("v1"));
    const [stale] = await ingest.claim({ worker: "w1", leaseMs: SHORT_MS });
    const job = await claimWhenFree(scope, "w2");
    assert.deepEqual([job.id, job.attempts, job.claimedBy], [stale!.id, 2, "w2"]);
    const lost = /lease lost: another worker has the job.*stop working on it/;
    await refused(ingest.complete(stale!, { result: "stale" }), "conflict", lost);
    await refused(ingest.fail(stale!, { error: "stale" }), "conflict", lost);
    await refused(ingest.heartbeat(stale!), "conflict", lost);
    assert.deepEqual(await ingest.jobs.get(job.id), job);
    assert.deepEqual((await ingest.complete(job, { result: "kept" })).result, "kept");
  },

  "a claim is known by its attempt, even if the same worker has the job again": async ({ scope }) => {
    const { ingest } = scope;
    await ingest.enqueue(aJob("v1"));
    const [first] = await ingest.claim({ worker: "w", leaseMs: SHORT_MS });
    const second = await claimWhenFree(scope, "w");
    await refused(ingest.complete(first!), "conflict");
    const { id } = second;
    await refused(ingest.complete({ id, worker: "other", attempt: 2 }), "conflict");
    const done = await ingest.complete({ id: id.toUpperCase(), worker: "w", attempt: 2 });
    assert.equal(done.status, "done");
    await refused(ingest.complete(second), "conflict");
    await refused(ingest.heartbeat(second), "conflict");
    assert.deepEqual(await ingest.jobs.get(id), done);
  },

  "heartbeat: extends the lease from now on": async ({ scope }) => {
    const { ingest } = scope;
    const job = await claimed(scope);
    const before = Date.now();
    const beaten = await ingest.heartbeat(job, { leaseMs: HOUR });
    const until = beaten.leaseUntil!.getTime();
    assert.ok(until >= before + HOUR && until <= Date.now() + HOUR);
    assert.deepEqual(beaten, { ...job, leaseUntil: beaten.leaseUntil, availableAt: beaten.leaseUntil });
    assert.deepEqual(await ingest.jobs.get(job.id), beaten);
    // A lease that ran out is the worker's as long as nobody has taken the job.
    const { job: lost } = await ingest.enqueue(lostJob("v2"));
    await ingest.heartbeat(lost);
    assert.deepEqual(await ingest.claim({ worker: "x" }), []);
    // On its last attempt it is not to be claimed again, however long it lives.
    const { job: last } = await ingest.enqueue(lostJob("v3", { maxAttempts: 1 }));
    assert.equal((await ingest.heartbeat(last, { leaseMs: SHORT_MS })).availableAt, null);
    assert.deepEqual(await ingest.claim({ worker: "x" }), []);
  },

  "complete: keeps the result and ends the job": async ({ scope }) => {
    const { ingest } = scope;
    const job = await claimed(scope, { attempts: 1 });
    const before = Date.now();
    const done = await ingest.complete(job, { result: { segments: [1, "\u0000"] } });
    assert.ok(done.finishedAt!.getTime() >= before && done.finishedAt!.getTime() <= Date.now());
    assert.deepEqual(done, {
      ...job,
      status: "done",
      result: { segments: [1, "\u0000"] },
      availableAt: null,
      leaseUntil: null,
      finishedAt: done.finishedAt,
    });
    assert.deepEqual(await ingest.jobs.get(job.id), done);
    await refused(ingest.fail(done, { error: "too late" }), "conflict");
  },

  "fail: tries again after 5 s, 10 s and so on up to an hour, then the job is dead": async ({ scope }) => {
    const { ingest } = scope;
    const waits: number[] = [];
    for (const attempts of [0, 1, 2, 8, 9, 10, 98]) {
      await ingest.enqueue(aJob(`v${attempts}`, { attempts, maxAttempts: 100 }));
      const [job] = await ingest.claim({ worker: "w" });
      const before = Date.now();
      const failed = await ingest.fail(job!, { error: `no ${attempts}` });
      const wait = failed.scheduledAt.getTime() - before;
      assert.equal(failed.status, "queued");
      assert.deepEqual([failed.availableAt, failed.leaseUntil], [failed.scheduledAt, null]);
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
    assert.deepEqual(await ingest.claim({ worker: "w" }), []);

    await ingest.enqueue(aJob("soon", { maxAttempts: 2 }));
    const [once] = await ingest.claim({ worker: "w" });
    await ingest.fail(once!, { error: "\u0000", retryInMs: 0 });
    const again = await claimWhenFree(scope, "w");
    assert.deepEqual(
      [again.id, again.attempts, again.error, again.availableAt],
      [once!.id, 2, "\u0000", null],
    );
    const dead = await ingest.fail(again, { error: "for good", retryInMs: 0 });
    assert.deepEqual(
      [dead.status, dead.error, dead.availableAt, dead.leaseUntil, dead.scheduledAt],
      ["dead", "for good", null, null, again.scheduledAt],
    );
    assert.ok(dead.finishedAt);
    assert.deepEqual(await ingest.claim({ worker: "w" }), []);
  },

  "release: puts lost jobs back, those without attempts left to the dead": async ({ scope: { ingest } }) => {
    const later = new Date(Date.now() + HOUR);
    await ingest.enqueueMany([
      lostJob("again", { leaseUntil: at(7) }),
      lostJob("spent", { maxAttempts: 1 }),
      lostJob("held", { leaseUntil: later }),
      lostJob("held last", { leaseUntil: later, maxAttempts: 1 }),
      aJob("queued"),
    ]);
    const { job: stale } = await ingest.enqueue(lostJob("again"));
    assert.deepEqual(await ingest.release(), { requeued: 1, dead: 1 });
    const again = (await ingest.jobs.find("youtube", "again"))!;
    assert.deepEqual(
      [again.status, again.scheduledAt, again.availableAt, again.leaseUntil, again.attempts],
      ["queued", at(7), at(7), null, 1],
    );
    const spent = (await ingest.jobs.find("youtube", "spent"))!;
    assert.deepEqual([spent.status, spent.availableAt, spent.leaseUntil], ["dead", null, null]);
    assert.match(spent.error!, /lease ran out/);
    assert.ok(spent.finishedAt);
    await refused(ingest.complete(stale), "conflict");
    assert.deepEqual(await ingest.release(), { requeued: 0, dead: 0 });
    assert.deepEqual((await ingest.stats()).running, 2);
  },

  "release: in portions, and in parallel each job once": async ({ scope: { ingest } }) => {
    await ingest.enqueueMany(many(50, (i) => lostJob(`v${i}`, { maxAttempts: 1 + (i % 2) })));
    assert.deepEqual(await ingest.release({ limit: 10 }), { requeued: 5, dead: 5 });
    const released = await Promise.all(many(8, () => ingest.release({ limit: 9 })));
    const sum = (of: "requeued" | "dead") => released.reduce((total, each) => total + each[of], 0);
    assert.deepEqual([sum("requeued"), sum("dead")], [20, 20]);
  },

  "an attempt without an end is not claimed again, but released": async ({ scope: { ingest } }) => {
    const { job } = await ingest.enqueue(lostJob("v1", { maxAttempts: 1 }));
    assert.deepEqual(await ingest.claim({ worker: "w" }), []);
    assert.equal((await ingest.stats()).expiredLeases, 1);
    assert.deepEqual(await ingest.release(), { requeued: 0, dead: 1 });
    const requeued = await ingest.jobs.requeue(job.id, { attempts: 2 });
    assert.deepEqual(
      [requeued.status, requeued.attempts, requeued.maxAttempts, requeued.finishedAt],
      ["queued", 1, 3, null],
    );
    assert.deepEqual(requeued.availableAt, requeued.scheduledAt);
    assert.deepEqual(await ingest.jobs.get(job.id), requeued);
    // The attempts go on counting, so that the lost worker stays lost.
    const [claimed] = await ingest.claim({ worker: "gone" });
    assert.equal(claimed!.attempts, 2);
    await refused(ingest.complete(job), "conflict");
    await refused(ingest.jobs.requeue(job.id), "conflict", /not dead/);
    assert.equal(await ingest.jobs.remove(job.id), true);
    assert.equal(await ingest.jobs.remove(job.id), false);
    await refused(ingest.complete(claimed!), "conflict", /removed/);
    await refused(ingest.jobs.requeue(job.id), "not_found");
    await refused(ingest.jobs.getOrThrow(job.id), "not_found");
  },

  "the queue keeps tenants and workspaces apart": async ({ scope, another }) => {
    const job = await claimed(scope);
    await scope.ingest.enqueueMany([aJob("q"), lostJob("lost")]);
    for (const name of [{}, { tenant: scope.tenant, workspace: "other" }, { tenant: `${scope.tenant}0` }]) {
      const { ingest } = another(name);
      assert.deepEqual(await ingest.claim({ worker: "w", limit: 9 }), []);
      await refused(ingest.complete(job), "conflict");
      await refused(ingest.fail(job, { error: "" }), "conflict");
      await refused(ingest.heartbeat(job), "conflict");
      assert.deepEqual(await ingest.release(), { requeued: 0, dead: 0 });
      assert.equal((await ingest.stats()).queued, 0);
      assert.equal(await ingest.jobs.get(job.id), null);
      assert.equal(await ingest.jobs.find("youtube", "q"), null);
      await refused(ingest.jobs.requeue(job.id), "not_found");
      assert.equal(await ingest.jobs.remove(job.id), false);
      assert.deepEqual(await everything(ingest.jobs.list()), []);
      const own = await ingest.enqueue(aJob("v1", { id: job.id }));
      assert.equal(own.created, true);
      const [theirs] = await ingest.claim({ worker: "w" });
      await ingest.complete(theirs!);
    }
    assert.deepEqual(await scope.ingest.jobs.get(job.id), job);
    assert.equal((await scope.ingest.stats()).queued, 1);
  },

  "the queue takes part in transactions": async ({ scope }) => {
    const undone = scope.transaction(async (tx) => {
      await tx.ingest.enqueue(aJob("undone"));
      throw new Error("stop");
    });
    await assert.rejects(undone, /stop/);
    assert.deepEqual(await everything(scope.ingest.jobs.list()), []);
    const job = await claimed(scope);
    const notDone = scope.transaction(async (tx) => {
      assert.equal((await tx.ingest.complete(job)).status, "done");
      throw new Error("stop");
    });
    await assert.rejects(notDone, /stop/);
    assert.deepEqual(await scope.ingest.jobs.get(job.id), job);
    await scope.transaction(async (tx) => {
      const episode = await tx.ingest.episodes.put({ platform: "youtube", externalId: "v1" });
      await tx.ingest.segments.appendMany(episode.id, [{ start: 0, text: "kept" }]);
      await tx.ingest.complete(job, { result: episode.id });
      await tx.ingest.enqueueMany([aJob("v1"), aJob("next")]);
    });
    assert.deepEqual((await scope.ingest.stats()).done, 1);
    assert.deepEqual(externalIds(await scope.ingest.claim({ worker: "w", limit: 9 })), ["next"]);
  },

  "claims and heartbeats are refused in a transaction, which would give an attempt out again when it is undone":
    async ({ scope }) => {
      const job = await claimed(scope);
      await scope.ingest.enqueue(aJob("v2"));
      await scope.transaction(async (tx) => {
        for (const { ingest } of [tx, scope]) {
          await refused(ingest.claim({ worker: "w" }), "conflict", /transaction/);
          await refused(ingest.heartbeat(job), "conflict", /transaction/);
        }
      });
      assert.deepEqual(await scope.ingest.jobs.get(job.id), job);
      const [next] = await scope.ingest.claim({ worker: "w" });
      assert.deepEqual([next!.externalId, next!.attempts], ["v2", 1]);
    },
};
