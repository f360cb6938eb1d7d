import type { Call } from "../db/call";
import { ID } from "../db/table";
import { sql, uuid } from "../dialect/sql";
import type { ScopedTable } from "./scoped-tables";

/** Nil UUID. It replaces the id in shared rows. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Copies a JSON value and replaces every occurrence of the id. */
export const redacted = (value: unknown, id: string, replacement = NOBODY): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(new RegExp(id, "gi"), replacement));

/**
 * Redaction. Shared sessions and other participants stay, without the id. The first update
 * increments their version. It locks the rows for this transaction, and a later write with the old
 * version gets a version conflict.
 *
 * @returns number of redacted rows
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
 * The members of a row that contain the id, redacted. A key gets a new id instead of the nil UUID:
 * after two erasures, two keys could otherwise become equal.
 */
function changesOf(row: Record<string, unknown>, id: string, newId: string): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(row)) {
    const next = redacted(value, id, property === "externalId" ? newId : NOBODY);
    if (JSON.stringify(next) !== JSON.stringify(value)) changed[property] = next;
  }
  return changed;
}
