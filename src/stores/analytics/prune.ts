import { validate } from "../../core/input/validation";
import { addMilliseconds } from "../../core/instants";
import type { Call } from "../../db/call";
import { deleteInBatches } from "../../db/collections/delete-in-batches";
import { ID } from "../../db/table";
import { instant, integer, type Sql, sql, type TableName } from "../../dialect/sql";
import { AnalyticsPruneInput } from "./inputs";
import type { AnalyticsPruneQuery, AnalyticsPruneResult } from "./types";

export async function prune(
  call: Call,
  table: TableName,
  query: AnalyticsPruneQuery,
): Promise<AnalyticsPruneResult> {
  const { olderThanMs, now = call.now(), limit: maxRows = 10_000 } = validate(AnalyticsPruneInput, query, "");
  const before = instant(addMilliseconds(now, -olderThanMs));
  const anyOld = sql`
    select id from ${table} as c where ${call.inScope("c")} and c.created_at < ${before} limit 1`;
  // One range of the index, up to the batch's last row. A list of ids was compared with every row,
  // which took 4 s for 1,000 ids.
  const deletion = (limit: number): Sql => sql`
    delete from ${table} as c where ${call.inScope("c")} and c.created_at < ${before} and (c.created_at, c.id) <= (
      select o.created_at, o.id from (
        select d.created_at, d.id from ${table} as d where ${call.inScope("d")} and d.created_at < ${before}
        order by d.created_at, d.id limit ${integer(limit)}
      ) as o order by o.created_at desc, o.id desc limit 1
    ) returning id`;
  const due = {
    deleteBatch: async (limit: number) => (await call.all(deletion(limit), ID)).length,
    isAnyLeft: async () => (await call.first(anyOld, ID)) !== null,
  };
  return deleteInBatches([due], maxRows);
}
