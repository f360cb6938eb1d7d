import type { Call } from "../../db/call";
import type { CountedDue } from "../../db/collections/delete-in-batches";
import { selection } from "../../db/table";
import { instant, integer, type Sql, sql, TableName } from "../../dialect/sql";
import type { RetentionRule } from "../rule";
import { type KeyedTable, keyRanges } from "./key-ranges";

const STATES: KeyedTable = { table: new TableName("agent_state"), key: "key", type: "name" };
const KEY = selection<{ key: string }>({ key: "name" });
const COUNT = selection<{ count: number }>({ count: "count" });

/**
 * State of agents by its last write, range after range of its keys: an index of that time would
 * make each write of a state dearer. A state that has no such time stays.
 */
export const STATES_RULE: RetentionRule = {
  async *due(call, { before, holds }) {
    if (before === null) return;
    const isOld = sql`p.updated_at < ${instant(before)} and ${holds}`;
    for await (const range of keyRanges(call, STATES)) {
      const due = dueStates(call, sql`${range} and ${isOld}`, isOld);
      if (await due.isAnyLeft()) yield due;
    }
  },
};

/**
 * @param due what follows `select`: the states of a range that are due
 * @param isOld the condition by itself, which the deletion looks at again
 */
function dueStates(call: Call, due: Sql, isOld: Sql): CountedDue {
  return {
    async deleteBatch(limit) {
      const statement = sql`
        delete from ${STATES.table} as p where ${call.inScope("p")} and p.key in (
          select p.key ${due} order by p.key limit ${integer(limit)}) and ${isOld} returning key`;
      return (await call.all(statement, KEY)).length;
    },
    isAnyLeft: async () => (await call.first(sql`select p.key ${due} limit 1`, KEY)) !== null,
    count: async () => (await call.first(sql`select count(*) ${due}`, COUNT))!.count,
  };
}
