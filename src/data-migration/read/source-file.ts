import type BetterSqlite3 from "better-sqlite3";
import type { ScopedDb } from "../../db/scoped";
import { loadDriver } from "../../dialect/load-driver";
import { bound, type Cursor, type CursorValue, cursorValue, placeholder } from "./position";
import { type RawValue } from "./raw-value";
import { type RowContext, SourceRow } from "./source-row";
import type { Step } from "./step";

/** One row as it was read, before anything is made of it. */
export interface ReadRow {
  cursor: Cursor;
  row: SourceRow;
  /** Whether a row before it has the same key. */
  repeated: boolean;
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

/** As SQLite compares names: beyond ASCII, letters of two cases are two letters. */
const lowerCase = (identifier: string): string => identifier.replace(/[A-Z]/g, (each) => each.toLowerCase());

/** Longer values than this do not go into a hash of a row: that they are there, and how long they are, does. */
const MOST_HASHED = 1 << 16;

/** What begins the names of tables and triggers that following a file puts into it. */
export const OURS = "_unified_store_";

/** The snapshot of a SQLite file, or a file that is followed, which is only read. */
export class SourceFile implements Disposable {
  /** The columns of each table, in lower case as SQLite compares them. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** The names by which a table's rows are ordered and found: of its rowid, or of its primary key where it has none. */
  private readonly places = new Map<string, readonly string[]>();
  /** Columns that are computed as they are read. They hold nothing of their own, and reading them may fail. */
  private readonly computed = new Map<string, ReadonlySet<string>>();
  private readonly withoutRowid = new Set<string>();
  private readonly encoding: NonNullable<LargeValue["encoding"]>;
  private readonly live: boolean;
  private readonly db: BetterSqlite3.Database;
  /** For single values while the other one is in the middle of a table. */
  private readonly points: BetterSqlite3.Database;
  /** What `largeOf` has found: a snapshot does not change. */
  private readonly large = new Map<string, string | null>();

  /** @param live others write to it: all is read by one connection, so that a transaction of it sees one moment */
  constructor(
    readonly path: string,
    { live = false } = {},
  ) {
    this.live = live;
    const Database = loadDriver("better-sqlite3");
    const options = { readonly: true, fileMustExist: true, ...(live && { timeout: LIVE_BUSY_MS }) };
    this.db = new Database(path, options);
    this.points = live ? this.db : new Database(path, options);
    try {
      this.encoding = this.db.pragma("encoding", { simple: true }) as typeof this.encoding;
      const tables = this.listTables();
      this.tables = new Map(tables.map((table) => [lowerCase(table.name), this.columnsOf(table.name)]));
      for (const table of tables) {
        this.places.set(lowerCase(table.name), this.placesOf(table));
        if (table.wr === 1) this.withoutRowid.add(lowerCase(table.name));
      }
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  private listTables(): { schema: string; name: string; type: string; wr: number }[] {
    const list = this.db.pragma("table_list") as ReturnType<SourceFile["listTables"]>;
    return list.filter(
      ({ schema, name: table, type }) =>
        schema === "main" && type === "table" && !/^sqlite_/i.test(table) && !table.startsWith(OURS),
    );
  }

  hasRowids(table: string): boolean {
    return !this.withoutRowid.has(table);
  }

  /** Reads of one moment. */
  atOnce<T>(work: () => T): T {
    return this.db.transaction(work)();
  }

  /** Values that a statement of its own gives. */
  values(statement: string, ...parameters: unknown[]): RawValue[][] {
    return this.db
      .prepare(statement)
      .raw(true)
      .all(...parameters) as RawValue[][];
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

  /** The first row, long values by their lengths; null for an empty table. */
  firstRow(step: Step): unknown[] | null {
    const columns = this.stored(step).map(name);
    const values = columns.map((each) => `iif(octet_length(${each}) > ${MOST_HASHED}, null, ${each})`);
    const sizes = columns.map((each) => `octet_length(${each})`);
    const order = this.places.get(step.table)!.map(name).join(", ");
    const text = `select ${[...values, ...sizes].join(", ")} from ${name(step.table)} order by ${order} limit 1`;
    const row = this.db.prepare(text).raw(true).safeIntegers(true).get() as RawValue[] | undefined;
    return row?.map((value) => (typeof value === "bigint" ? String(value) : value)) ?? null;
  }

  /** The rows of a step that have the key of a row before them, by their cursors as JSON. Few tables were made so that they could. */
  private repeats(step: Step): ReadonlySet<string> {
    if (step.derived !== undefined || this.isUnique(step)) return new Set();
    const { from, cursor, head, headPlaces, order } = this.query(step);
    const key = step.key.map((column) => `t.${name(column)}`).join(", ");
    const text = `
      select ${headPlaces.join(", ")} from (
        select ${head.map((each, i) => `${each} as ${headPlaces[i]}`).join(", ")},
          row_number() over (partition by ${key} order by ${order}) as number
        from ${from}
      ) where number > 1`;
    const rows = this.points.prepare(text).raw(true).safeIntegers(true).all() as RawValue[][];
    return new Set(rows.map((values) => JSON.stringify(this.cursorOf(values, cursor))));
  }

  /** Whether a row stands in the same place as long as it has the same key: by that, and not by a number of SQLite's own. */
  hasStablePlaces(step: Step): boolean {
    if (step.derived !== undefined || this.withoutRowid.has(step.table)) return true;
    const numbered = this.numberedBy(step.table);
    return numbered !== null && step.key.includes(numbered);
  }

  /** The column that is a table's rowid; null where none is. */
  private numberedBy(table: string): string | null {
    const columns = this.points.pragma(`table_info(${name(table)})`) as {
      name: string;
      type: string;
      pk: number;
    }[];
    const [first, ...others] = columns.filter(({ pk }) => pk > 0);
    const isNumber = first?.type.toUpperCase() === "INTEGER" && others.length === 0;
    return isNumber && !this.withoutRowid.has(table) ? lowerCase(first.name) : null;
  }

  /** Whether the file itself kept two rows from having one key. */
  private isUnique({ table, key }: Step): boolean {
    const own = (columns: readonly string[]): boolean => columns.every((column) => key.includes(column));
    const numbered = this.numberedBy(table);
    if (numbered !== null && own([numbered])) return true;
    const indexes = this.points.pragma(`index_list(${name(table)})`) as {
      name: string;
      unique: number;
      partial: number;
    }[];
    return indexes.some((index) => {
      if (index.unique !== 1 || index.partial === 1) return false;
      const columns = this.points.pragma(`index_info(${name(index.name)})`) as { name: string | null }[];
      return own(columns.map((column) => (column.name === null ? "" : lowerCase(column.name))));
    });
  }

  /** The columns of a table that a step does not know. */
  unknownOf(step: Step): string[] {
    if (step.derived !== undefined) return [];
    const known = [...step.key, ...step.columns, ...(step.optional ?? [])];
    return this.stored(step).filter((column) => !known.includes(column));
  }

  /** The rows of a step behind a cursor, in order, without those that `oversized` gives. */
  *read(step: Step, options: ReadOptions, after: Cursor | null): Generator<ReadRow> {
    const query = this.query(step);
    const large = this.largeOf(step, options.maxValueBytes);
    const conditions = [after ? query.behind(after) : "", large === null ? "" : `not (${large})`].filter(
      Boolean,
    );
    const text = `select ${query.columns} from ${query.from}${where(conditions)} order by ${query.order}`;
    const repeats = this.repeats(step);
    const statement = this.db.prepare(text).raw(true).safeIntegers(true);
    const rows = statement.iterate(...(after ?? []).map(bound)) as Iterable<RawValue[]>;
    const context = this.context(step, options, query.places);
    for (const values of rows) yield this.rowOf(values, query.cursor, { context, repeats });
  }

  /** Where the rows of a step stand for which a condition holds; it reads the table as `t`. */
  cursorsOf(step: Step, condition: string, ...parameters: unknown[]): Cursor[] {
    const { cursor, head, from } = this.query(step, false);
    const statement = this.db.prepare(`select ${head.join(", ")} from ${from} where ${condition}`);
    const rows = statement
      .raw(true)
      .safeIntegers(true)
      .all(...parameters) as RawValue[][];
    return rows.map((values) => this.cursorOf(values, cursor));
  }

  /** Where of these places a row of the step stands. */
  existing(step: Step, cursors: readonly Cursor[]): Cursor[] {
    const { cursor, expressions } = this.query(step, false);
    return this.cursorsOf(step, amongListed(expressions.slice(0, cursor)), listed(cursors));
  }

  /** The rows of a step that stand at these places, those that are there. Rows that are too large come with their large columns. */
  pick(step: Step, options: ReadOptions, cursors: readonly Cursor[]): (ReadRow & { large: LargeValue[] })[] {
    if (cursors.length === 0) return [];
    const query = this.query(step);
    const at = amongListed(query.expressions.slice(0, query.cursor));
    return [...this.readSafely(step, options, at, listed(cursors))];
  }

  /** The rows that have a value of more bytes than are read, with null in its place, and which columns those are. */
  *oversized(step: Step, options: ReadOptions): Generator<ReadRow & { large: LargeValue[] }> {
    const large = this.largeOf(step, options.maxValueBytes);
    if (large !== null) yield* this.readSafely(step, options, large);
  }

  /** The rows for which a condition holds, with null in the place of values that are too large. */
  private *readSafely(
    step: Step,
    options: ReadOptions,
    condition: string,
    ...parameters: unknown[]
  ): Generator<ReadRow & { large: LargeValue[] }> {
    const query = this.query(step);
    const own = step.derived === undefined ? this.stored(step) : [];
    const limit = options.maxValueBytes;
    const safely = query.expressions.map(
      (expression) => `case when octet_length(${expression}) > ${limit} then null else ${expression} end`,
    );
    const sizes = own.flatMap((column) => [`octet_length(t.${name(column)})`, `typeof(t.${name(column)})`]);
    const text = `select ${[...safely, ...sizes].join(", ")} from ${query.from} where ${condition} order by ${query.order}`;
    const context = this.context(step, options, query.places);
    const repeats = this.live ? NONE : this.repeats(step);
    const statement = this.db.prepare(text).raw(true).safeIntegers(true);
    for (const values of statement.iterate(...parameters) as Iterable<RawValue[]>) {
      const large = own.flatMap((column, i) => {
        const [bytes, type] = values.slice(safely.length + 2 * i);
        return Number(bytes ?? 0) > limit
          ? [{ column, bytes: Number(bytes), encoding: type === "text" ? this.encoding : null }]
          : [];
      });
      const row = this.rowOf(values.slice(0, safely.length), query.cursor, { context, repeats });
      yield { ...row, large };
    }
  }

  /** A part of a value's bytes, from 0. */
  chunk(step: Step, cursor: Cursor, column: string, from: number, length: number): Buffer {
    const { from: table, at } = this.query(step);
    const text = `select substr(cast(t.${name(column)} as blob), ?, ?) from ${table} where ${at(cursor)}`;
    return this.points
      .prepare(text)
      .pluck()
      .get(from + 1, length, ...cursor.map(bound)) as Buffer;
  }

  [Symbol.dispose](): void {
    this.db.close();
    if (this.points !== this.db) this.points?.close();
  }

  private columnsOf(table: string): string[] {
    const columns = this.db.pragma(`table_xinfo(${name(table)})`) as { name: string; hidden: number }[];
    const computed = columns.filter(({ hidden }) => hidden === 2).map((column) => lowerCase(column.name));
    this.computed.set(lowerCase(table), new Set(computed));
    return columns.filter(({ hidden }) => hidden !== 1).map((column) => lowerCase(column.name));
  }

  /** The columns of a step's table that are read: all that it stores, and what the step wants. */
  private stored({ table, key, columns, optional = [] }: Step): readonly string[] {
    const computed = this.computed.get(table)!;
    const wanted = [...key, ...columns, ...optional];
    return this.tables.get(table)!.filter((column) => !computed.has(column) || wanted.includes(column));
  }

  private placesOf({ name: table, wr }: { name: string; wr: number }): readonly string[] {
    if (wr === 1) {
      const columns = this.db.pragma(`table_xinfo(${name(table)})`) as { name: string; pk: number }[];
      const primary = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
      return primary.map((column) => lowerCase(column.name));
    }
    // A column may have the name of the rowid, and is meant by it then.
    const columns = this.tables.get(lowerCase(table))!;
    return [["rowid", "_rowid_", "oid"].find((each) => !columns.includes(each)) ?? "rowid"];
  }

  /** A condition that a row has a value of more bytes; null where none has. */
  private largeOf(step: Step, limit: number): string | null {
    if (step.derived !== undefined) return null;
    const columns = this.stored(step);
    const condition = columns.map((column) => `octet_length(t.${name(column)}) > ${limit}`).join(" or ");
    const text = `select exists (select 1 from ${name(step.table)} as t where ${condition})`;
    let found = this.live ? undefined : this.large.get(text);
    if (found === undefined) {
      found = this.points.prepare(text).pluck().get() === 1 ? condition : null;
      this.large.set(text, found);
    }
    return found;
  }

  /** The parts of the statements that read a step. The cursor comes first. */
  private query(step: Step, joining = true) {
    const own = step.derived === undefined ? this.stored(step) : [...step.key, ...step.columns];
    const lacking = (step.joins ?? []).filter((table) => !this.tables.has(table));
    const canJoin = lacking.length === 0;
    const canRead = (expression: string): boolean =>
      canJoin || (!step.join && !lacking.some((table) => new RegExp(`\\b${table}\\b`).test(expression)));
    const joined = Object.entries(step.joined ?? {});
    const head = this.head(step);
    const expressions = [
      ...head.expressions,
      ...own.map((column) => `t.${name(column)}`),
      ...joined.map(([, expression]) => (canRead(expression) ? expression : "null")),
    ];
    const names = [...own, ...joined.map(([alias]) => alias)];
    const table = step.derived === undefined ? name(step.table) : `(${step.derived})`;
    const order = head.order.join(", ");
    return {
      cursor: head.places.length,
      head: head.expressions,
      headPlaces: head.expressions.map((_, i) => `head${i}`),
      expressions,
      columns: expressions.join(", "),
      places: new Map(names.map((column, i) => [column, head.expressions.length + i])),
      from: `${table} as t${joining && canJoin && step.join ? ` ${step.join}` : ""}`,
      order,
      behind: (after: Cursor) => `(${order}) > (${after.map(placeholder).join(", ")})`,
      at: (cursor: Cursor) => `(${order}) = (${cursor.map(placeholder).join(", ")})`,
    };
  }

  /** Where a row stands, and the bytes of what is text in that: a text may stand for several that are not valid UTF-8. */
  private head(step: Step) {
    const names = step.derived === undefined ? this.places.get(step.table)! : step.key;
    const places = names.map((column) => `t.${name(column)}`);
    const byKey =
      step.derived !== undefined || names.length > 1 || this.tables.get(step.table)!.includes(names[0]!);
    const bytes = places.map((place) =>
      byKey && this.encoding === "UTF-8"
        ? `case when typeof(${place}) = 'text' then cast(${place} as blob) end`
        : "null",
    );
    const order = byKey ? places.map((place) => `${place} collate binary`) : places;
    return { places, order, expressions: [...places, ...bytes] };
  }

  private cursorOf(values: readonly RawValue[], length: number): Cursor {
    const cursor: CursorValue[] = [];
    for (let i = 0; i < length; i++) cursor.push(cursorValue(values[i]!, values[length + i] ?? null));
    return cursor;
  }

  private rowOf(
    values: RawValue[],
    length: number,
    { context, repeats }: { context: Context; repeats: ReadonlySet<string> },
  ): ReadRow {
    const cursor = this.cursorOf(values, length);
    const repeated = repeats.size > 0 && repeats.has(JSON.stringify(cursor));
    return { cursor, row: new SourceRow(context(cursor), values), repeated };
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
    if (this.encoding !== "UTF-8") return null;
    const { from, at, expressions, places } = this.query(step);
    const place = places.get(column);
    if (place === undefined) return null;
    const text = `select cast(${expressions[place]} as blob) from ${from} where ${at(cursor)}`;
    return (
      (this.points
        .prepare(text)
        .pluck()
        .get(...cursor.map(bound)) as Buffer | undefined) ?? null
    );
  }
}

/** A value that is not read. */
export interface LargeValue {
  column: string;
  bytes: number;
}

/** How long a read of a live file may stop this process, in milliseconds: whoever reads tries again. */
const LIVE_BUSY_MS = 50;

const listed = (cursors: readonly Cursor[]): string => JSON.stringify(cursors);

/** A condition that a row stands at one of the places of a JSON list. */
function amongListed(cursor: readonly string[]): string {
  const parts = cursor.map((_, i) => `value ->> ${i}`).join(", ");
  return `(${cursor.join(", ")}) in (select ${parts} from json_each(?))`;
}

type Context = (cursor: Cursor) => RowContext;

const NONE: ReadonlySet<string> = new Set();

/** A value of more bytes than are read. */
export interface LargeValue {
  column: string;
  bytes: number;
  /** Of a text; null for what is no text. */
  encoding: "UTF-8" | "UTF-16le" | "UTF-16be" | null;
}

const where = (conditions: readonly string[]): string =>
  conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
