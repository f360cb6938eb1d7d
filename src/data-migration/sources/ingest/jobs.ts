import { ingestJobTable } from "../../../../entities/ingest";
import { JOB_STATUSES } from "../../../stores/ingest/list-inputs";
import { DEFAULT_MAX_ATTEMPTS, newJob } from "../../../stores/ingest/queue/job";
import type { IngestJobStatus } from "../../../stores/ingest/types";
import { RejectionError } from "../../read/rejection";
import type { SourceRow } from "../../read/source-row";
import type { Step } from "../../read/step";
import { Target } from "../../target/target";
import { names, orExtras } from "../reading/free-text";
import { UNKNOWN_TIME } from "../reading/values";

const JOB = new Target(ingestJobTable);

/**
 * The old queue had neither leases nor a limit of attempts. The store gives a running job without a lease one that has ended, so that the
 * next worker takes it. It has an attempt left for that, as queued jobs have, however many there were before.
 */
export const jobs: Step = {
  table: "ingest_job",
  target: JOB,
  key: ["id"],
  columns: ["tenant", "workspace", "source_type", "external_id", "status"],
  optional: [
    "url",
    "tags",
    "visibility",
    "priority",
    "attempts",
    "scheduled_at",
    "picked_at",
    "finished_at",
    "error",
  ],
  keepsExtras: true,
  move(row, to) {
    const db = row.scope("tenant", "workspace");
    const status = statusOf(row);
    const attempts = row.wholeOrNull("attempts") ?? row.coerced(0, "attempts", "null to 0", null);
    const scheduledAt =
      row.instantOrNull("scheduled_at") ??
      row.coerced(UNKNOWN_TIME, "scheduled_at", "null to 1970-01-01", null);
    const input = {
      id: row.id(),
      source: row.text("source_type"),
      externalId: row.text("external_id"),
      url: row.textOrNull("url"),
      tags: names(row, "tags"),
      visibility: row.textOrNull("visibility"),
      priority: row.wholeOrNull("priority") ?? row.coerced(0, "priority", "null to 0", null),
      payload: orExtras(row, null),
      status,
      attempts,
      maxAttempts: maxAttempts(status, attempts),
      scheduledAt,
      pickedAt: row.instantOrNull("picked_at"),
      finishedAt: row.instantOrNull("finished_at"),
      error: row.textOrNull("error"),
      createdAt: scheduledAt,
    };
    to.emit(JOB, db, newJob(db, input, ""));
  },
};

function statusOf(row: SourceRow): IngestJobStatus {
  const status = row.text("status");
  if (status === "failed") return row.coerced("dead", "status", "failed to dead", status);
  const known = JOB_STATUSES.find((each) => each === status);
  if (known === undefined)
    throw new RejectionError("is none of queued, running, done, failed and dead", "status");
  return known;
}

function maxAttempts(status: IngestJobStatus, attempts: number): number {
  const goesOn = status === "queued" || status === "running";
  return goesOn ? Math.max(DEFAULT_MAX_ATTEMPTS, attempts + 1) : DEFAULT_MAX_ATTEMPTS;
}
