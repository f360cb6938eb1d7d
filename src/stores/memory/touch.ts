import type { CallOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import type { ScopedDb } from "../../db/scoped";
import { ID } from "../../db/table";
import { instant, type Sql, sql } from "../../dialect/sql";
import { MemoryTouchInput } from "./inputs";
import { item } from "./item";

interface Touch {
  /** A condition on their ids; null for none of them. */
  which: Sql | null;
  input: MemoryTouchInput;
  options: CallOptions;
}

/** @returns how many of the items are there */
export async function touch(db: ScopedDb, method: string, { which, input, options }: Touch): Promise<number> {
  const { usedAt = db.now() } = validate(MemoryTouchInput, input, "");
  if (which === null) return 0;
  const statement = sql`
    update ${item.name}
    set last_used_at = case when last_used_at < ${instant(usedAt)} then ${instant(usedAt)} else last_used_at end
    where ${db.inScope()} and ${which} returning id`;
  return (await db.all(method, statement, ID, { options })).length;
}
