import type { ScopedRow } from "../../../entities/table";
import type { Call } from "../../db/call";
import type { ScopedDb } from "../../db/scoped";
import type { Table } from "../../db/table";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { atVersion } from "../../db/version";
import { name, Rows, raw, type Sql, sql } from "../../dialect/sql";

interface Particulars<E, I, R> {
  table: Table<E & object, R>;
  /** Properties of the natural key. */
  key: readonly (keyof I & keyof E & string)[];
  /** Properties that change where they are given. */
  changeable: readonly (keyof I & keyof E & string)[];
  /** The row of an input, where there is none of its key. */
  newRow(db: ScopedDb, input: I): R;
}

/** How rows of one table are made, or changed where there is one, by their natural key. */
export interface Upserter<I, R> {
  /** All inputs, as `validate` gave them, in one statement. @returns the row of each */
  upsert(call: Call, inputs: readonly I[]): Promise<R[]>;
  /** Changes the row of the input's key that has this version; null where there is none. */
  changeAt(call: Call, input: I, ifVersion: number): Promise<R | null>;
  /** The row of a natural key; null where there is none. */
  find(call: Call, key: object): Promise<R | null>;
}

export function upserter<E extends ScopedRow, I extends object, R extends object>({
  table,
  key,
  changeable,
  newRow,
}: Particulars<E, I, R>): Upserter<I, R> {
  const column = (property: string): string => table.column(property).name;
  const own = (property: string): string => `${table.name.name}.${column(property)}`;
  const keyColumns = table.rowColumns(key);
  const isOwn = key.map((property) => ({ property, is: raw(`${column(property)} =`) }));
  const keyOfRow = raw(key.map(own).join(", "));
  const keyOfGiving = raw(key.map((property) => `g.${column(property)}`).join(", "));
  const conflict = raw(
    `on conflict (tenant_id, workspace_id, ${key.map(column).join(", ")}) do update
    set updated_at = excluded.updated_at, version = ${own("version")} + 1`,
  );
  const members = changeable.map((property) => ({
    property,
    assigned: raw(`, ${column(property)} =`),
    given: raw(`excluded.${column(property)}`),
    kept: raw(own(property)),
  }));
  const keyOf = (of: object): string => key.map((property) => of[property as keyof object]).join("\0");

  const hasKey = (db: ScopedDb, of: object): Sql =>
    isOwn.reduce(
      (all, { property, is }) => sql`${all} and ${is} ${table.param(property, of[property as keyof object])}`,
      db.inScope(),
    );

  /**
   * Where only some inputs give a member, their keys are handed in once more, for the update itself
   * to tell which. To read the old values of the others beforehand would undo what others write
   * meanwhile.
   */
  function changes(inputs: readonly I[]): Sql {
    let all = conflict;
    for (const { property, assigned, given, kept } of members) {
      const giving = inputs.filter((input) => input[property] !== undefined);
      if (giving.length === 0) continue;
      const keys = giving.map((input) => key.map((each) => input[each]));
      all =
        giving.length === inputs.length
          ? sql`${all}${assigned} ${given}`
          : sql`${all}${assigned} case when (${keyOfRow}) in (select ${keyOfGiving}
              from ${new Rows(keyColumns, keys)} as g) then ${given} else ${kept} end`;
    }
    return all;
  }

  /** One row as plain values, which is the cheaper way; more as a table-valued parameter. */
  function insertion(db: ScopedDb, inputs: readonly I[]): Sql {
    const { tenant, workspace } = db;
    const rows = inputs.map((input) => newRow(db, input));
    if (rows.length === 1) return table.insert({ tenant, workspace, ...rows[0]! } as Partial<E & object>);
    const properties = Object.keys(rows[0]!) as (keyof E & string)[];
    const columns = table.rowColumns(properties);
    const values = rows.map((row) => properties.map((property) => row[property as never]));
    return sql`
      insert into ${table.name} (tenant_id, workspace_id, ${columns.names})
      select ${name(tenant)}, ${name(workspace)}, ${columns.names}
      from ${new Rows(columns, values)} as v order by v.ordinal`;
  }

  return {
    async upsert(call, inputs) {
      if (inputs.length === 0) return [];
      const once = merged(inputs, keyOf);
      const statement = sql`${insertion(call, once)} ${changes(once)} returning ${table.columns.sql}`;
      const rows = await retryOnUniqueViolation(() => call.all(statement, table.columns));
      const byKey = new Map(rows.map((row) => [keyOf(row), row]));
      return inputs.map((input) => byKey.get(keyOf(input))!);
    },

    changeAt(call, input, ifVersion) {
      const row = newRow(call, input) as Record<string, unknown>;
      const given = changeable.filter((property) => input[property] !== undefined);
      const changed = ["updatedAt", ...given].map((property) => [property, row[property]]);
      const statement = sql`
        update ${table.name} set ${table.assign(Object.fromEntries(changed))}, version = version + 1
        where ${hasKey(call, input)}${atVersion(ifVersion)} returning ${table.columns.sql}`;
      return call.first(statement, table.columns);
    },

    find(call, of) {
      const statement = sql`select ${table.columns.sql} from ${table.name} where ${hasKey(call, of)}`;
      return call.first(statement, table.columns);
    },
  };
}

/** Settled when the row is made: a later entry of the same call does not change them either. */
const IDENTITY = ["id", "createdAt"];

/**
 * Inputs of one key become one, in which later members win: a statement cannot touch a row twice.
 * They come in the order of their keys, so that calls at once lock the rows that they share in the
 * same order.
 */
function merged<I extends object>(inputs: readonly I[], keyOf: (input: I) => string): I[] {
  const byKey = new Map<string, I>();
  for (const input of inputs) {
    const key = keyOf(input);
    const before = byKey.get(key);
    byKey.set(key, before ? mergedPair(before, input) : input);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, input]) => input);
}

function mergedPair<I extends object>(before: I, after: I): I {
  const all = { ...before } as Record<string, unknown>;
  for (const [member, value] of Object.entries(after)) {
    const settled = IDENTITY.includes(member) && all[member] !== undefined;
    if (value !== undefined && !settled) all[member] = value;
  }
  return all as I;
}
