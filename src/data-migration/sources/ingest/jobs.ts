import { ingestJobTable } from "../../../../entities/ingest";
import { DEFAULT_MAX_ATTEMPTS, JOB_STATUSES, newJob } from "../../../stores/ingest/queue/job";
import type { IngestJobStatus } from "../../../stores/ingest/types";
import { RejectionError } from "../../read/row/rejection";
import type { SourceRow } from "../../read/row/source-row";
import type { Step } from "../../read/step";
import { Target } from "../../target/target";
import { names, orExtras } from "../reading/free-text";
import { UNKNOWN_TIME } from "../reading/values";

const JOB = new Target(ingestJobTable);

/**
 * Jobs. The old queue had neither leases nor a limit of attempts.
 *
 * In the store a running job without a lease counts as expired, so the next worker takes it. Queued
 * and running jobs have at least one attempt left for that.
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
  transform(row, sink) {
    const db = row.scope("tenant", "workspace");
    const status = statusOf(row);
    const attempts =
      row.wholeOrNull("attempts") ?? row.coerced(0, "attempts", { how: "null to 0", from: null });
    const scheduledAt =
      row.instantOrNull("scheduled_at") ??
      row.coerced(UNKNOWN_TIME, "scheduled_at", { how: "null to 1970-01-01", from: null });
    const input = {
      id: row.id(),
      source: row.text("source_type"),
      externalId: row.text("external_id"),
      url: row.textOrNull("url"),
      tags: names(row, "tags"),
      visibility: row.textOrNull("visibility"),
      priority: row.wholeOrNull("priority") ?? row.coerced(0, "priority", { how: "null to 0", from: null }),
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
    sink.write(JOB, db, newJob(db, input, ""));
  },
};

function statusOf(row: SourceRow): IngestJobStatus {
  const status = row.text("status");
  if (status === "failed") return row.coerced("dead", "status", { how: "failed to dead", from: status });
  const found = JOB_STATUSES.find((each) => each === status);
  if (found === undefined)
    throw new RejectionError("is none of queued, running, done, failed and dead", "status");
  return found;
}

function maxAttempts(status: IngestJobStatus, attempts: number): number {
  const goesOn = status === "queued" || status === "running";
  return goesOn ? Math.max(DEFAULT_MAX_ATTEMPTS, attempts + 1) : DEFAULT_MAX_ATTEMPTS;
}
