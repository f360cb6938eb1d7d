import { invalid } from "../../core/errors";
import { validate } from "../../core/input/validation";
import { addMilliseconds } from "../../core/instants";
import type { Call } from "../../db/call";
import { deleteInBatches } from "../../db/collections/delete-in-batches";
import { ID, selection } from "../../db/table";
import { instant, integer, type Sql, sql, uuid } from "../../dialect/sql";
import { RetrievalQueryPruneInput } from "./inputs";
import { queryLog } from "./query-log";
import type { RetrievalQueryPruneQuery, RetrievalQueryPruneResult } from "./types";

const POSITION = selection<{ createdAt: Date; id: string }>({ createdAt: "instant", id: "uuid" });
const NOTHING: RetrievalQueryPruneResult = { deleted: 0, done: true };

/** Deletes rows of the query log, the oldest first, in batches. */
export async function pruneQueries(
  call: Call,
  query: RetrievalQueryPruneQuery,
): Promise<RetrievalQueryPruneResult> {
  const input = validate(RetrievalQueryPruneInput, query, "");
  const { olderThanMs, keep, now = call.now(), limit = 10_000 } = input;
  if ((olderThanMs === undefined) === (keep === undefined))
    throw invalid("olderThanMs", "or keep must be given, and not both");
  if (olderThanMs !== undefined) {
    const before = instant(addMilliseconds(now, -olderThanMs));
    return prune(call, sql`q.created_at < ${before}`, limit);
  }
  const first = await firstBeyond(call, keep!);
  if (first === null) return NOTHING;
  const { createdAt, id } = first;
  return prune(call, sql`(q.created_at, q.id) <= (${instant(createdAt)}, ${uuid(id)})`, limit);
}

/** The newest row that is not kept. */
function firstBeyond(call: Call, keep: number): Promise<{ createdAt: Date; id: string } | null> {
  const statement = sql`
    select q.created_at, q.id from ${queryLog.name} as q where ${call.inScope("q")}
    order by q.created_at desc, q.id desc limit 1 offset ${integer(keep)}`;
  return call.first(statement, POSITION);
}

/** @param due condition of the rows to delete, whose alias is `q` */
function prune(call: Call, due: Sql, limit: number): Promise<RetrievalQueryPruneResult> {
  const deletion = (most: number): Sql => sql`
    delete from ${queryLog.name} as q where ${call.inScope("q")} and ${due} and (q.created_at, q.id) <= (
      select o.created_at, o.id from (
        select q.created_at, q.id from ${queryLog.name} as q where ${call.inScope("q")} and ${due}
        order by q.created_at, q.id limit ${integer(most)}
      ) as o order by o.created_at desc, o.id desc limit 1
    ) returning id`;
  const anyDue = sql`select id from ${queryLog.name} as q where ${call.inScope("q")} and ${due} limit 1`;
  const rows = {
    deleteBatch: async (most: number) => (await call.all(deletion(most), ID)).length,
    isAnyLeft: async () => (await call.first(anyDue, ID)) !== null,
  };
  return deleteInBatches([rows], limit);
}
