import { instant, integer, raw, type Sql, sql, type TableName, uuid } from "../../dialect/sql";
import type { Call } from "../call";
import { ID, selection } from "../table";
import type { Due } from "./delete-in-batches";

/** The rows of a table that are due by their age, for `deleteInBatches`: the oldest first. */
export interface OldestRows {
  before(call: Call, time: Date): Due;
  /** The rows behind the newest `keep`, as they are now; null where there is none. */
  beyond(call: Call, keep: number): Promise<Due | null>;
}

const PLACE = selection<{ at: Date; id: string }>({ at: "instant", id: "uuid" });

/**
 * @param column the rows' time, which an index of the scope has with the id
 */
export function oldestRows(table: TableName, column: string): OldestRows {
  const time = raw(`t."${column}"`);
  const place = raw(`t."${column}", t.id`);
  const lastFirst = raw(`t."${column}" desc, t.id desc`);

  // One range of the index, up to the batch's last row. A list of ids was compared with every row,
  // which took 4 s for 1,000 ids.
  function due(call: Call, isDue: Sql): Due {
    const of = sql`from ${table} as t where ${call.inScope("t")} and ${isDue}`;
    const deletion = (limit: number): Sql => sql`
      delete ${of} and (${place}) <= (
        select ${place} from (select ${place} ${of} order by ${place} limit ${integer(limit)}) as t
        order by ${lastFirst} limit 1
      ) returning id`;
    const left = sql`select t.id ${of} limit 1`;
    return {
      deleteBatch: async (limit) => (await call.all(deletion(limit), ID)).length,
      isAnyLeft: async () => (await call.first(left, ID)) !== null,
    };
  }

  return {
    before: (call, at) => due(call, sql`${time} < ${instant(at)}`),

    async beyond(call, keep) {
      const statement = sql`
        select ${place} from ${table} as t where ${call.inScope("t")}
        order by ${lastFirst} limit 1 offset ${integer(keep)}`;
      const first = await call.first(statement, PLACE);
      return first && due(call, sql`(${place}) <= (${instant(first.at)}, ${uuid(first.id)})`);
    },
  };
}
