import { type IngestJobEntity, ingestJobTable } from "../../../../entities/ingest";
import { invalid } from "../../../core/errors";
import { type Json, JsonText } from "../../../core/json";
import { validate } from "../../../core/validation";
import { unsignedZero } from "../../../core/zero";
import type { Call } from "../../../db/call";
import { conformed } from "../../../db/conform";
import { lookup } from "../../../db/lookup";
import type { ScopedDb } from "../../../db/scoped";
import { Table } from "../../../db/table";
import { dateOrNull } from "../rows";
import type { IngestJob, IngestJobStatus } from "../types";
import { IngestJobInput } from "./inputs";

export const job = new Table<IngestJobEntity, IngestJob>(ingestJobTable);
export const jobsById = lookup(job, "id");

type JsonMember = "tags" | "payload" | "result";
/** A row before it is written: its JSON is encoded already, which is how it was checked. */
export type NewJob = Omit<IngestJob, JsonMember> & {
  /** Of the payload's schema. */
  schemaVersion: number | null;
  tags: JsonText;
  payload: JsonText | null;
  result: JsonText | null;
};

export const DEFAULT_MAX_ATTEMPTS = 5;

/** @param path of the input in errors, such as `jobs[3]`; empty for a single one */
export const newJob = (db: ScopedDb, given: unknown, path: string): NewJob =>
  newRow(db, validate<IngestJobInput>(IngestJobInput, given, path), path);

/**
 * The same with the payload as the schema of its source makes it.
 *
 * @param input as `validate` gave it
 */
export async function typedJob(call: Call, input: IngestJobInput, path: string): Promise<NewJob> {
  const at = path === "" ? "" : `${path}.`;
  return newRow(call, await conformed(call, job.typed!, input, { path: at }), path);
}

/** @param input as `validate` gave it */
export function newRow(
  db: ScopedDb,
  input: IngestJobInput & { schemaVersion?: number },
  path: string,
): NewJob {
  const at = path === "" ? "" : `${path}.`;
  const { status = "queued", maxAttempts = DEFAULT_MAX_ATTEMPTS } = input;
  const attempts = unsignedZero(input.attempts ?? 0);
  const createdAt = new Date(input.createdAt ?? db.now());
  const scheduledAt = new Date(input.scheduledAt ?? createdAt);
  if (status === "queued" && attempts >= maxAttempts)
    throw invalid(
      `${at}attempts`,
      "must be below maxAttempts where a job is queued: raise those, or pass it as dead",
    );
  if (status !== "running" && input.leaseExpiresAt)
    throw invalid(`${at}leaseExpiresAt`, "belongs to a running job alone");
  const leaseExpiresAt = status === "running" ? new Date(input.leaseExpiresAt ?? scheduledAt) : null;
  return {
    id: input.id?.toLowerCase() ?? db.newId(),
    source: input.source,
    externalId: input.externalId,
    url: input.url ?? null,
    tags: JsonText.of(input.tags ?? [], `${at}tags`),
    visibility: input.visibility ?? null,
    priority: unsignedZero(input.priority ?? 0),
    payload: JsonText.optional(input.payload, `${at}payload`) ?? null,
    status,
    attempts,
    maxAttempts,
    scheduledAt,
    availableAt: availableAt(status, attempts < maxAttempts, leaseExpiresAt ?? scheduledAt),
    claimedBy: input.claimedBy ?? null,
    leaseExpiresAt,
    pickedAt: dateOrNull(input.pickedAt),
    finishedAt: dateOrNull(input.finishedAt),
    error: input.error ?? null,
    result: JsonText.optional(input.result, `${at}result`) ?? null,
    createdAt,
    schemaVersion: input.schemaVersion ?? null,
  };
}

function availableAt(status: IngestJobStatus, attemptLeft: boolean, at: Date): Date | null {
  return (status === "queued" || status === "running") && attemptLeft ? at : null;
}

/** As a later read gives it. */
const decoded = (encoded: JsonText | null): Json => encoded?.value() ?? null;

/** What a later read will give, without asking for it. */
export const toJob = ({ schemaVersion, ...row }: NewJob): IngestJob => ({
  ...row,
  tags: row.tags.value() as string[],
  payload: decoded(row.payload),
  result: decoded(row.result),
});
