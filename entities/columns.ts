/**
 * What a column holds, independent of the database. Definitions name logical types only; each
 * dialect translates them to its own, so that both engines can be open in one process.
 */
export type LogicalType =
  | "uuid"
  /** A name or key: compared and ordered by code point. */
  | "name"
  /** Free text of any length; any JavaScript string. */
  | "text"
  | "json"
  /** UTC, milliseconds. */
  | "instant"
  | "flag"
  /** A 64-bit float. */
  | "real"
  /** A whole number of up to 32 bits. */
  | "integer"
  /** A whole number of up to 2^53 - 1. */
  | "count"
  /** 32-bit floats. */
  | "vector";

/** Database name, property and logical type of one column. */
export interface LogicalColumn {
  property: string;
  name: string;
  type: LogicalType;
  nullable: boolean;
  /** It tells how the row came to be, not what it says: comparisons of rows leave it out. */
  incidental?: true;
}

/** One column of a definition; `V` is what a row has in it. */
export class Column<V> {
  /** For the compiler alone: it has no value. */
  declare readonly value: V;

  constructor(
    readonly type: LogicalType,
    /** The name in the database. Default: the property's, in snake case. */
    readonly name: string | undefined,
    readonly isNullable = false,
    readonly isIncidental = false,
  ) {}

  /** May be null in a row. */
  nullable(): Column<V | null> {
    return new Column<V | null>(this.type, this.name, true, this.isIncidental);
  }

  /** It tells how the row came to be, not what it says: comparisons of rows leave it out. */
  incidental(): Column<V> {
    return new Column<V>(this.type, this.name, this.isNullable, true);
  }
}

export const uuid = (name?: string): Column<string> => new Column("uuid", name);
export const name = (name?: string): Column<string> => new Column("name", name);
export const text = (name?: string): Column<string> => new Column("text", name);
/** Any JSON value; stores say more of what it holds. */
export const json = (name?: string): Column<unknown> => new Column("json", name);
export const instant = (name?: string): Column<Date> => new Column("instant", name);
export const flag = (name?: string): Column<boolean> => new Column("flag", name);
export const real = (name?: string): Column<number> => new Column("real", name);
export const integer = (name?: string): Column<number> => new Column("integer", name);
export const count = (name?: string): Column<number> => new Column("count", name);
export const vector = (name?: string): Column<Float32Array> => new Column("vector", name);
