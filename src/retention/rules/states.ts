import { selection } from "../../db/table";
import { EMPTY, instant, integer, name, type Sql, sql, TableName } from "../../dialect/sql";
import type { RetentionRule } from "../rule";

const STATE = new TableName("agent_state");
const KEY = selection<{ key: string }>({ key: "name" });
const COUNT = selection<{ count: number }>({ count: "count" });

/** Keys of one range. */
const CHUNK = 1000;

/**
 * State of agents by its last write, range after range of its keys: an index of that time would
 * make each write of a state dearer. A state that has no such time stays.
 */
export const STATES_RULE: RetentionRule = {
  async *due(call, { before, holds }) {
    if (before === null) return;
    const isOld = sql`updated_at < ${instant(before)} and ${holds}`;
    for (let last: string | null = null; ; ) {
      const behind: Sql = last === null ? EMPTY : sql` and key > ${name(last)}`;
      const all: Sql = sql`from ${STATE} where ${call.inScope()}${behind}`;
      const end: { key: string } | null = await call.first(
        sql`select key ${all} order by key limit 1 offset ${integer(CHUNK - 1)}`,
        KEY,
      );
      const due =
        end === null ? sql`${all} and ${isOld}` : sql`${all} and key <= ${name(end.key)} and ${isOld}`;
      const first = await call.first(sql`select key ${due} limit 1`, KEY);
      if (first !== null)
        yield {
          // The range is smaller than a batch can be: its locks are as short.
          deleteBatch: async (limit) =>
            (
              await call.all(
                sql`delete from ${STATE} where ${call.inScope()} and key in (
                  select key ${due} order by key limit ${integer(limit)}) and ${isOld} returning key`,
                KEY,
              )
            ).length,
          isAnyLeft: async () => (await call.first(sql`select key ${due} limit 1`, KEY)) !== null,
          count: async () => (await call.first(sql`select count(*) ${due}`, COUNT))!.count,
        };
      if (end === null) return;
      last = end.key;
    }
  },
};
