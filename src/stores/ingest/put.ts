import type { ScopedRow } from "../../../entities/table";
import type { CallOptions } from "../../core/deadline";
import type { ScopedDb } from "../../db/scoped";
import type { Table } from "../../db/table";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { raw, type Sql, sql } from "../../dialect/sql";

/** What is put: the row as it is made, and the input, whose members that are given change a row which is there. */
export interface Put<R> {
  row: R;
  given: object;
}

interface Keyed<E, R> {
  table: Table<E & object, R>;
  /** Properties of the natural key. */
  key: readonly (keyof E & string)[];
  /** Properties that change where they are given. */
  changeable: readonly (keyof E & string)[];
}

/**
 * Makes the upsert of one table by its natural key, in one statement: what is left out stays as it is, also when others change it
 * at the same time.
 */
export function putter<E extends ScopedRow, R extends { id: string }>({
  table,
  key,
  changeable,
}: Keyed<E, R>): (db: ScopedDb, put: Put<R>, options: CallOptions) => Promise<R> {
  const column = (property: string): string => table.column(property).name;
  const conflict = `on conflict (tenant_id, workspace_id, ${key.map(column).join(", ")}) do update set`;
  const updates = new Map<string, Sql>();

  /** Made once for each set of members, so that equal statements have equal identities. */
  function update(given: object): Sql {
    const members = changeable.filter((property) => given[property as never] !== undefined);
    const changes = [...members, "updatedAt"].map(column);
    const text = `${conflict} ${changes.map((name) => `${name} = excluded.${name}`).join(", ")}`;
    let made = updates.get(text);
    if (!made) {
      made = raw(text);
      updates.set(text, made);
    }
    return made;
  }

  return (db, { row, given }, options) => {
    const { tenant, workspace } = db;
    const insert = table.insert({ tenant, workspace, ...row } as unknown as Partial<E>);
    const statement = sql`${insert} ${update(given)} returning ${table.columns.sql}`;
    return retryOnUniqueViolation(
      async () => (await db.first("put", statement, table.columns, { options }))!,
    );
  };
}
