import type { LogicalType } from "../../../entities/columns";
import type { TenantRow } from "../../../entities/table";
import { JsonText } from "../../core/json";
import { unsignedZero } from "../../core/zero";
import type { ScopedDb } from "../../db/scoped";
import type { Selection, Table } from "../../db/table";
import { name, type RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";

/** What is particular to one table of the catalogue. */
interface Particulars<E extends TenantRow, R> {
  table: Table<E, R>;
  /** Properties of its key. */
  key: readonly (keyof R & keyof E & string)[];
  /** Properties that a put changes where they are given. */
  members: readonly (keyof R & keyof E & string)[];
  /** Of a new row, where nothing is given: null if it is not here. */
  defaults?: Partial<R>;
  /** Further columns, which follow from the key. */
  derived?: { properties: readonly (keyof E & string)[]; of(row: R): Partial<E> };
  /** What a put and a read give. Default: all columns. */
  returns?: Selection<R>;
  /** What a put refers to, in messages. */
  refersTo?: string;
  /** What the table alone can check: which field is at fault, and what it must be. */
  forbids?: { field: string; must: string };
}

/** One table of the catalogue: rows by their names, and what its statements are made of. */
export interface Kind<R> {
  keyOf(row: R): string;
  readonly returns: Selection<R>;
  readonly refersTo: string | undefined;
  readonly forbids: { field: string; must: string } | undefined;
  newPut(input: object, path: string): Put;
  upsert(db: ScopedDb, puts: readonly Put[]): Sql;
}

/** One row to put. */
export interface Put {
  /** Of its names, which hold no U+0000. */
  key: string;
  /** As it is inserted. */
  row: Record<string, unknown>;
  /** Members that the caller gave: the others stay as they are in a row that exists. */
  given: ReadonlySet<string>;
}

interface Member {
  property: string;
  type: LogicalType;
  assigned: Sql;
  kept: Sql;
  given: Sql;
}

export function kind<E extends TenantRow, R extends object>(particulars: Particulars<E, R>): Kind<R> {
  const { table, key, members, derived, returns = table.columns, refersTo, forbids } = particulars;
  const defaults: Record<string, unknown> = particulars.defaults ?? {};
  const all = [...key, ...(derived?.properties ?? []), ...members] as (keyof E & string)[];
  const allColumns = table.rowColumns(all);
  const insertOne = table.inserter<keyof E & string>(["tenant", ...all]);
  const names = key.map((property) => table.column(property).name);
  const conflict = raw(`on conflict (tenant_id, ${names.join(", ")}) do update set`);
  const parts: KeyParts = {
    columns: table.rowColumns(key),
    own: raw(names.map((each) => `${table.name.name}.${each}`).join(", ")),
    listed: raw(names.map((each) => `g.${each}`).join(", ")),
    properties: key,
  };
  const changeable = members.map((property): Member => {
    const { name: column, type } = table.column(property);
    return {
      property,
      type,
      assigned: raw(`"${column}" =`),
      kept: raw(`${table.name.name}."${column}"`),
      given: raw(`excluded."${column}"`),
    };
  });
  const keyOf = (row: object): string =>
    key.map((property) => row[property as keyof typeof row] as string).join("\0");

  const insertion = (db: ScopedDb, puts: readonly Put[]): Sql => {
    if (puts.length === 1)
      return insertOne({ tenant: db.tenant, ...puts[0]!.row } as Parameters<typeof insertOne>[0]);
    const rows = puts.map(({ row }) => all.map((property) => row[property]));
    return sql`
      insert into ${table.name} (tenant_id, ${allColumns.names}) select ${name(db.tenant)}, ${allColumns.names}
      from ${new Rows(allColumns, rows)} as v where true order by v.ordinal`;
  };

  return {
    keyOf,
    returns,
    refersTo,
    forbids,

    newPut(input, path) {
      const members = input as Record<string, unknown>;
      const row: Put["row"] = {};
      const given = new Set<string>();
      for (const property of key) row[property] = members[property];
      for (const { property, type } of changeable) {
        const value = members[property];
        if (value !== undefined) given.add(property);
        row[property] = stored(type, value ?? defaults[property] ?? null, `${path}${property}`);
      }
      Object.assign(row, derived?.of(row as R));
      return { key: keyOf(row), row, given };
    },

    upsert(db, puts) {
      const [first, ...others] = changeable;
      let changes = sql`${first!.assigned} ${newValue(first!, puts, parts)}`;
      for (const member of others) {
        if (!puts.some(({ given }) => given.has(member.property))) continue;
        changes = sql`${changes}, ${member.assigned} ${newValue(member, puts, parts)}`;
      }
      return sql`${insertion(db, puts)} ${conflict} ${changes} returning ${returns.sql}`;
    },
  };
}

interface KeyParts {
  columns: RowColumns;
  own: Sql;
  listed: Sql;
  properties: readonly string[];
}

/**
 * Where only some rows of a call give a member, their keys are handed in once more, for the update itself to tell which.
 * To read the old values of the others beforehand would undo what somebody else writes meanwhile.
 */
function newValue({ property, kept, given }: Member, puts: readonly Put[], key: KeyParts): Sql {
  const giving = puts.filter((put) => put.given.has(property));
  if (giving.length === 0) return kept;
  if (giving.length === puts.length) return given;
  const keys = new Rows(
    key.columns,
    giving.map(({ row }) => key.properties.map((each) => row[each])),
  );
  return sql`case when (${key.own}) in (select ${key.listed} from ${keys} as g) then ${given} else ${kept} end`;
}

/** A value as it is kept: encoded and checked where it is JSON, whose null is a value, nobody else's where it can be changed, a zero without a sign. */
export function stored(type: LogicalType, value: unknown, field: string): unknown {
  if (type === "json") return JsonText.of(value, field);
  if (value === null) return null;
  if (type === "instant") return new Date(value as Date);
  return type === "real" ? unsignedZero(value as number) : value;
}

/**
 * Entries of one key become one, in which later members win: a statement cannot touch a row twice. They come in the order of their
 * keys, so that calls at once lock the rows that they share in the same order.
 */
export function merged(puts: readonly Put[]): Put[] {
  const byKey = new Map<string, Put>();
  for (const put of puts) {
    const before = byKey.get(put.key);
    byKey.set(put.key, before ? mergedPair(before, put) : put);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function mergedPair(before: Put, after: Put): Put {
  const row = { ...before.row };
  for (const property of after.given) row[property] = after.row[property];
  return { key: before.key, row, given: new Set([...before.given, ...after.given]) };
}
