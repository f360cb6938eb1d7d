import type { Call } from "../db/call";
import { ID } from "../db/table";
import { sql, uuid } from "../dialect/sql";
import type { ScopedTable } from "./scoped-tables";

/** Nil UUID. It stands where the id stood in rows that others have a part in. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** A copy of a value of JSON, with the replacement wherever the id stood in it. */
export const redacted = (value: unknown, id: string, replacement = NOBODY): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(new RegExp(id, "gi"), replacement));

/**
 * Redaction. A session that others have a part in, and another participant, stay without the id.
 * They are counted up first. That keeps them to this transaction, and it refuses those who would
 * write, by their version, what they read before.
 *
 * @returns how many rows there were
 */
export async function redactRows(call: Call, table: ScopedTable, id: string): Promise<number> {
  const statement = sql`
    update ${table.name} set version = version + 1
    where ${call.inScope()} and ${table.mentions(id)} returning ${table.columns.sql}`;
  const rows = await call.all(statement, table.columns);
  for (const { id: key, ...row } of rows) {
    const change = sql`
      update ${table.name} set ${table.assign(changesOf(row, id, call.newId()))}
      where ${call.inScope()} and id = ${uuid(key as string)} returning id`;
    await call.all(change, ID);
  }
  return rows.length;
}

/**
 * The members of a row in which the id stands, without it. In its key a new id is put there
 * instead: the rows of two who were erased may have had the same beside theirs.
 */
function changesOf(row: Record<string, unknown>, id: string, newId: string): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(row)) {
    const next = redacted(value, id, property === "externalId" ? newId : NOBODY);
    if (JSON.stringify(next) !== JSON.stringify(value)) changed[property] = next;
  }
  return changed;
}
