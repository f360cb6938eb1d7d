import { type CallOptions, checkOptions } from "../../core/deadline";
import { addMilliseconds } from "../../core/instants";
import { validate } from "../../core/validation";
import { type Due, deleteInBatches } from "../../db/batches";
import type { ScopedDb } from "../../db/scoped";
import { ID } from "../../db/table";
import { instant, integer, type Param, sql, type TableName } from "../../dialect/sql";
import { banditEvent } from "./bandit";
import { call } from "./call";
import { AnalyticsPruneInput, KINDS } from "./inputs";
import { metric } from "./metric";
import type { AnalyticsKind, AnalyticsPruneQuery, AnalyticsPruneResult } from "./types";

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
  options = checkOptions(options);
  const {
    olderThanMs,
    now = db.now(),
    kinds = KINDS,
    maxRows = 10_000,
  } = validate(AnalyticsPruneInput, query, "");
  const before = instant(addMilliseconds(now, -olderThanMs));
  // Now: the caller's array may change between the batches.
  const due = kinds.map((kind): Due => {
    const old: Old = { table: TABLES[kind], before, options };
    return {
      deleteBatch: (limit) => deleteOldest(db, old, limit),
      isAnyLeft: () => isAnyOld(db, old),
    };
  });
  return deleteInBatches(due, maxRows);
}

/** What is to be deleted of one table. */
interface Old {
  table: TableName;
  before: Param;
  options: CallOptions;
}

async function isAnyOld(db: ScopedDb, { table, before, options }: Old): Promise<boolean> {
  const statement = sql`select id from ${table} as c where ${db.inScope("c")} and c.at < ${before} limit 1`;
  return (await db.first("prune", statement, ID, { options })) !== null;
}

/** All up to the last of the oldest: a stretch of the index, where a list of their ids was compared with every row, 4 s for 1,000. */
async function deleteOldest(db: ScopedDb, { table, before, options }: Old, limit: number): Promise<number> {
  const statement = sql`
    delete from ${table} as c where ${db.inScope("c")} and c.at < ${before} and (c.at, c.id) <= (
      select o.at, o.id from (
        select d.at, d.id from ${table} as d where ${db.inScope("d")} and d.at < ${before} order by d.at, d.id limit ${integer(limit)}
      ) as o order by o.at desc, o.id desc limit 1
    ) returning id`;
  return (await db.all("prune", statement, ID, { options })).length;
}
