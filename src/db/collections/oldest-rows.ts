import { ALWAYS, instant, integer, raw, type Sql, sql, type TableName, uuid } from "../../dialect/sql";
import type { Call } from "../call";
import { ID, selection } from "../table";
import type { CountedDue } from "./delete-in-batches";

/** The rows of a table that are due by their age, for `deleteInBatches`: the oldest first. */
export interface OldestRows {
  before(call: Call, time: Date): CountedDue;
  /** The rows behind the newest `keep`, as they are now; null where there is none. */
  beyond(call: Call, keep: number): Promise<CountedDue | null>;
}

const COUNT = selection<{ count: number }>({ count: "count" });
const PLACE = selection<{ at: Date; id: string }>({ at: "instant", id: "uuid" });

interface OldestOptions {
  /** Condition on a row `t`: only such rows are counted and deleted. */
  only?: Sql;
  /** The column that the age counts from, which is never before the time. Default: the time. */
  end?: string;
}

/**
 * @param column the rows' time, which an index of the scope has with the id
 */
export function oldestRows(
  table: TableName,
  column: string,
  { only = ALWAYS, end }: OldestOptions = {},
): OldestRows {
  const time = raw(`t."${column}"`);
  const ended = end === undefined ? null : raw(`t."${end}"`);
  const place = raw(`t."${column}", t.id`);
  const lastFirst = raw(`t."${column}" desc, t.id desc`);

  // One range of the index, up to the batch's last row. A list of ids was compared with every row,
  // which took 4 s for 1,000 ids.
  function due(call: Call, isDue: Sql): CountedDue {
    const of = sql`from ${table} as t where ${call.inScope("t")} and ${only} and ${isDue}`;
    const deletion = (limit: number): Sql => sql`
      delete ${of} and (${place}) <= (
        select ${place} from (select ${place} ${of} order by ${place} limit ${integer(limit)}) as t
        order by ${lastFirst} limit 1
      ) returning id`;
    const left = sql`select t.id ${of} limit 1`;
    return {
      deleteBatch: async (limit) => (await call.all(deletion(limit), ID)).length,
      isAnyLeft: async () => (await call.first(left, ID)) !== null,
      count: async () => (await call.first(sql`select count(*) ${of}`, COUNT))!.count,
    };
  }

  return {
    before(call, at) {
      const isOld = sql`${time} < ${instant(at)}`;
      return due(call, ended === null ? isOld : sql`${isOld} and ${ended} < ${instant(at)}`);
    },

    async beyond(call, keep) {
      const statement = sql`
        select ${place} from ${table} as t where ${call.inScope("t")} and ${only}
        order by ${lastFirst} limit 1 offset ${integer(keep)}`;
      const first = await call.first(statement, PLACE);
      return first && due(call, sql`(${place}) <= (${instant(first.at)}, ${uuid(first.id)})`);
    },
  };
}
