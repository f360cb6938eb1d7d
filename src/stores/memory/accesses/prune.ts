import { validate } from "../../../core/input/validation";
import { addMilliseconds } from "../../../core/instants";
import type { Call } from "../../../db/call";
import { type Due, deleteInBatches } from "../../../db/collections/delete-in-batches";
import { ID, selection } from "../../../db/table";
import { instant, integer, type Sql, sql, uuid } from "../../../dialect/sql";
import { access } from "./access";
import { MemoryAccessPruneInput } from "./inputs";
import type { MemoryAccessPruneQuery } from "./types";

const PLACE = selection<{ at: Date; id: string }>({ at: "instant", id: "uuid" });

/**
 * Deletes what is too old, then what is too much of an item, then what is too much of the scope.
 */
export async function pruneAccesses(
  call: Call,
  query: MemoryAccessPruneQuery,
): Promise<{ deleted: number; done: boolean }> {
  const given = validate(MemoryAccessPruneInput, query, "");
  const { olderThanMs, mostPerItem = 1000, most = 100_000, now = call.now(), limit = 10_000 } = given;
  const kinds = async function* (): AsyncGenerator<Due> {
    if (olderThanMs !== undefined) yield oldest(call, beforeInstant(addMilliseconds(now, -olderThanMs)));
    yield beyondOfItem(call, mostPerItem);
    const beyond = await beyondOfScope(call, most);
    if (beyond) yield oldest(call, beyond);
  };
  return deleteInBatches(kinds(), limit);
}

/** Columns without an alias are those of the innermost table. */
const beforeInstant = (cutoff: Date): Sql => sql`used_at < ${instant(cutoff)}`;

/** One range of the index by time, up to the last row of the batch. */
function oldest(call: Call, due: Sql): Due {
  const deletion = (limit: number): Sql => sql`
    delete from ${access.name} as c where ${call.inScope("c")} and ${due} and (c.used_at, c.id) <= (
      select o.used_at, o.id from (
        select d.used_at, d.id from ${access.name} as d where ${call.inScope("d")} and ${due}
        order by d.used_at, d.id limit ${integer(limit)}
      ) as o order by o.used_at desc, o.id desc limit 1
    ) returning id`;
  const left = sql`
    select id from ${access.name} as c where ${call.inScope("c")} and ${due} limit 1`;
  return {
    deleteBatch: async (limit) => (await call.all(deletion(limit), ID)).length,
    isAnyLeft: async () => (await call.first(left, ID)) !== null,
  };
}

/** The accesses behind the newest ones of their item. */
function beyondOfItem(call: Call, most: number): Due {
  const beyond = (limit: number): Sql => sql`
    select r.id from (
      select d.id, row_number() over (partition by d.item_id order by d.used_at desc, d.id desc) as place
      from ${access.name} as d where ${call.inScope("d")}
    ) as r where r.place > ${integer(most)} limit ${integer(limit)}`;
  return {
    async deleteBatch(limit) {
      const statement = sql`
        delete from ${access.name} where ${call.inScope()} and id in (${beyond(limit)}) returning id`;
      return (await call.all(statement, ID)).length;
    },
    isAnyLeft: async () => (await call.first(beyond(1), ID)) !== null,
  };
}

/** The accesses behind the newest ones of the scope, as they are now; null where there is none. */
async function beyondOfScope(call: Call, most: number): Promise<Sql | null> {
  const statement = sql`
    select used_at, id from ${access.name} where ${call.inScope()}
    order by used_at desc, id desc limit 1 offset ${integer(most)}`;
  const first = await call.first(statement, PLACE);
  return first && sql`(used_at, id) <= (${instant(first.at)}, ${uuid(first.id)})`;
}
