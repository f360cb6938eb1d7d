import { validate } from "../../../core/input/validation";
import { addMilliseconds } from "../../../core/instants";
import type { Call } from "../../../db/call";
import { type Due, deleteInBatches } from "../../../db/collections/delete-in-batches";
import { oldestRows } from "../../../db/collections/oldest-rows";
import { ID } from "../../../db/table";
import { END_OF_ONE_OF, integer, ONE_OF, type Sql, sql } from "../../../dialect/sql";
import { access } from "./access";
import { MemoryAccessPruneInput } from "./inputs";
import type { MemoryAccessPruneQuery } from "./types";

const rows = oldestRows(access.name, "used_at");

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
    if (olderThanMs !== undefined) yield rows.before(call, addMilliseconds(now, -olderThanMs));
    yield beyondOfItem(call, mostPerItem);
    const beyond = await rows.beyond(call, most);
    if (beyond) yield beyond;
  };
  return deleteInBatches(kinds(), limit);
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
        delete from ${access.name} where ${call.inScope()} and id ${ONE_OF} ${beyond(limit)} ${END_OF_ONE_OF} returning id`;
      return (await call.all(statement, ID)).length;
    },
    isAnyLeft: async () => (await call.first(beyond(1), ID)) !== null,
  };
}
