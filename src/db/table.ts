export type { Id, Suggested } from "../../entities/columns";

import type { LogicalColumn, LogicalType } from "../../entities/columns";
import type { AnyTable } from "../../entities/table";
import { UnifiedStoreError } from "../core/errors";
import type { Dialect } from "../dialect/dialect";
import { Param, RowColumns, raw, Sql, type SqlValue, TableName } from "../dialect/sql";
import type { SchemaKind, TypedContent } from "../schemas/types";
import { noteSchemaVersion } from "../schemas/upgrade";

/** A row as the application sees it, without tenant and workspace. */
export type Row<E> = Omit<E, "tenant" | "workspace">;

/**
 * A table for statements. Names, types and order of its columns come from its definition. `E` is
 * the stored row, `R` the row as the application sees it.
 */
export class Table<E extends object, R = Row<E>> {
  readonly name: TableName;
  /** The row's columns without the scope, ready for `select` or `returning`. */
  readonly columns: Selection<R>;
  /** True where its rows belong to a workspace. Otherwise they belong to the whole tenant. */
  readonly inWorkspace: boolean;
  /** The version column, which every change increments; null where rows have no version. */
  readonly versionColumn: string | null;
  /** Its content that may have a schema; null where there is none. */
  readonly typed: TypedContent | null;
  private readonly all: readonly LogicalColumn[];
  private readonly byProperty: ReadonlyMap<string, LogicalColumn>;
  private readonly inserters = new Map<string, (row: Partial<E>) => Sql>();
  /** A cache of text parts, so that equal statements have equal identities. */
  private readonly cached = new Map<string, readonly string[]>();

  /** @param hidden properties for statements only, which the application does not see */
  constructor(definition: AnyTable, hidden: readonly (keyof E & string)[] = []) {
    const unseen: readonly string[] = ["tenant", "workspace", ...hidden];
    this.name = new TableName(definition.name);
    this.all = definition.columnList;
    this.byProperty = new Map(this.all.map((column) => [column.property, column]));
    this.inWorkspace = definition.scope === "workspace";
    const counter = Object.entries(definition.columns).find(([, { options }]) => options.counter);
    this.versionColumn = counter ? this.column(counter[0]).name : null;
    this.typed = typedContent(definition);
    this.columns = new Selection(
      this.all.filter(({ property }) => !unseen.includes(property)),
      this.typed,
    );
  }

  /** A parameter of the column's type. */
  param(property: keyof E & string, value: unknown): Param {
    return new Param(this.column(property).type, value, property);
  }

  /** Columns for a list of rows, by property. The statement itself adds the scope's columns. */
  rowColumns(properties: readonly (keyof E & string)[]): RowColumns {
    return new RowColumns(
      properties.map((property) => [this.column(property).name, this.column(property).type] as const),
    );
  }

  /**
   * Makes `insert into table (…) values (…)` for one row of these properties. A missing value is
   * null.
   */
  inserter<K extends keyof E & string>(properties: readonly K[]): (row: { [P in K]?: unknown }) => Sql {
    const columns = properties.map((property) => this.column(property));
    const names = columns.map(({ name }) => `"${name}"`).join(", ");
    const strings = ["insert into ", ` (${names}) values (`, ...properties.slice(1).map(() => ", "), ")"];
    return (row) => {
      const values: SqlValue[] = [this.name];
      for (let i = 0; i < properties.length; i++) {
        const property = properties[i]!;
        values.push(new Param(columns[i]!.type, row[property] ?? null, property));
      }
      return new Sql(strings, values);
    };
  }

  /** The same for rows whose properties are not known beforehand. */
  insert(row: Partial<E>): Sql {
    const properties = Object.keys(row) as (keyof E & string)[];
    const key = properties.join(" ");
    let insert = this.inserters.get(key);
    if (!insert) {
      insert = this.inserter(properties);
      this.inserters.set(key, insert);
    }
    return insert(row);
  }

  /** `"a" = …, "b" = …` for the properties of a patch that are given. */
  assign(patch: Partial<E>): Sql {
    // In the table's order: the order of the caller's members then makes no new statement.
    const given = this.all.filter(({ property }) => patch[property as keyof E] !== undefined);
    const properties = given.map(({ property }) => property as keyof E & string);
    const key = `set ${properties.join(" ")}`;
    let strings = this.cached.get(key);
    if (!strings) {
      strings = [
        ...properties.map((property, i) => `${i === 0 ? "" : ", "}"${this.column(property).name}" = `),
        "",
      ];
      this.cached.set(key, strings);
    }
    return new Sql(
      strings,
      properties.map((property) => this.param(property, patch[property] ?? null)),
    );
  }

  has(property: string): boolean {
    return this.byProperty.has(property);
  }

  column(property: string): LogicalColumn {
    const column = this.byProperty.get(property);
    if (!column) throw new Error(`${this.name.name} has no column for ${property}`);
    return column;
  }
}

function typedContent({ columns }: AnyTable): TypedContent | null {
  const found = (has: (options: (typeof columns)[string]["options"]) => unknown) =>
    Object.keys(columns).find((property) => has(columns[property]!.options));
  const content = found(({ typed }) => typed);
  const version = found(({ schemaVersion }) => schemaVersion);
  if (content === undefined || version === undefined) return null;
  const { kind, by } = columns[content]!.options.typed!;
  const nullable = columns[content]!.options.nullable === true;
  return { kind: kind as SchemaKind, by, content, version, nullable };
}

/** The columns that a statement returns, in order, and their conversion to an object. */
export class Selection<T> {
  /** Quoted names, for `select` and `returning`. */
  readonly sql: Sql;
  private readonly aliased = new Map<string, Sql>();
  private readonly readers = new WeakMap<Dialect, (row: readonly unknown[]) => T>();

  /**
   * @param typed its content that may have a schema
   * @param map turns the members of a row into the object that is returned
   */
  constructor(
    private readonly columns: readonly LogicalColumn[],
    readonly typed: TypedContent | null = null,
    private readonly map: ((row: never) => T) | null = null,
  ) {
    this.sql = raw(columns.map(({ name }) => `"${name}"`).join(", "));
  }

  /** The same columns of a table that has this alias in the statement. */
  as(alias: string): Sql {
    let selection = this.aliased.get(alias);
    if (!selection) {
      selection = raw(this.columns.map(({ name }) => `${alias}."${name}"`).join(", "));
      this.aliased.set(alias, selection);
    }
    return selection;
  }

  /** The property's position in a row, from 0. */
  positionOf(property: keyof T & string): number {
    return this.columns.findIndex((column) => column.property === property);
  }

  /** The same selection plus further columns that the statement computes. */
  with<X>(more: { [K in keyof X & string]: LogicalType }): Selection<T & X> {
    const extra = Object.entries<LogicalType>(more).map(([property, type]) => ({
      property,
      name: property,
      type,
      nullable: true,
    }));
    return new Selection<T & X>([...this.columns, ...extra], this.typed);
  }

  /** The same columns, read as other objects. */
  mapped<X>(map: (row: T) => X): Selection<X> {
    return new Selection<X>(this.columns, this.typed, map);
  }

  /** A function that converts a dialect's row to an object. */
  reader(dialect: Dialect): (row: readonly unknown[]) => T {
    let reader = this.readers.get(dialect);
    if (!reader) {
      reader = this.compile(dialect);
      this.readers.set(dialect, reader);
    }
    return reader;
  }

  private compile(dialect: Dialect): (row: readonly unknown[]) => T {
    const properties = this.columns.map(({ property }) => property);
    const decoders = this.columns.map(({ type }) => dialect.decoder(type));
    const count = properties.length;
    // The version is not a member of the object.
    const versionAt = this.typed ? properties.indexOf(this.typed.version) : -1;
    const { map } = this;
    return (row) => {
      const result: Record<string, unknown> = {};
      let i = 0;
      try {
        for (; i < count; i++) {
          const value = row[i] ?? null;
          if (i === versionAt) {
            if (value !== null) noteSchemaVersion(result, Number(value));
            continue;
          }
          const decode = decoders[i];
          result[properties[i]!] = value !== null && decode ? decode(value) : value;
        }
      } catch {
        throw unreadable(properties[i]!);
      }
      return map === null ? (result as T) : map(result as never);
    };
  }
}

/** The error for a value that this package cannot have written. The value is not shown. */
const unreadable = (property: string): UnifiedStoreError =>
  new UnifiedStoreError(
    "not_supported",
    `a stored ${property} cannot be read: it was not written by this package`,
    {
      field: property,
    },
  );

/** A selection of computed columns only. */
export function selection<T>(shape: { [K in keyof T & string]: LogicalType }): Selection<T> {
  return new Selection<object>([]).with<T>(shape) as Selection<T>;
}

/** Only the id: for writes, whose rows are counted, and for look-ups. */
export const ID = selection<{ id: string }>({ id: "uuid" });
