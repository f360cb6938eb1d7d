import { UnifiedStoreError } from "../../../core/errors";
import type { Call } from "../../../db/call";
import { retryOnUniqueViolation } from "../../../db/retry";
import type { ScopedDb } from "../../../db/scoped";
import { name, Rows, raw, type Sql, sql } from "../../../dialect/sql";
import type { IngestJob, IngestJobEnqueueResult } from "../types";
import { job, jobProperties, jobsById, type NewJob, toJob } from "./job";

const COLUMNS = job.rowColumns(jobProperties);
const insertOne = job.inserter(["tenant", "workspace", ...jobProperties]);

/**
 * A job that is known comes back as it is: the update, which changes nothing, is what lets the
 * statement return it. So a row with the new id was made, and one with another was known. The third
 * case, a known job of the very id that the caller gave, returns no row, or it would look like a
 * new one.
 */
const KNOWN = raw(
  "on conflict (tenant_id, workspace_id, source, external_id) do update set external_id = excluded.external_id where ingest_job.id <> excluded.id",
);

/** One string for a natural key: no name has U+0000 in it. */
const keyOf = ({ source, externalId }: Pick<IngestJob, "source" | "externalId">): string =>
  `${source}\0${externalId}`;

/** @returns for each row, in the order given, the job of its key */
export async function enqueue(call: Call, rows: readonly NewJob[]): Promise<IngestJobEnqueueResult[]> {
  if (rows.length === 0) return [];
  // Of several of one key the first makes the job. Sorted, so that calls that overlap lock in the
  // same order.
  const firsts = new Map<string, NewJob>();
  for (const row of rows) if (!firsts.has(keyOf(row))) firsts.set(keyOf(row), row);
  const sorted = [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const known = await write(call, sorted);
  const missing = new Set(sorted.filter((row) => !known.has(keyOf(row))).map(({ id }) => id));
  for (const found of await jobsById.many(call, [...missing])) if (found) known.set(keyOf(found), found);
  return rows.map((row) => {
    const found = known.get(keyOf(row));
    if (!found) throw removedMeanwhile();
    const created = found.id === row.id && !missing.has(row.id) && firsts.get(keyOf(row)) === row;
    return { job: created ? toJob(row) : found, created };
  });
}

/** Between the statement and the look-up of a job that was known, somebody may delete it. */
function removedMeanwhile(): UnifiedStoreError {
  const message = "the job was removed while it was enqueued: enqueue it again";
  return new UnifiedStoreError("conflict", message, { retryable: true });
}

function write(call: Call, rows: readonly NewJob[]): Promise<Map<string, IngestJob>> {
  const statement = sql`${insertion(call, rows)} ${KNOWN} returning ${job.columns.sql}`;
  return retryOnUniqueViolation(async () => {
    const written = await call.all(statement, job.columns);
    return new Map(written.map((each) => [keyOf(each), each]));
  });
}

/** One row as plain values, which is the cheaper way; more as a table-valued parameter. */
function insertion({ tenant, workspace }: ScopedDb, rows: readonly NewJob[]): Sql {
  if (rows.length === 1) return insertOne({ tenant, workspace, ...rows[0]! });
  const values = new Rows(
    COLUMNS,
    rows.map((row) => jobProperties.map((property) => row[property])),
    "jobs",
  );
  return sql`
    insert into ${job.name} (tenant_id, workspace_id, ${job.columns.sql})
    select ${name(tenant)}, ${name(workspace)}, ${job.columns.as("v")} from ${values} as v order by v.ordinal`;
}
