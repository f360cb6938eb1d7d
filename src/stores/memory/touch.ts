import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { ID } from "../../db/table";
import { AnyOf, instant, ReturnedRows, RowColumns, Rows, type Sql, sql } from "../../dialect/sql";
import { ACCESS, access, newAccess } from "./accesses/access";
import { MemoryTouchInput } from "./inputs";
import { item } from "./item";
import type { MemoryTouchInput as Given } from "./types";

const ACCESS_COLUMNS = access.rowColumns(ACCESS);
const TOUCHED = new RowColumns([["id", "uuid"]]);

/**
 * Records a use of items. Where the use has an actor or a query, it also enters the access log, in
 * the same statement.
 *
 * @param ids different ones, in lower case
 * @returns how many of the items exist
 */
export async function touch(call: Call, ids: readonly string[], input: Given): Promise<number> {
  const { usedAt = call.now(), ...use } = validate(MemoryTouchInput, input, "");
  if (ids.length === 0) return 0;
  const statement = sql`
    update ${item.name}
    set last_used_at = case when last_used_at < ${instant(usedAt)} then ${instant(usedAt)} else last_used_at end
    where ${call.inScope()} and id ${new AnyOf("uuid", ids)} returning id`;
  const isLogged = use.actor !== undefined || use.query !== undefined;
  const dependents = isLogged ? [logging(call, ids, { ...use, usedAt })] : undefined;
  return (await call.all(statement, ID, { dependents })).length;
}

/** Writes a use of each of the items that were touched to the access log. */
function logging(call: Call, ids: readonly string[], use: Omit<Given, "usedAt"> & { usedAt: Date }): Sql {
  const rows = ids.map((itemId) => {
    const row = newAccess(call, { itemId, ...use });
    return ACCESS.map((property) => row[property]);
  });
  return sql`
    insert into ${access.name} (tenant_id, workspace_id, ${ACCESS_COLUMNS.names})
    select ${access.param("tenant", call.tenant)}, ${access.param("workspace", call.workspace)}, ${ACCESS_COLUMNS.names}
    from ${new Rows(ACCESS_COLUMNS, rows, "accesses")} as v
    where v.item_id in (select m.id from ${new ReturnedRows(TOUCHED)} as m)`;
}
