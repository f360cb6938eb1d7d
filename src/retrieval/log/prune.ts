import { invalid } from "../../core/errors";
import { validate } from "../../core/input/validation";
import { addMilliseconds } from "../../core/instants";
import type { Call } from "../../db/call";
import { deleteInBatches } from "../../db/collections/delete-in-batches";
import { oldestRows } from "../../db/collections/oldest-rows";
import { RetrievalQueryPruneInput } from "./inputs";
import { queryLog } from "./query-log";
import type { RetrievalQueryPruneQuery, RetrievalQueryPruneResult } from "./types";

const rows = oldestRows(queryLog.name, "created_at");

/** Deletes rows of the query log, the oldest first, in batches. */
export async function pruneQueries(
  call: Call,
  query: RetrievalQueryPruneQuery,
): Promise<RetrievalQueryPruneResult> {
  const input = validate(RetrievalQueryPruneInput, query, "");
  const { olderThanMs, keep, now = call.now(), limit = 10_000 } = input;
  if ((olderThanMs === undefined) === (keep === undefined))
    throw invalid("olderThanMs", "or keep must be given, and not both");
  const due =
    keep === undefined
      ? rows.before(call, addMilliseconds(now, -olderThanMs!))
      : await rows.beyond(call, keep);
  return deleteInBatches(due ? [due] : [], limit);
}
