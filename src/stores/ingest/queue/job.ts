import { type IngestJobEntity, ingestJobTable } from "../../../../entities/ingest";
import { invalid } from "../../../core/errors";
import { validate } from "../../../core/input/validation";
import type { JsonText } from "../../../core/json/json";
import type { Call } from "../../../db/call";
import { conformed } from "../../../db/conform";
import { lookup } from "../../../db/lookup";
import { rowMaker } from "../../../db/row-maker";
import type { RowDefaults } from "../../../db/scoped";
import { Table } from "../../../db/table";
import type { IngestJob, IngestJobInput, IngestJobStatus } from "../types";

export const job = new Table<IngestJobEntity, IngestJob>(ingestJobTable);
export const jobsById = lookup(job, "id");

/** A row before it is written. Its JSON is already encoded: the encoding was the check. */
export type NewJob = Omit<IngestJob, "tags" | "payload" | "result"> & {
  /** Version of the payload's schema. */
  schemaVersion: number | null;
  tags: JsonText;
  payload: JsonText | null;
  result: JsonText | null;
};

const maker = rowMaker<typeof ingestJobTable, NewJob, IngestJobInput>(ingestJobTable, ["availableAt"]);

/** The properties of a row, in the order of the columns. */
export const jobProperties = maker.properties;
/** Validation rules of a job. */
export const jobRules = maker.input;

const { status, maxAttempts } = ingestJobTable.columns;
export const JOB_STATUSES = status.options.words as readonly IngestJobStatus[];
export const DEFAULT_MAX_ATTEMPTS = Number(maxAttempts.options.default);

/** @param path of the input in errors, such as `jobs[3]`; empty for a single one */
export const newJob = (defaults: RowDefaults, given: unknown, path: string): NewJob =>
  newRow(defaults, validate(jobRules, given, path), path);

/**
 * The same, with the payload validated and converted by the schema of its source.
 *
 * @param input returned by `validate`
 */
export async function typedJob(call: Call, input: IngestJobInput, path: string): Promise<NewJob> {
  const at = path === "" ? "" : `${path}.`;
  return newRow(call, await conformed(call, job.typed!, input, { path: at }), path);
}

/** @param input returned by `validate` */
export function newRow(defaults: RowDefaults, input: IngestJobInput, path: string): NewJob {
  const at = path === "" ? "" : `${path}.`;
  const row = maker.row(defaults, { ...input, scheduledAt: input.scheduledAt ?? input.createdAt }, at);
  const { status, attempts, maxAttempts } = row;
  if (status === "queued" && attempts >= maxAttempts)
    throw invalid(
      `${at}attempts`,
      "must be below maxAttempts for a queued job: raise maxAttempts, or pass the status dead",
    );
  const isRunning = status === "running";
  if (!isRunning && row.leaseExpiresAt)
    throw invalid(`${at}leaseExpiresAt`, "is allowed only for a running job");
  if (isRunning) row.leaseExpiresAt ??= new Date(row.scheduledAt);
  const goesOn = (status === "queued" || isRunning) && attempts < maxAttempts;
  row.availableAt = goesOn ? new Date(row.leaseExpiresAt ?? row.scheduledAt) : null;
  return row;
}

/** The job as a later read returns it, without a read. */
export const toJob = (row: NewJob): IngestJob => maker.read(row) as unknown as IngestJob;
