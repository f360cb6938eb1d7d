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
 * Insert that also returns existing jobs. The update changes nothing; it only makes the statement
 * return the existing row. So a row with the new id is a new job, and a row with another id is an
 * existing one. In the third case the existing job has the same id that the caller gave. It returns
 * no row, because it would look like a new job.
 */
const KNOWN = raw(
  "on conflict (tenant_id, workspace_id, source, external_id) do update set external_id = excluded.external_id where ingest_job.id <> excluded.id",
);

/** The natural key as one string. The separator is safe: no name contains U+0000. */
const keyOf = ({ source, externalId }: Pick<IngestJob, "source" | "externalId">): string =>
  `${source}\0${externalId}`;

/** @returns for each row, in the order given, the job of its key */
export async function enqueue(call: Call, rows: readonly NewJob[]): Promise<IngestJobEnqueueResult[]> {
  if (rows.length === 0) return [];
  // Of several rows with one key, the first one makes the job. Rows are sorted, so that concurrent
  // calls lock in the same order.
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

/** Another caller may delete an existing job between the statement and its lookup. */
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

/**
 * One row is sent as plain values, which is cheaper. Several rows are one table-valued parameter.
 */
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
