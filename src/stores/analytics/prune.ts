import { validate } from "../../core/input/validation";
import { addMilliseconds } from "../../core/instants";
import type { Call } from "../../db/call";
import { deleteInBatches } from "../../db/collections/delete-in-batches";
import { oldestRows } from "../../db/collections/oldest-rows";
import type { TableName } from "../../dialect/sql";
import { AnalyticsPruneInput } from "./inputs";
import type { AnalyticsPruneQuery, AnalyticsPruneResult } from "./types";

type Prune = (call: Call, query: AnalyticsPruneQuery) => Promise<AnalyticsPruneResult>;

export function pruner(table: TableName): Prune {
  const rows = oldestRows(table, "created_at");
  return async (call, query) => {
    const { olderThanMs, now = call.now(), limit = 10_000 } = validate(AnalyticsPruneInput, query, "");
    return deleteInBatches([rows.before(call, addMilliseconds(now, -olderThanMs))], limit);
  };
}
