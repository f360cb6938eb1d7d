import { type CallOptions, checkOptions } from "../../core/deadline";
import { addMilliseconds } from "../../core/instants";
import { validate } from "../../core/validation";
import { deleteInBatches } from "../../db/batches";
import type { ScopedDb } from "../../db/scoped";
import { ID } from "../../db/table";
import { instant, integer, type Param, sql, type TableName } from "../../dialect/sql";
import { AnalyticsPruneInput } from "./inputs";

export interface AnalyticsPruneQuery {
  /** Older than this many milliseconds. */
  olderThanMs: number;
  /** The moment to count from. Default: now. */
  now?: Date | undefined;
  /** Most records to delete in this call, 1 to 1,000,000. Default 10,000. */
  limit?: number | undefined;
}

export interface AnalyticsPruneResult {
  /** Records deleted; feedback that went with its call is not among them. */
  deleted: number;
  /** False when records to prune may be left: call again. */
  done: boolean;
}

export function prune(
  db: ScopedDb,
  table: TableName,
  query: AnalyticsPruneQuery,
  options: CallOptions,
): Promise<AnalyticsPruneResult> {
  return db.method("prune", () => {
    options = checkOptions(options);
    const input = validate(AnalyticsPruneInput, query, "");
    const { olderThanMs, now = db.now(), limit = 10_000 } = input;
    const old: Old = { table, before: instant(addMilliseconds(now, -olderThanMs)), options };
    const due = {
      deleteBatch: (limit: number) => deleteOldest(db, old, limit),
      isAnyLeft: () => isAnyOld(db, old),
    };
    return deleteInBatches([due], limit);
  });
}

/** What is to be deleted of one table. */
interface Old {
  table: TableName;
  before: Param;
  options: CallOptions;
}

async function isAnyOld(db: ScopedDb, { table, before, options }: Old): Promise<boolean> {
  const statement = sql`select id from ${table} as c where ${db.inScope("c")} and c.created_at < ${before} limit 1`;
  return (await db.first("prune", statement, ID, { options })) !== null;
}

/** All up to the last of the oldest: a stretch of the index, where a list of their ids was compared with every row, 4 s for 1,000. */
async function deleteOldest(db: ScopedDb, { table, before, options }: Old, limit: number): Promise<number> {
  const statement = sql`
    delete from ${table} as c where ${db.inScope("c")} and c.created_at < ${before} and (c.created_at, c.id) <= (
      select o.created_at, o.id from (
        select d.created_at, d.id from ${table} as d where ${db.inScope("d")} and d.created_at < ${before}
        order by d.created_at, d.id limit ${integer(limit)}
      ) as o order by o.created_at desc, o.id desc limit 1
    ) returning id`;
  return (await db.all("prune", statement, ID, { options })).length;
}
