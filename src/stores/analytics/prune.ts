import { type CallOptions, checkOptions, startDeadline } from "../../core/deadline";
import { addMilliseconds } from "../../core/instants";
import { validate } from "../../core/validation";
import type { ScopedDb } from "../../db/scoped";
import { ID } from "../../db/table";
import { instant, integer, type Param, sql, type TableName } from "../../dialect/sql";
import { banditEvent } from "./bandit";
import { call } from "./call";
import { AnalyticsPruneInput, KINDS } from "./inputs";
import { metric } from "./metric";
import type { AnalyticsKind, AnalyticsPruneQuery, AnalyticsPruneResult } from "./types";

/** Small enough that nobody waits long for its locks. */
const BATCH = 1000;
/** Batches in a row that find their rows gone before the call gives up. */
const MOST_IDLE = 5;

const TABLES: Record<AnalyticsKind, TableName> = {
  calls: call.name,
  banditEvents: banditEvent.name,
  metrics: metric.name,
};

export async function prune(
  db: ScopedDb,
  query: AnalyticsPruneQuery,
  options: CallOptions,
): Promise<AnalyticsPruneResult> {
  checkOptions(options);
  const {
    olderThanMs,
    now = db.now(),
    kinds = KINDS,
    maxRows = 10_000,
  } = validate(AnalyticsPruneInput, query, "");
  const before = instant(addMilliseconds(now, -olderThanMs));
  // One deadline for all batches together.
  const { signal, clear } = startDeadline(options);
  try {
    let deleted = 0;
    // The caller's array may change between the batches.
    for (const kind of [...kinds]) {
      const due: Due = { table: TABLES[kind], before, signal };
      for (let idle = 0; ; ) {
        const limit = Math.min(BATCH, maxRows - deleted);
        if (limit === 0) return { deleted, done: false };
        const batch = await deleteOldest(db, due, limit);
        deleted += batch;
        if (batch === limit) continue;
        // Another call may have deleted the same rows: a short batch is the last one only if nothing is due any more.
        if (!(await isAnyDue(db, due))) break;
        idle = batch === 0 ? idle + 1 : 0;
        if (idle === MOST_IDLE) return { deleted, done: false };
      }
    }
    return { deleted, done: true };
  } finally {
    clear();
  }
}

/** What is to be deleted of one table. */
interface Due {
  table: TableName;
  before: Param;
  signal: AbortSignal | undefined;
}

async function isAnyDue(db: ScopedDb, { table, before, signal }: Due): Promise<boolean> {
  const statement = sql`select id from ${table} as c where ${db.inScope("c")} and c.at < ${before} limit 1`;
  return (await db.first("prune", statement, ID, { options: { signal } })) !== null;
}

/** All up to the last of the oldest: a stretch of the index, where a list of their ids was compared with every row, 4 s for 1,000. */
async function deleteOldest(db: ScopedDb, { table, before, signal }: Due, limit: number): Promise<number> {
  const statement = sql`
    delete from ${table} as c where ${db.inScope("c")} and c.at < ${before} and (c.at, c.id) <= (
      select o.at, o.id from (
        select d.at, d.id from ${table} as d where ${db.inScope("d")} and d.at < ${before} order by d.at, d.id limit ${integer(limit)}
      ) as o order by o.at desc, o.id desc limit 1
    ) returning id`;
  return (await db.all("prune", statement, ID, { options: { signal } })).length;
}
