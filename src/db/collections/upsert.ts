import type { Column } from "../../../entities/columns";
import type { AnyTable } from "../../../entities/table";
import { JsonText } from "../../core/json/json";
import { unsignedZero } from "../../core/zero";
import { name, type RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";
import type { ScopedDb } from "../scoped";
import type { Selection, Table } from "../table";

/** The parts of an upsert's statements. */
export interface UpsertParts<E extends object, R> {
  definition: AnyTable;
  table: Table<E, R>;
  /** The members that identify a row here. Default: the key of the table. */
  key?: readonly (keyof E & string)[];
  /** Further columns, computed from the others. */
  derived?: { properties: readonly (keyof E & string)[]; of(row: R): Partial<E> };
  /** Members of a new row that are computed from others where they are not given. */
  defaults?(row: R, given: ReadonlySet<string>): Partial<E>;
  /** The columns that an upsert returns. Default: all. */
  returns?: Selection<R>;
  /** The new value of `updatedAt`. Null refuses the row. Default: the time. */
  updatedAt?(now: Sql, changes: readonly Given[], becomes: (property: keyof E & string) => Sql): Sql;
}

/**
 * Upserts in one table by a key: inserts a row, or changes the given members of the existing one.
 */
export interface UpsertStatements<R> {
  keyOf(row: object): string;
  readonly returns: Selection<R>;
  /**
   * One statement for all changes, merged. In an existing row it changes only the given members.
   */
  statement(db: ScopedDb, changes: readonly RowChange[]): Sql;
  /**
   * Changes an existing row.
   *
   * @param where the condition of its key
   */
  update(db: ScopedDb, change: Given, where: Sql): Sql;
}

/** The same with changes made from inputs, for tables without generated members. */
export interface Upsert<R> extends UpsertStatements<R> {
  /** @param path the input's path in errors, such as `plugins[3].` */
  newChange(input: object, path: string): RowChange;
}

/** One row to insert, or the changes to an existing one. */
export interface RowChange {
  /** The members of its key as one text; they contain no U+0000. */
  key: string;
  /** The input's path in errors. */
  path: string;
  /** The row to insert. */
  row: Record<string, unknown>;
  /** The members that the caller gave. The others stay unchanged in an existing row. */
  given: ReadonlySet<string>;
}

type Given = Pick<RowChange, "row" | "given">;

interface Member {
  property: string;
  assigned: Sql;
  kept: Sql;
  given: Sql;
}

export function upsert<E extends object, R extends object>(parts: UpsertParts<E, R>): Upsert<R> {
  const { derived } = parts;
  const { key, counter, own } = columnsOf(parts);
  const statements = upsertStatements(parts);
  return {
    ...statements,

    newChange(input, path) {
      const values = input as Record<string, unknown>;
      const row: RowChange["row"] = { [counter]: 1 };
      const given = new Set<string>();
      for (const property of key) row[property] = values[property];
      for (const [property, column] of own) {
        const value = values[property];
        if (value !== undefined) given.add(property);
        row[property] =
          value === undefined ? absent(column) : stored(column.type, value, `${path}${property}`);
      }
      Object.assign(row, derived?.of(row as R));
      return { key: statements.keyOf(row), path, row, given };
    },
  };
}

/**
 * Makes the statements of upserts. An id and a creation time are settled: an update does not change
 * them.
 */
export function upsertStatements<E extends object, R extends object>(
  parts: UpsertParts<E, R>,
): UpsertStatements<R> {
  const { definition, table, derived, returns = table.columns, updatedAt = (now) => now } = parts;
  const completed = (change: RowChange): RowChange => {
    const more = parts.defaults?.(change.row as R, change.given);
    return more ? { ...change, row: { ...change.row, ...more } } : change;
  };
  const { key, counter, settled, own, time } = columnsOf(parts);
  const all = [
    ...key,
    ...(derived?.properties ?? []),
    ...settled,
    ...own.map(([property]) => property),
    ...(time === undefined ? [] : [time]),
    counter,
  ];
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
  const memberOf = (property: string): Member => {
    const quoted = `"${columnOf(property)}"`;
    return {
      property,
      assigned: raw(`${quoted} =`),
      kept: raw(`${target}.${quoted}`),
      given: raw(`excluded.${quoted}`),
    };
  };
  const members = own.map(([property]) => memberOf(property));
  const member = new Map(members.map((each) => [each.property, each]));
  const updated = time === undefined ? null : memberOf(time);
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

    statement(db, given) {
      const changes = merged(given, settled).map(completed);
      const becomes = (property: string): Sql => newValue(member.get(property)!, changes, keyParts);
      let assigned = counted;
      if (updated)
        assigned = sql`${assigned}, ${updated.assigned} ${updatedAt(updated.given, changes, becomes)}`;
      for (const { property, assigned: is } of members) {
        if (!changes.some((change) => change.given.has(property))) continue;
        assigned = sql`${assigned}, ${is} ${becomes(property)}`;
      }
      return sql`${insertion(db, changes)} ${conflict} ${assigned} returning ${returns.sql}`;
    },

    update(db, change, where) {
      const { row, given } = change;
      const param = (property: string): Sql => sql`${table.param(property as never, row[property])}`;
      const becomes = (property: string): Sql =>
        given.has(property) ? param(property) : member.get(property)!.kept;
      const changed = members.filter(({ property }) => given.has(property));
      const patch = Object.fromEntries(changed.map(({ property }) => [property, row[property]]));
      let set = changed.length === 0 ? counted : sql`${table.assign(patch as Partial<E>)}, ${counted}`;
      if (updated)
        set = sql`${set}, ${updated.assigned} ${updatedAt(param(updated.property), [change], becomes)}`;
      return sql`update ${table.name} set ${set} where ${db.within(table)} and ${where} returning ${returns.sql}`;
    },
  };
}

type Entry<E> = [property: keyof E & string, column: Column<unknown>];

interface Columns<E> {
  key: readonly (keyof E & string)[];
  /** The version. */
  counter: keyof E & string;
  /** The members that never change after the insert: the id and the creation time. */
  settled: (keyof E & string)[];
  /** The members that an update changes where they are given. */
  own: Entry<E>[];
  /** The time of the last change, where the table has it. */
  time: (keyof E & string) | undefined;
}

function columnsOf<E extends object, R>({ definition, key, derived }: UpsertParts<E, R>): Columns<E> {
  const known = (key ?? definition.key) as readonly (keyof E & string)[];
  const columns = Object.entries(definition.columns) as Entry<E>[];
  const counter = columns.find(([, { options }]) => options.counter)?.[0];
  if (counter === undefined) throw new TypeError(`${definition.name} has no version`);
  const others = columns.filter(
    ([property]) => !known.includes(property) && !derived?.properties.includes(property),
  );
  const isSettled = ([property, { options }]: Entry<E>) =>
    options.default === "new" || (property === "createdAt" && options.default === "now");
  const isTime = ([property, { options }]: Entry<E>) =>
    property === "updatedAt" && (options.generated || options.default === "now");
  const isGiven = ([, { options }]: Entry<E>) =>
    (!options.generated || options.schemaVersion) && !options.beside;
  return {
    key: known,
    counter,
    settled: others.filter(isSettled).map(([property]) => property),
    own: others.filter((each) => isGiven(each) && !isSettled(each) && !isTime(each)),
    time: others.find(isTime)?.[0],
  };
}

interface KeyParts {
  columns: RowColumns;
  own: Sql;
  listed: Sql;
  properties: readonly string[];
}

/**
 * The new value of a member. Where only some rows of a call give it, the update gets their keys
 * again, to decide for each row. Reading the other rows' old values first would overwrite
 * concurrent writes.
 */
function newValue({ property, kept, given }: Member, changes: readonly RowChange[], key: KeyParts): Sql {
  const giving = changes.filter((change) => change.given.has(property));
  if (giving.length === 0) return kept;
  if (giving.length === changes.length) return given;
  const keys = new Rows(
    key.columns,
    giving.map(({ row }) => key.properties.map((each) => row[each])),
  );
  return sql`case when (${key.own}) in (select ${key.listed} from ${keys} as g) then ${given} else ${kept} end`;
}

/** The value of a new row where none is given. */
const absent = ({ type, options }: Column<unknown>): unknown =>
  options.default === undefined
    ? null
    : type === "json"
      ? new JsonText(String(options.default))
      : options.default;

/**
 * A value as it is stored. JSON is encoded and checked, and its null is a value. A mutable value is
 * copied. A zero has no sign.
 */
export function stored(type: Column<unknown>["type"], value: unknown, field: string): unknown {
  if (type === "json") return JsonText.of(value, field);
  if (value === null) return null;
  if (type === "instant") return new Date(value as Date);
  return type === "real" ? unsignedZero(value as number) : value;
}

/**
 * Merges entries with the same key, because a statement cannot touch a row twice. Later members
 * win. The result is sorted by key, so that concurrent calls lock shared rows in the same order.
 *
 * @param settled members for which the first entry wins
 */
export function merged(changes: readonly RowChange[], settled: readonly string[] = []): RowChange[] {
  const byKey = new Map<string, RowChange>();
  for (const change of changes) {
    const before = byKey.get(change.key);
    byKey.set(change.key, before ? mergedPair(before, change, settled) : change);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function mergedPair(before: RowChange, after: RowChange, settled: readonly string[]): RowChange {
  const row = { ...before.row };
  for (const property of after.given) {
    if (settled.includes(property) && before.given.has(property)) continue;
    row[property] = after.row[property];
  }
  return { ...before, row, given: new Set([...before.given, ...after.given]) };
}
