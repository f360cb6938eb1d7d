import { ingestJobTable } from "../../../entities/ingest";
import type { IngestJob, IngestJobEnqueueResult, IngestSegment } from "../../../src/stores/ingest/types";
import { idOf } from "../../fill/rows";
import { twoWordsOf } from "../../fill/sentences";
import { episodeOf, SOURCE, segmentRow, WORKER } from "../../fill/stores/ingest";
import { firstOf, newId, pageOf } from "../baseline";
import { drawer, freshName } from "../draw";
import { type Pair, pair, row } from "../pair";
import { jobReader, segmentReader } from "./rows";

const PAGE = 20;
const FOUND = 10;
const LEASE_MS = 60_000;
/**
 * Short, so that the queue does not run empty; longer than a claim, because a lease that has
 * expired on arrival would be renewed.
 */
const SHORT_LEASE_MS = 50;

/** The next lower number whose job is on its last attempt. */
const heldBelow = (n: number): number => Math.max(1, n - ((n + 3) % 4));

export function ingestPairs(records: number): readonly Pair[] {
  const draw = drawer(records);
  return [
    pair<string, IngestJob | null>({
      name: "ingest.jobs.get",
      kind: "read",
      weight: 15,
      next: draw(({ row }) => idOf("job", row())),
      subject: (scope, id) => scope.ingest.jobs.get(id),
      baseline: (baseline, id) =>
        baseline.run([...baseline.scope, id], (rows) => firstOf(rows, jobReader(baseline))),
    }),
    pair<string, IngestSegment[]>({
      name: "ingest.segments.list",
      kind: "read",
      weight: 25,
      next: draw(({ row }) => episodeOf(row())),
      subject: (scope, id) =>
        scope.ingest.segments.list({ episodeId: id, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, id) =>
        baseline.run([...baseline.scope, id, PAGE + 1], (rows) =>
          pageOf(rows, PAGE, segmentReader(baseline)),
        ),
    }),
    pair<string, IngestSegment[]>({
      name: "ingest.segments.search",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => twoWordsOf(segmentRow(row()).text)),
      subject: (scope, text) =>
        scope.ingest.segments.search({ text, mode: "words", limit: FOUND }).then(({ items }) => items),
      baseline: (baseline, text) => baseline.search(text, FOUND, segmentReader(baseline)),
    }),
    pair<string, IngestJobEnqueueResult>({
      name: "ingest.jobs.enqueue",
      kind: "write",
      weight: 15,
      next: freshName,
      subject: (scope, externalId) => scope.ingest.jobs.enqueue({ source: SOURCE, externalId }),
      baseline: (baseline, externalId) => {
        const job = newJob(externalId);
        const at = baseline.codec.instant(job.createdAt);
        const state = [null, null, null, null, null, null, at, null];
        const values = [
          job.id,
          SOURCE,
          externalId,
          null,
          "[]",
          null,
          0,
          null,
          "queued",
          0,
          5,
          at,
          at,
          ...state,
        ];
        return baseline.run([...baseline.scope, ...values], ([written]) =>
          written![0] === job.id
            ? { job, created: true }
            : { job: jobReader(baseline)(written!), created: false },
        );
      },
      rows: (externalId) => [row(ingestJobTable, { source: SOURCE, external_id: externalId })],
    }),
    // Attempts differ from claim to claim, so the jobs are compared by their ids.
    pair<null, string[]>({
      name: "ingest.jobs.claim",
      kind: "write",
      weight: 20,
      next: () => null,
      pauseMs: SHORT_LEASE_MS + 1,
      subject: (scope) =>
        scope.ingest.jobs
          .claim({ workerId: WORKER, leaseMs: SHORT_LEASE_MS })
          .then((jobs) => jobs.map(({ id }) => id)),
      baseline: (baseline) => {
        const now = new Date();
        const at = baseline.codec.instant(now);
        const until = baseline.codec.instant(new Date(now.getTime() + SHORT_LEASE_MS));
        const changes = [until, WORKER, until, at];
        return baseline.run(
          [...baseline.scope, at, 1, ...changes, ...baseline.scope, ...baseline.scope],
          (rows) => rows.map(jobReader(baseline)).map(({ id }) => id),
        );
      },
      rows: () => [row(ingestJobTable, { id: idOf("job", 0) })],
    }),
    pair<string, IngestJob>({
      name: "ingest.jobs.heartbeat",
      kind: "write",
      weight: 15,
      next: draw(({ row }) => idOf("job", heldBelow(row()))),
      subject: (scope, id) =>
        scope.ingest.jobs.heartbeat({ id, workerId: WORKER, attempt: 1 }, { leaseMs: LEASE_MS }),
      baseline: (baseline, id) => {
        const until = baseline.codec.instant(new Date(Date.now() + LEASE_MS));
        return baseline.run(
          [until, until, ...baseline.scope, id, WORKER, 1],
          (rows) => firstOf(rows, jobReader(baseline))!,
        );
      },
      rows: (id) => [row(ingestJobTable, { id })],
    }),
  ];
}

function newJob(externalId: string): IngestJob {
  const createdAt = new Date();
  return {
    id: newId(),
    source: SOURCE,
    externalId,
    url: null,
    tags: [],
    visibility: null,
    priority: 0,
    payload: null,
    status: "queued",
    attempts: 0,
    maxAttempts: 5,
    scheduledAt: createdAt,
    availableAt: createdAt,
    claimedBy: null,
    leaseExpiresAt: null,
    pickedAt: null,
    finishedAt: null,
    error: null,
    result: null,
    createdAt,
  };
}
