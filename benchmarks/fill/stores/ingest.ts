import { ingestEpisodeTable, ingestJobTable, ingestSegmentTable } from "../../../entities/ingest";
import type { Scope } from "../../../src/scope";
import { episodeMaker } from "../../../src/stores/ingest/episodes";
import { newJob } from "../../../src/stores/ingest/queue/job";
import { segmentEntries, segmentMaker } from "../../../src/stores/ingest/segments";
import type {
  IngestEpisodeInput,
  IngestJobInput,
  IngestSegmentInput,
} from "../../../src/stores/ingest/types";
import { filler } from "../fill";
import { idOf, timeOf } from "../rows";
import { numbers, sentence } from "../sentences";
import { FilledTable } from "../table";

const SEGMENTS_PER_EPISODE = 12;
export const WORKER = "worker-1";
export const SOURCE = "youtube";

const MANY = 1_000_000;

/** The episode of the nth segment. */
export const episodeOf = (n: number): string => idOf("episode", Math.floor(n / SEGMENTS_PER_EPISODE));

const episodeRow = (n: number): IngestEpisodeInput => ({
  id: idOf("episode", n),
  platform: SOURCE,
  externalId: `v${n}`,
  title: sentence(n, 1),
  createdAt: timeOf(n),
  updatedAt: timeOf(n),
});

export const segmentRow = (n: number): IngestSegmentInput => ({
  id: idOf("segment", n),
  episodeId: episodeOf(n),
  startSeconds: (n % SEGMENTS_PER_EPISODE) * 4.25,
  text: sentence(n),
  createdAt: timeOf(n),
});

/**
 * The nth job. Every fourth job is queued and has all its attempts; the job after it is on its last
 * attempt. The first job comes before all others, so a single claiming worker always gets it: its
 * lease has expired, each time.
 */
function jobRow(n: number): IngestJobInput {
  const createdAt = timeOf(n);
  const base = { id: idOf("job", n), source: SOURCE, externalId: `v${n}`, createdAt };
  const running = { status: "running", attempts: 1, claimedBy: WORKER, pickedAt: createdAt } as const;
  if (n === 0)
    return {
      ...base,
      ...running,
      priority: 1,
      maxAttempts: MANY,
      leaseExpiresAt: new Date(createdAt.getTime() + 500),
    };
  if (n % 4 === 0) return { ...base, maxAttempts: MANY };
  if (n % 4 === 1) return { ...base, ...running, maxAttempts: 1 };
  return { ...base, status: "done", attempts: 1, claimedBy: WORKER, finishedAt: createdAt };
}

export async function addIngest({ ingest }: Scope, from: number, to: number): Promise<void> {
  for (const n of numbers(from, to)) {
    if (n % SEGMENTS_PER_EPISODE === 0) await ingest.episodes.upsert(episodeRow(n / SEGMENTS_PER_EPISODE));
    await ingest.segments.add(segmentRow(n));
  }
  await ingest.jobs.enqueueMany(numbers(from, to).map(jobRow));
}

const EPISODE = FilledTable.of(ingestEpisodeTable);
const SEGMENT = FilledTable.of(ingestSegmentTable);
const ENTRY = SEGMENT.search();
const JOB = FilledTable.of(ingestJobTable);

export const fillIngest = filler({
  tables: [EPISODE, SEGMENT, ENTRY, JOB],
  make: (n, { db, emit, index }) => {
    if (n % SEGMENTS_PER_EPISODE === 0)
      emit(EPISODE, episodeMaker.row(db, episodeRow(n / SEGMENTS_PER_EPISODE)));
    const segment = segmentMaker.row(db, segmentRow(n));
    emit(SEGMENT, segment);
    for (const entry of segmentEntries(segment)) index(ENTRY, entry);
    emit(JOB, newJob(db, jobRow(n), ""));
  },
});
