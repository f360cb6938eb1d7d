import { ingestJobTable } from "../../../entities/ingest";
import type { IngestJob, IngestJobEnqueueResult, IngestSegment } from "../../../src/stores/ingest/types";
import { episodeOf, SOURCE, segmentRow, WORKER } from "../../fill/ingest";
import { idOf } from "../../fill/rows";
import { twoWordsOf } from "../../fill/sentences";
import { drawer, freshName } from "../draw";
import { firstOf, newId, pageOf } from "../hand";
import { type Pair, pair, row } from "../pair";
import { jobReader, segmentReader } from "./rows";

const PAGE = 20;
const FOUND = 10;
const LEASE_MS = 60_000;
/**
 * So short that the queue does not run dry, and longer than a claim takes: what arrives too late
 * would be renewed.
 */
const SHORT_LEASE_MS = 50;

/** The next number down whose job is on its last attempt. */
const heldBelow = (n: number): number => Math.max(1, n - ((n + 3) % 4));

export function ingestPairs(records: number): readonly Pair[] {
  const draw = drawer(records);
  return [
    pair<string, IngestJob | null>({
      name: "ingest.jobs.get",
      kind: "read",
      weight: 15,
      next: draw(({ row }) => idOf("job", row())),
      ours: (scope, id) => scope.ingest.jobs.get(id),
      hand: (hand, id) => hand.run([...hand.scope, id], (rows) => firstOf(rows, jobReader(hand))),
    }),
    pair<string, IngestSegment[]>({
      name: "ingest.segments.list",
      kind: "read",
      weight: 25,
      next: draw(({ row }) => episodeOf(row())),
      ours: (scope, id) =>
        scope.ingest.segments.list({ episodeId: id, limit: PAGE }).then(({ items }) => items),
      hand: (hand, id) =>
        hand.run([...hand.scope, id, PAGE + 1], (rows) => pageOf(rows, PAGE, segmentReader(hand))),
    }),
    pair<string, IngestSegment[]>({
      name: "ingest.segments.search",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => twoWordsOf(segmentRow(row()).text)),
      ours: (scope, text) => scope.ingest.segments.search({ text, limit: FOUND }).then(({ items }) => items),
      hand: (hand, text) => hand.search(text, FOUND, segmentReader(hand)),
    }),
    pair<string, IngestJobEnqueueResult>({
      name: "ingest.jobs.enqueue",
      kind: "write",
      weight: 15,
      next: freshName,
      ours: (scope, externalId) => scope.ingest.jobs.enqueue({ source: SOURCE, externalId }),
      hand: (hand, externalId) => {
        const job = newJob(externalId);
        const at = hand.codec.instant(job.createdAt);
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
        return hand.run([...hand.scope, ...values], ([written]) =>
          written![0] === job.id
            ? { job, created: true }
            : { job: jobReader(hand)(written!), created: false },
        );
      },
      rows: (externalId) => [row(ingestJobTable, { source: SOURCE, external_id: externalId })],
    }),
    // Attempts differ from claim to claim: the jobs are told by their ids.
    pair<null, string[]>({
      name: "ingest.jobs.claim",
      kind: "write",
      weight: 20,
      next: () => null,
      pauseMs: SHORT_LEASE_MS + 1,
      ours: (scope) =>
        scope.ingest.jobs
          .claim({ workerId: WORKER, leaseMs: SHORT_LEASE_MS })
          .then((jobs) => jobs.map(({ id }) => id)),
      hand: (hand) => {
        const now = new Date();
        const at = hand.codec.instant(now);
        const until = hand.codec.instant(new Date(now.getTime() + SHORT_LEASE_MS));
        const changes = [until, WORKER, until, at];
        return hand.run([...hand.scope, at, 1, ...changes, ...hand.scope, ...hand.scope], (rows) =>
          rows.map(jobReader(hand)).map(({ id }) => id),
        );
      },
      rows: () => [row(ingestJobTable, { id: idOf("job", 0) })],
    }),
    pair<string, IngestJob>({
      name: "ingest.jobs.heartbeat",
      kind: "write",
      weight: 15,
      next: draw(({ row }) => idOf("job", heldBelow(row()))),
      ours: (scope, id) =>
        scope.ingest.jobs.heartbeat({ id, workerId: WORKER, attempt: 1 }, { leaseMs: LEASE_MS }),
      hand: (hand, id) => {
        const until = hand.codec.instant(new Date(Date.now() + LEASE_MS));
        return hand.run(
          [until, until, ...hand.scope, id, WORKER, 1],
          (rows) => firstOf(rows, jobReader(hand))!,
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
