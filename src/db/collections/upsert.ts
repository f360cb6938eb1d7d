import type { Column } from "../../../entities/columns";
import type { AnyTable } from "../../../entities/table";
import { JsonText } from "../../core/json/json";
import { unsignedZero } from "../../core/zero";
import { name, type RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";
import type { ScopedDb } from "../scoped";
import type { Selection, Table } from "../table";

/** What the statements of an upsert are made of. */
export interface UpsertParts<E extends object, R> {
  definition: AnyTable;
  table: Table<E, R>;
  /** The members that a row is known by here. Default: the key of the table. */
  key?: readonly (keyof E & string)[];
  /** Further columns, which follow from the others. */
  derived?: { properties: readonly (keyof E & string)[]; of(row: R): Partial<E> };
  /** Members of a new row that follow from others where they are not given. */
  defaults?(row: R, given: ReadonlySet<string>): Partial<E>;
  /** What an upsert gives. Default: all columns. */
  returns?: Selection<R>;
  /** What a change sets `updatedAt` to. Null refuses the row. Default: the time. */
  updatedAt?(now: Sql, changes: readonly Given[], becomes: (property: keyof E & string) => Sql): Sql;
}

/**
 * Upserts of one table by a key: a row is made, or the members given of the one that is there are
 * changed.
 */
export interface UpsertStatements<R> {
  keyOf(row: object): string;
  readonly returns: Selection<R>;
  /** One statement for all, merged: of an existing row only the members given are changed. */
  statement(db: ScopedDb, changes: readonly RowChange[]): Sql;
  /** Changes of a row that is there. @param where the condition of its key */
  update(db: ScopedDb, change: Given, where: Sql): Sql;
}

/** The same with the changes that inputs make, of tables without members that the store makes. */
export interface Upsert<R> extends UpsertStatements<R> {
  /** @param path of the input in errors, such as `plugins[3].` */
  newChange(input: object, path: string): RowChange;
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

/** Of the changes given an id and a time of creation are settled: an update leaves them alone. */
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
  /** Settled when the row is made: its id, and when that was. */
  settled: (keyof E & string)[];
  /** What an update changes where it is given. */
  own: Entry<E>[];
  /** When it was changed, where the table has that. */
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
 * Where only some rows of a call give a member, their keys are handed in once more, for the update
 * itself to tell which. To read the old values of the others beforehand would undo what somebody
 * else writes meanwhile.
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
 *
 * @param settled members of which the first entry that gives one wins
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
