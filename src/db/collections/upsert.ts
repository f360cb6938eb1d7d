import type { Column } from "../../../entities/columns";
import type { AnyTable } from "../../../entities/table";
import { JsonText } from "../../core/json";
import { unsignedZero } from "../../core/zero";
import { name, type RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";
import type { ScopedDb } from "../scoped";
import type { Selection, Table } from "../table";

/** What the statements of an upsert are made of. */
interface Definition<E extends object, R> {
  definition: AnyTable;
  table: Table<E, R>;
  /** Further columns, which follow from the others. */
  derived?: { properties: readonly (keyof E & string)[]; of(row: R): Partial<E> };
  /** What an upsert gives. Default: all columns. */
  returns?: Selection<R>;
}

/**
 * Upserts of one table by its key: a row is made, or the members given of the one that is there are
 * changed.
 */
export interface Upsert<R> {
  keyOf(row: R): string;
  readonly returns: Selection<R>;
  /** @param path of the input in errors, such as `plugins[3].` */
  newChange(input: object, path: string): RowChange;
  /** One statement for all: of an existing row only the members given are changed. */
  statement(db: ScopedDb, changes: readonly RowChange[]): Sql;
  /** Changes of a row that is there. @param where the condition of its key */
  update(db: ScopedDb, change: Pick<RowChange, "row" | "given">, where: Sql): Sql;
}

/** One row to make, or what to change of it. */
export interface RowChange {
  /** Of its key's members, which hold no U+0000. */
  key: string;
  /** Of its input in errors. */
  path: string;
  /** As it is inserted. */
  row: Record<string, unknown>;
  /** Members that the caller gave: the others stay as they are in a row that exists. */
  given: ReadonlySet<string>;
}

interface Member {
  property: string;
  column: Column<unknown>;
  assigned: Sql;
  kept: Sql;
  given: Sql;
}

export function upsert<E extends object, R extends object>(parts: Definition<E, R>): Upsert<R> {
  const { definition, table, derived, returns = table.columns } = parts;
  const { columns, key } = definition as AnyTable & { key: readonly (keyof E & string)[] };
  const counter = Object.keys(columns).find((property) => columns[property]!.options.counter);
  if (counter === undefined) throw new TypeError(`${definition.name} has no version`);
  const own = Object.entries(columns).filter(([property, { options }]) =>
    derived?.properties.includes(property as never)
      ? false
      : !options.generated && !key.includes(property as never),
  );
  const all = [
    ...key,
    ...(derived?.properties ?? []),
    ...own.map(([property]) => property),
    counter,
  ] as (keyof E & string)[];
  const allColumns = table.rowColumns(all);
  const insertOne = table.inserter<keyof E & string>([...definition.scopeKey, ...all] as (keyof E &
    string)[]);
  const columnOf = (property: string): string => table.column(property).name;
  const names = key.map(columnOf);
  const scopeNames = definition.scopeKey.map(columnOf);
  const target = table.name.name;
  const conflict = raw(`on conflict (${[...scopeNames, ...names].join(", ")}) do update set`);
  const counted = raw(`"${columnOf(counter)}" = ${target}."${columnOf(counter)}" + 1`);
  const scopeColumns = raw(scopeNames.join(", "));
  const keyParts: KeyParts = {
    columns: table.rowColumns(key),
    own: raw(names.map((each) => `${target}."${each}"`).join(", ")),
    listed: raw(names.map((each) => `g."${each}"`).join(", ")),
    properties: key,
  };
  const members = own.map(([property, column]): Member => {
    const quoted = `"${columnOf(property)}"`;
    return {
      property,
      column,
      assigned: raw(`${quoted} =`),
      kept: raw(`${target}.${quoted}`),
      given: raw(`excluded.${quoted}`),
    };
  });
  const keyOf = (row: object): string => key.map((property) => row[property as never] as string).join("\0");

  const insertion = (db: ScopedDb, changes: readonly RowChange[]): Sql => {
    const scope = table.inWorkspace ? { tenant: db.tenant, workspace: db.workspace } : { tenant: db.tenant };
    if (changes.length === 1)
      return insertOne({ ...scope, ...changes[0]!.row } as Parameters<typeof insertOne>[0]);
    const list = new Rows(
      allColumns,
      changes.map(({ row }) => all.map((property) => row[property])),
    );
    const scoped = Object.values(scope)
      .map((value) => sql`${name(value)}`)
      .reduce((values, value) => sql`${values}, ${value}`);
    return sql`
      insert into ${table.name} (${scopeColumns}, ${allColumns.names}) select ${scoped}, ${allColumns.names}
      from ${list} as v where true order by v.ordinal`;
  };

  return {
    keyOf,
    returns,

    newChange(input, path) {
      const values = input as Record<string, unknown>;
      const row: RowChange["row"] = { [counter]: 1 };
      const given = new Set<string>();
      for (const property of key) row[property] = values[property];
      for (const { property, column } of members) {
        const value = values[property];
        if (value !== undefined) given.add(property);
        row[property] =
          value === undefined ? absent(column) : stored(column.type, value, `${path}${property}`);
      }
      Object.assign(row, derived?.of(row as R));
      return { key: keyOf(row), path, row, given };
    },

    statement(db, changes) {
      let assigned = counted;
      for (const member of members) {
        if (!changes.some(({ given }) => given.has(member.property))) continue;
        assigned = sql`${assigned}, ${member.assigned} ${newValue(member, changes, keyParts)}`;
      }
      return sql`${insertion(db, changes)} ${conflict} ${assigned} returning ${returns.sql}`;
    },

    update(db, { row, given }, where) {
      const patch = Object.fromEntries([...given].map((property) => [property, row[property]]));
      const changes = given.size === 0 ? counted : sql`${table.assign(patch as Partial<E>)}, ${counted}`;
      return sql`update ${table.name} set ${changes} where ${db.within(table)} and ${where} returning ${returns.sql}`;
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
 * Where only some rows of a call give a member, their keys are handed in once more, for the update
 * itself to tell which. To read the old values of the others beforehand would undo what somebody
 * else writes meanwhile.
 */
function newValue({ property, kept, given }: Member, changes: readonly RowChange[], key: KeyParts): Sql {
  const giving = changes.filter((change) => change.given.has(property));
  if (giving.length === changes.length) return given;
  const keys = new Rows(
    key.columns,
    giving.map(({ row }) => key.properties.map((each) => row[each])),
  );
  return sql`case when (${key.own}) in (select ${key.listed} from ${keys} as g) then ${given} else ${kept} end`;
}

/** What a new row has where nothing is given. */
const absent = ({ type, options }: Column<unknown>): unknown =>
  options.default === undefined
    ? null
    : type === "json"
      ? new JsonText(String(options.default))
      : options.default;

/**
 * A value as it is kept: encoded and checked where it is JSON, whose null is a value; a copy where
 * it can be changed; a zero without a sign.
 */
export function stored(type: Column<unknown>["type"], value: unknown, field: string): unknown {
  if (type === "json") return JsonText.of(value, field);
  if (value === null) return null;
  if (type === "instant") return new Date(value as Date);
  return type === "real" ? unsignedZero(value as number) : value;
}

/**
 * Entries of one key become one, in which later members win: a statement cannot touch a row twice.
 * They come in the order of their keys, so that calls at once lock the rows that they share in the
 * same order.
 */
export function merged(changes: readonly RowChange[]): RowChange[] {
  const byKey = new Map<string, RowChange>();
  for (const change of changes) {
    const before = byKey.get(change.key);
    byKey.set(change.key, before ? mergedPair(before, change) : change);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function mergedPair(before: RowChange, after: RowChange): RowChange {
  const row = { ...before.row };
  for (const property of after.given) row[property] = after.row[property];
  return { ...before, row, given: new Set([...before.given, ...after.given]) };
}
