import type BetterSqlite3 from "better-sqlite3";
import type { ScopedDb } from "../db/scoped";
import { loadDriver } from "../dialect/load-driver";
import { type RawValue, type RowContext, SourceRow } from "./sources/row";
import type { Step } from "./sources/source";

/** Where in a table a row stands: its rowid, or its key where it has none. */
export type Cursor = readonly (string | number)[];

/** One row as it was read, before anything is made of it. */
export interface ReadRow {
  cursor: Cursor;
  row: SourceRow;
}

/** What rows are read for. */
export interface ReadOptions {
  /** The name of the file among the sources of the target. */
  source: string;
  defaults: RowContext["defaults"];
  scope(tenant: string, workspace: string): ScopedDb;
  /** Values of more bytes than this are not read: their rows are given by `oversized`. */
  maxValueBytes: number;
}

const name = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/** The snapshot of a SQLite file, which is only read. */
export class SourceFile implements Disposable {
  /** The columns of each table, in lower case as SQLite compares them. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  private readonly withoutRowid: ReadonlySet<string>;
  private readonly db: BetterSqlite3.Database;
  /** For single values while the other one is in the middle of a table. */
  private readonly points: BetterSqlite3.Database;
  /** What `largeOf` has found: a snapshot does not change. */
  private readonly large = new Map<string, string | null>();

  constructor(readonly path: string) {
    const Database = loadDriver<typeof BetterSqlite3>("better-sqlite3");
    this.db = new Database(path, { readonly: true, fileMustExist: true });
    this.points = new Database(path, { readonly: true, fileMustExist: true });
    const list = this.db.pragma("table_list") as { schema: string; name: string; type: string; wr: number }[];
    const tables = list.filter(
      ({ schema, name: table, type }) => schema === "main" && type === "table" && !/^sqlite_/i.test(table),
    );
    this.withoutRowid = new Set(tables.filter(({ wr }) => wr === 1).map((table) => table.name.toLowerCase()));
    this.tables = new Map(tables.map((table) => [table.name.toLowerCase(), this.columnsOf(table.name)]));
  }

  count(table: string): number {
    return this.db
      .prepare(`select count(*) from ${name(table)}`)
      .pluck()
      .get() as number;
  }

  /** How many rows a step reads. */
  countOf(step: Step): number {
    if (step.derived === undefined) return this.count(step.table);
    return this.db.prepare(`select count(*) from (${step.derived})`).pluck().get() as number;
  }

  /** The first row; null for an empty table. */
  firstRow(step: Step): unknown[] | null {
    const order = this.withoutRowid.has(step.table) ? step.key.map(name).join(", ") : "rowid";
    const text = `select * from ${name(step.table)} order by ${order} limit 1`;
    const row = this.db.prepare(text).raw(true).safeIntegers(true).get() as RawValue[] | undefined;
    return row?.map((value) => (typeof value === "bigint" ? String(value) : value)) ?? null;
  }

  /** The columns of a table that a step does not know. */
  unknownOf(step: Step): string[] {
    if (step.derived !== undefined) return [];
    const known = [...step.key, ...step.columns, ...(step.optional ?? [])];
    return this.tables.get(step.table)!.filter((column) => !known.includes(column));
  }

  /** The rows of a step behind a cursor, in order, without those that `oversized` gives. */
  *read(step: Step, options: ReadOptions, after: Cursor | null): Generator<ReadRow> {
    const query = this.query(step);
    const large = this.largeOf(step, options.maxValueBytes);
    const conditions = [after ? query.behind : "", large === null ? "" : `not (${large})`].filter(Boolean);
    const text = `select ${query.columns} from ${query.from}${where(conditions)} order by ${query.order}`;
    const statement = this.db.prepare(text).raw(true).safeIntegers(true);
    const rows = statement.iterate(...(after ?? [])) as Iterable<RawValue[]>;
    const context = this.context(step, options, query.places);
    for (const values of rows) yield this.rowOf(values, query.cursor, context);
  }

  /** The rows of a step that stand at these places, in order: those that are there. */
  pick(step: Step, options: ReadOptions, cursors: readonly Cursor[]): ReadRow[] {
    const query = this.query(step);
    const one = this.points.prepare(`select ${query.columns} from ${query.from} where ${query.at}`);
    const context = this.context(step, options, query.places);
    return cursors.flatMap((cursor) => {
      const values = one
        .raw(true)
        .safeIntegers(true)
        .get(...cursor) as RawValue[] | undefined;
      return values ? [this.rowOf(values, query.cursor, context)] : [];
    });
  }

  /** The rows that have a value of more bytes than are read, with null in its place, and which columns those are. */
  *oversized(
    step: Step,
    options: ReadOptions,
  ): Generator<ReadRow & { large: { column: string; bytes: number }[] }> {
    const large = this.largeOf(step, options.maxValueBytes);
    if (large === null) return;
    const query = this.query(step);
    const own = this.tables.get(step.table)!;
    const limit = options.maxValueBytes;
    const safely = query.expressions.map(
      (expression) => `case when octet_length(${expression}) > ${limit} then null else ${expression} end`,
    );
    const sizes = own.map((column) => `octet_length(t.${name(column)})`);
    const text = `select ${[...safely, ...sizes].join(", ")} from ${query.from} where ${large} order by ${query.order}`;
    const context = this.context(step, options, query.places);
    for (const values of this.db.prepare(text).raw(true).safeIntegers(true).iterate() as Iterable<
      RawValue[]
    >) {
      const found = own.flatMap((column, i) => {
        const bytes = Number(values[safely.length + i] ?? 0);
        return bytes > limit ? [{ column, bytes }] : [];
      });
      yield { ...this.rowOf(values.slice(0, safely.length), query.cursor, context), large: found };
    }
  }

  /** A part of a value's bytes, from 0. */
  chunk(step: Step, cursor: Cursor, column: string, from: number, length: number): Buffer {
    const { from: table, at } = this.query(step);
    const text = `select substr(cast(t.${name(column)} as blob), ?, ?) from ${table} where ${at}`;
    return this.points
      .prepare(text)
      .pluck()
      .get(from + 1, length, ...cursor) as Buffer;
  }

  [Symbol.dispose](): void {
    this.db.close();
    this.points.close();
  }

  private columnsOf(table: string): string[] {
    const columns = this.db.pragma(`table_xinfo(${name(table)})`) as { name: string; hidden: number }[];
    return columns.filter(({ hidden }) => hidden !== 1).map((column) => column.name.toLowerCase());
  }

  /** A condition that a row has a value of more bytes; null where none has. */
  private largeOf(step: Step, limit: number): string | null {
    if (step.derived !== undefined) return null;
    const columns = this.tables.get(step.table)!;
    const condition = columns.map((column) => `octet_length(t.${name(column)}) > ${limit}`).join(" or ");
    const text = `select exists (select 1 from ${name(step.table)} as t where ${condition})`;
    let found = this.large.get(text);
    if (found === undefined) {
      found = this.points.prepare(text).pluck().get() === 1 ? condition : null;
      this.large.set(text, found);
    }
    return found;
  }

  /** The parts of the statements that read a step. The cursor comes first. */
  private query(step: Step) {
    const byKey = step.derived !== undefined || this.withoutRowid.has(step.table);
    const own = step.derived === undefined ? this.tables.get(step.table)! : [...step.key, ...step.columns];
    const lacking = (step.joins ?? []).filter((table) => !this.tables.has(table));
    const canJoin = lacking.length === 0;
    const canRead = (expression: string): boolean =>
      canJoin || (!step.join && !lacking.some((table) => new RegExp(`\\b${table}\\b`).test(expression)));
    const joined = Object.entries(step.joined ?? {});
    const cursor = byKey ? step.key.map((column) => `t.${name(column)}`) : ["t.rowid"];
    const expressions = [
      ...cursor,
      ...own.map((column) => `t.${name(column)}`),
      ...joined.map(([, expression]) => (canRead(expression) ? expression : "null")),
    ];
    const names = [...own, ...joined.map(([alias]) => alias)];
    const table = step.derived === undefined ? name(step.table) : `(${step.derived})`;
    return {
      cursor: cursor.length,
      expressions,
      columns: expressions.join(", "),
      places: new Map(names.map((column, i) => [column, cursor.length + i])),
      from: `${table} as t${canJoin && step.join ? ` ${step.join}` : ""}`,
      order: cursor.join(", "),
      behind: `(${cursor.join(", ")}) > (${cursor.map(() => "?").join(", ")})`,
      at: `(${cursor.join(", ")}) = (${cursor.map(() => "?").join(", ")})`,
    };
  }

  private rowOf(values: RawValue[], cursors: number, context: Context): ReadRow {
    const cursor: (string | number)[] = [];
    for (let i = 0; i < cursors; i++) {
      const value = values[i]!;
      cursor.push(typeof value === "bigint" ? Number(value) : (value as string | number));
    }
    return { cursor, row: new SourceRow(context(cursor), values) };
  }

  private context(
    step: Step,
    { source, defaults, scope }: ReadOptions,
    places: ReadonlyMap<string, number>,
  ): Context {
    const { table, key } = step;
    const unknown = this.unknownOf(step);
    // Made for every row: all members are written out, as a spread takes some microseconds.
    return (cursor) => ({
      source,
      table,
      key,
      places,
      unknown,
      scope,
      defaults,
      bytes: (column) => this.bytes(step, cursor, column),
    });
  }

  private bytes(step: Step, cursor: Cursor, column: string): Buffer | null {
    const { from, at, expressions, places } = this.query(step);
    const place = places.get(column);
    if (place === undefined) return null;
    const text = `select cast(${expressions[place]} as blob) from ${from} where ${at}`;
    return (
      (this.points
        .prepare(text)
        .pluck()
        .get(...cursor) as Buffer | undefined) ?? null
    );
  }
}

type Context = (cursor: Cursor) => RowContext;

const where = (conditions: readonly string[]): string =>
  conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
