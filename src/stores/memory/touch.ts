import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { ID } from "../../db/table";
import { instant, type Sql, sql } from "../../dialect/sql";
import { MemoryTouchInput } from "./inputs";
import { item } from "./item";

/**
 * Records a use of items.
 *
 * @param which a condition on their ids; null for no item
 * @returns how many of the items exist
 */
export async function touch(call: Call, which: Sql | null, input: MemoryTouchInput): Promise<number> {
  const { usedAt = call.now() } = validate(MemoryTouchInput, input, "");
  if (which === null) return 0;
  const statement = sql`
    update ${item.name}
    set last_used_at = case when last_used_at < ${instant(usedAt)} then ${instant(usedAt)} else last_used_at end
    where ${call.inScope()} and ${which} returning id`;
  return (await call.all(statement, ID)).length;
}
