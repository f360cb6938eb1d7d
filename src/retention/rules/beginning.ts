import type { Call } from "../../db/call";
import type { CountedDue } from "../../db/collections/delete-in-batches";
import { selection } from "../../db/table";
import { count, EMPTY, instant, integer, Param, raw, type Sql, sql, type TableName } from "../../dialect/sql";
import type { RetentionRule } from "../rule";
import type { KeyedTable } from "./key-ranges";
import { parentsWith } from "./parents";

const PLACE = selection<{ place: number | null }>({ place: "count" });
const COUNT = selection<{ count: number }>({ count: "count" });

const EVERYWHERE = sql`${count(Number.MAX_SAFE_INTEGER)}`;

/** Rows that have a place in their parent, in the order in which they were appended. */
interface Appended {
  table: TableName;
  parents: KeyedTable;
  /** Column with the parent's key. */
  parent: string;
  /** Column with the place, from 1 on. */
  place: string;
  /** Column of the parent with the place of the last row that was appended. */
  last: string;
}

/** Rows of one parent that are due by age, or by number. */
interface Part {
  end(before: Sql): Sql;
  isFirstDue: Sql;
  counted: Sql | null;
  holds: Sql;
}

/**
 * The beginning of each parent's rows, up to the first row that is kept: so no row goes whose
 * predecessor stays. A number of rows is a number of places: of rows that were removed by hand the
 * places count too.
 */
export function beginnings({ table, parents, parent, place, last }: Appended): RetentionRule {
  const [bare, at, kAt] = [raw(`"${place}"`), raw(`c."${place}"`), raw(`k."${place}"`)];
  const lastOfParent = raw(`p."${last}"`);
  const lastColumn = raw(`"${last}"`);
  const key = raw(`"${parents.key}"`);
  const ofParent = raw(`c."${parent}" = p."${parents.key}"`);
  const [cParent, kParent] = [raw(`c."${parent}"`), raw(`k."${parent}"`)];

  /** A row `c`, the first of the parent `p`, that meets a condition. */
  const firstOf = (call: Call, where: Sql): Sql => sql`
    exists (
      select 1 from (
        select c.created_at, ${at} as place from ${table} as c
        where ${call.inScope("c")} and ${ofParent} order by ${at} limit 1
      ) as f where ${where}
    )`;

  /** The place of the first row that is young enough, among the rows before a place. */
  const firstYoung = (call: Call, is: Param, { before, until }: { before: Date; until: Sql }): Sql => sql`
    coalesce((
      select ${kAt} from ${table} as k
      where ${call.inScope("k")} and ${kParent} = ${is} and ${kAt} < ${until}
      and k.created_at >= ${instant(before)} order by ${kAt} limit 1), ${until})`;

  /**
   * @param part.end the place of the first row that is kept, among the rows before a place
   * @param part.isFirstDue condition on the first row `f`
   * @param part.counted place of the first row that is counted
   */
  function due(call: Call, value: string, { end, isFirstDue, counted, holds }: Part): CountedDue {
    const own = sql`${call.inScope("c")} and ${cParent} = ${new Param(parents.type, value)}`;
    const first = sql`select min(${at}) from ${table} as c where ${own}`;
    const rows = (before: Sql): Sql =>
      sql`from ${table} as c where ${own} and ${at} < ${before} and ${at} < ${end(before)} and ${holds}`;
    return {
      async deleteBatch(limit) {
        // Looked up by itself: as a subquery it would be one for each place of the statement.
        const begin = await call.first(first, PLACE);
        if (begin === null || begin.place === null) return 0;
        const until = sql`${count(begin.place + limit)}`;
        return (await call.all(sql`delete ${rows(until)} returning ${bare}`, PLACE)).length;
      },
      // By the first row alone. Places that are free make batches short, and to look for the first
      // row that is kept after each of them read a long session again and again.
      async isAnyLeft() {
        const statement = sql`
          select f.place from (
            select c.created_at, ${at} as place from ${table} as c where ${own} order by ${at} limit 1
          ) as f where ${isFirstDue} and ${holds}`;
        return (await call.first(statement, PLACE)) !== null;
      },
      async count() {
        const only = counted === null ? EMPTY : sql` and ${at} >= ${counted}`;
        return (await call.first(sql`select count(*) ${rows(EVERYWHERE)}${only}`, COUNT))!.count;
      },
    };
  }

  return {
    async *due(call, { before, newest, holds }) {
      if (before !== null) {
        const isFirstDue = sql`f.created_at < ${instant(before)}`;
        const isOld = firstOf(call, isFirstDue);
        for await (const value of parentsWith(call, parents, sql`${holds} and ${isOld}`)) {
          const is = new Param(parents.type, value);
          const end = (until: Sql): Sql => firstYoung(call, is, { before, until });
          yield due(call, value, { end, isFirstDue, counted: null, holds });
        }
      }
      if (newest !== null) {
        const isLong = firstOf(call, sql`f.place <= ${lastOfParent} - ${count(newest)}`);
        for await (const value of parentsWith(call, parents, sql`${holds} and ${isLong}`)) {
          const is = new Param(parents.type, value);
          const end = sql`(
            select ${lastColumn} from ${parents.table}
            where ${call.inScope()} and ${key} = ${is}) - ${count(newest)} + ${integer(1)}`;
          yield due(call, value, {
            end: () => end,
            isFirstDue: sql`f.place < ${end}`,
            counted: before && firstYoung(call, is, { before, until: EVERYWHERE }),
            holds,
          });
        }
      }
    },
  };
}
