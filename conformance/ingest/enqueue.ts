import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { aJob, at, externalIds, HOSTILE, lostJob, many } from "./samples";

/** Enqueueing jobs. */
export const enqueueing: Cases = {
  "enqueue: creates a job with its defaults, and get returns the same": async ({ scope: { ingest } }) => {
    const before = Date.now();
    const { job, created } = await ingest.jobs.enqueue(aJob("v1"));
    const { id, createdAt, scheduledAt, availableAt, ...rest } = job;
    assert.equal(created, true);
    assert.deepEqual(rest, {
      source: "youtube",
      externalId: "v1",
      url: null,
      tags: [],
      visibility: null,
      priority: 0,
      payload: null,
      status: "queued",
      attempts: 0,
      maxAttempts: 5,
      claimedBy: null,
      leaseExpiresAt: null,
      pickedAt: null,
      finishedAt: null,
      error: null,
      result: null,
    });
    assert.ok(createdAt.getTime() >= before && createdAt.getTime() <= Date.now());
    assert.deepEqual([scheduledAt, availableAt], [createdAt, createdAt]);
    assert.deepEqual(await ingest.jobs.get(id.toUpperCase()), job);
    assert.deepEqual(await ingest.jobs.getOrThrow(id), job);
    assert.deepEqual(await ingest.jobs.getByExternalId({ source: "youtube", externalId: "v1" }), job);
    assert.deepEqual(await ingest.jobs.getMany([randomUUID(), id]), [null, job]);
  },

  "enqueue: keeps all members of an imported job": async ({ scope: { ingest } }) => {
    const given = {
      id: randomUUID(),
      source: "é/%",
      externalId: "😀:1",
      url: HOSTILE,
      tags: ["a", "b c", "😀"],
      visibility: "",
      priority: -2_147_483_648,
      payload: { "k\u0000": [HOSTILE, -0.5, null, true] },
      maxAttempts: 7,
      scheduledAt: at(5),
      error: HOSTILE,
      result: ["\udfff"],
      createdAt: at(1),
      pickedAt: at(2),
    };
    const ended = { finishedAt: at(3), claimedBy: "w" };
    const dead = { ...given, ...ended, status: "dead" as const, attempts: 7 };
    const { job } = await ingest.jobs.enqueue(dead);
    assert.deepEqual(job, { ...dead, availableAt: null, leaseExpiresAt: null });
    assert.deepEqual(await ingest.jobs.get(given.id), job);

    const state = async (more: object) => {
      const { job } = await ingest.jobs.enqueue({
        ...given,
        id: randomUUID(),
        externalId: randomUUID(),
        ...more,
      });
      assert.deepEqual(await ingest.jobs.get(job.id), job);
      return [job.status, job.scheduledAt, job.availableAt, job.leaseExpiresAt];
    };
    assert.deepEqual(await state({ attempts: 6 }), ["queued", at(5), at(5), null]);
    assert.deepEqual(await state({ status: "running" }), ["running", at(5), at(5), at(5)]);
    assert.deepEqual(await state({ status: "running", leaseExpiresAt: at(9) }), [
      "running",
      at(5),
      at(9),
      at(9),
    ]);
    assert.deepEqual(await state({ status: "running", attempts: 7 }), ["running", at(5), null, at(5)]);
    assert.deepEqual(await state({ status: "done" }), ["done", at(5), null, null]);
    for (const payload of ["text", 0, false, [], {}, null])
      assert.deepEqual((await ingest.jobs.enqueue(aJob(randomUUID(), { payload }))).job.payload, payload);
    const zero = (await ingest.jobs.enqueue(aJob("zero", { priority: -0, attempts: -0 }))).job;
    assert.ok(Object.is(zero.priority, 0) && Object.is(zero.attempts, 0));
  },

  "enqueue: an existing job is returned unchanged, in any state": async ({ scope: { ingest } }) => {
    const { job } = await ingest.jobs.enqueue(aJob("v1", { payload: 1 }));
    const again = { ...aJob("v1"), payload: 2, priority: 9, tags: ["new"] };
    assert.deepEqual(await ingest.jobs.enqueue(again), { job, created: false });
    // The given id alone does not show that the job was created just now.
    assert.deepEqual(await ingest.jobs.enqueue({ ...again, id: job.id }), { job, created: false });
    const [claimed] = await ingest.jobs.claim({ workerId: "w" });
    assert.deepEqual(await ingest.jobs.enqueue({ ...again, id: randomUUID() }), {
      job: claimed,
      created: false,
    });
    const done = await ingest.jobs.complete(claimed!);
    assert.deepEqual(await ingest.jobs.enqueue(again), { job: done, created: false });
    assert.deepEqual(await ingest.jobs.get(job.id), done);
    await refused(ingest.jobs.enqueue(aJob("other", { id: job.id })), "unique_violation");
    assert.equal(await ingest.jobs.remove(job.id), true);
    assert.equal((await ingest.jobs.enqueue(again)).created, true);
  },

  "enqueue: of parallel calls one creates the job": async ({ scope: { ingest } }) => {
    const one = randomUUID();
    for (const more of [() => ({}), () => ({ id: one }), () => ({ id: randomUUID() })]) {
      const key = randomUUID();
      const enqueued = await Promise.all(many(12, () => ingest.jobs.enqueue(aJob(key, more()))));
      assert.equal(enqueued.filter(({ created }) => created).length, 1);
      assert.equal(new Set(enqueued.map(({ job }) => job.id)).size, 1);
    }
    assert.equal((await everything(ingest.jobs.list())).length, 3);
  },

  "enqueueMany: all or none, in the given order, each key once": async ({ scope: { ingest } }) => {
    const known = (await ingest.jobs.enqueue(aJob("known"))).job;
    const enqueued = await ingest.jobs.enqueueMany([
      aJob("b", { priority: 2 }),
      aJob("known", { id: known.id }),
      aJob("a"),
      aJob("b", { priority: 3 }),
      aJob("known"),
    ]);
    assert.deepEqual(
      enqueued.map(({ created }) => created),
      [true, false, true, false, false],
    );
    assert.deepEqual(externalIds(enqueued.map(({ job }) => job)), ["b", "known", "a", "b", "known"]);
    assert.deepEqual(enqueued[1]!.job, known);
    assert.deepEqual(enqueued[3]!.job, enqueued[0]!.job);
    assert.equal(enqueued[0]!.job.priority, 2);
    assert.deepEqual(await ingest.jobs.get(enqueued[0]!.job.id), enqueued[0]!.job);
    assert.deepEqual(await ingest.jobs.enqueueMany([]), []);

    const bad = [aJob("c"), aJob("d"), aJob("")];
    await refused(ingest.jobs.enqueueMany(bad), "validation", /jobs\[2\]\.externalId must be/);
    await refused(ingest.jobs.enqueueMany([aJob("c"), aJob("d", { id: known.id })]), "unique_violation");
    assert.equal((await everything(ingest.jobs.list())).length, 3);

    const overlapping = many(8, (i) => many(50, (n) => aJob(`n${(n * 7 + i * 11) % 60}`)));
    const all = (await Promise.all(overlapping.map((jobs) => ingest.jobs.enqueueMany(jobs)))).flat();
    assert.equal(all.filter(({ created }) => created).length, new Set(all.map(({ job }) => job.id)).size);
    assert.equal((await ingest.jobs.stats()).queued, 3 + 60);
  },

  "jobs: lists by status and source, in both orders, page by page": async ({ scope: { ingest } }) => {
    const made = many(6, (i) =>
      aJob(`v${i}`, { source: i % 2 ? "b" : "a", createdAt: at(Math.floor(i / 2)) }),
    );
    await ingest.jobs.enqueueMany(made);
    await ingest.jobs.enqueueMany([
      lostJob("lost", { createdAt: at(9) }),
      aJob("dead", { status: "dead", createdAt: at(8) }),
    ]);
    const ids = async (query: Parameters<typeof ingest.jobs.list>[0]) =>
      externalIds(await everything(ingest.jobs.list(query)));
    assert.deepEqual(await ids({ limit: 3 }), ["lost", "dead", "v5", "v4", "v3", "v2", "v1", "v0"]);
    assert.deepEqual(await ids({ limit: 1, source: "b", order: "oldest" }), ["v1", "v3", "v5"]);
    assert.deepEqual(await ids({ status: "queued", source: "a", limit: 2 }), ["v4", "v2", "v0"]);
    assert.deepEqual(await ids({ status: "running" }), ["lost"]);
    assert.deepEqual(await ids({ status: "dead" }), ["dead"]);
    assert.deepEqual(await ids({ status: "done" }), []);
    const { nextCursor: cursor } = await ingest.jobs.list({ limit: 1 });
    await refused(ingest.jobs.list({ cursor, status: "dead" }), "validation", /another query/);
  },

  "stats: counts each status and expired leases, and returns the oldest waiting job": async ({
    scope: { ingest },
  }) => {
    const none = { queued: 0, running: 0, done: 0, dead: 0, oldestQueuedAt: null, expiredLeases: 0 };
    assert.deepEqual(await ingest.jobs.stats(), none);
    await ingest.jobs.enqueueMany([
      aJob("q1", { createdAt: at(20), priority: 9, scheduledAt: at(0) }),
      aJob("q2", { createdAt: at(10) }),
      aJob("d1", { createdAt: at(1), status: "done" }),
      aJob("x1", { createdAt: at(2), status: "dead" }),
      aJob("x2", { createdAt: at(2), status: "dead" }),
      lostJob("r1", { createdAt: at(3) }),
      lostJob("r2", { createdAt: at(3), leaseExpiresAt: new Date(Date.now() + 3_600_000) }),
    ]);
    const counted = { queued: 2, running: 2, done: 1, dead: 2, oldestQueuedAt: at(10), expiredLeases: 1 };
    assert.deepEqual(await ingest.jobs.stats(), counted);
  },
};
