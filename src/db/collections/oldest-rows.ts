import { ALWAYS, EMPTY, instant, integer, raw, type Sql, sql, type TableName, uuid } from "../../dialect/sql";
import type { Call } from "../call";
import { ID, selection } from "../table";
import type { CountedDue } from "./delete-in-batches";
import { laterPlace, TIME_PLACE, type TimePlace } from "./time-place";

/** The rows of a table that are due by their age, for `deleteInBatches`: the oldest first. */
export interface OldestRows {
  /** @param only condition beside, such as that a policy still holds */
  before(call: Call, time: Date, only?: Sql): CountedDue;
  /**
   * The rows behind the newest `keep`, as they are now; null where there is none.
   *
   * @param options.counted rows before this time are not counted, as `before` counts them
   */
  beyond(
    call: Call,
    keep: number,
    options?: { only?: Sql; counted?: Date | null },
  ): Promise<CountedDue | null>;
}

const COUNT = selection<{ count: number }>({ count: "count" });

interface OldestOptions {
  /** Condition on a row `t`: only such rows are counted and deleted. */
  only?: Sql;
  /** The column that the age counts from, which is never before the time. Default: the time. */
  end?: string;
}

/** The rows that are due, as conditions on a row `t`. */
interface Range {
  /** A range of the index by time and id. */
  range: Sql;
  /** The same by the time, in a form that no index serves. */
  within: Sql;
  more: Sql;
  /** Of these the rows that a dry run counts, as ` and …`. Default: all. */
  counted?: Sql;
}

/**
 * @param column the rows' time, which an index of the scope has with the id
 */
export function oldestRows(
  table: TableName,
  column: string,
  { only = ALWAYS, end }: OldestOptions = {},
): OldestRows {
  const [time, bare] = [raw(`t."${column}"`), raw(`"${column}"`)];
  const ended = end === undefined ? null : raw(`t."${end}"`);
  const place = raw(`t."${column}", t.id`);
  const lastFirst = raw(`t."${column}" desc, t.id desc`);

  // One range of the index, up to the batch's last row. A list of ids was compared with every row,
  // which took 4 s for 1,000 ids.
  // In the deletion the range that is due is denied twice. A planner that knows how many rows it
  // has needs it: without it PostgreSQL read the whole table. SQLite would take it for the end of
  // its range, and each batch would read all that is due; what is denied it does not look up.
  function due(call: Call, { range, within, more, counted = EMPTY }: Range): CountedDue {
    const any = sql`from ${table} as t where ${call.inScope("t")} and ${only} and ${more}`;
    const of = sql`${any} and ${range}`;
    // Where the last batch ended. Rows that stay, such as pinned ones, would else be read again by
    // each batch: with 100,000 of them before the first that is due, a row took 60 ms.
    let last: TimePlace | null = null;
    const deletion = (limit: number): Sql => {
      const behind = last ? sql` and (${place}) > (${instant(last.at)}, ${uuid(last.id)})` : EMPTY;
      return sql`
        delete ${any} and ${within}${behind} and (${place}) <= (
          select ${place} from (select ${place} ${of}${behind} order by ${place} limit ${integer(limit)}) as t
          order by ${lastFirst} limit 1
        ) returning ${bare}, id`;
    };
    const left = sql`select t.id ${of} limit 1`;
    return {
      async deleteBatch(limit) {
        const rows = await call.all(deletion(limit), TIME_PLACE);
        // After a short batch from the beginning again, for rows that came behind it.
        last = rows.length === limit ? rows.reduce(laterPlace) : null;
        return rows.length;
      },
      isAnyLeft: async () => (await call.first(left, ID)) !== null,
      count: async () => (await call.first(sql`select count(*) ${of}${counted}`, COUNT))!.count,
    };
  }

  const isOld = (at: Date): Sql =>
    ended === null
      ? sql`${time} < ${instant(at)}`
      : sql`${time} < ${instant(at)} and ${ended} < ${instant(at)}`;

  return {
    before(call, at, more = ALWAYS) {
      const isEnded = ended === null ? more : sql`${ended} < ${instant(at)} and ${more}`;
      const range = sql`${time} < ${instant(at)}`;
      return due(call, { range, within: sql`not (${time} >= ${instant(at)})`, more: isEnded });
    },

    async beyond(call, keep, { only: more = ALWAYS, counted = null } = {}) {
      const statement = sql`
        select ${place} from ${table} as t where ${call.inScope("t")} and ${only}
        order by ${lastFirst} limit 1 offset ${integer(keep)}`;
      const first = await call.first(statement, TIME_PLACE);
      if (first === null) return null;
      return due(call, {
        range: sql`(${place}) <= (${instant(first.at)}, ${uuid(first.id)})`,
        within: sql`not (${time} > ${instant(first.at)})`,
        more,
        counted: counted === null ? EMPTY : sql` and case when ${isOld(counted)} then 1 else 0 end = 0`,
      });
    },
  };
}
