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

declare const idOf: unique symbol;

/**
 * The id of one kind of thing, such as `Id<"conversation session">`. Any string is taken for it;
 * the id of another kind does not compile.
 */
export type Id<K extends string> = string & { readonly [idOf]?: K };

/** Any string. The words are those that an editor suggests. */
export type Suggested<W extends string> = W | (string & {});

/** Database name, property and logical type of one column. */
export interface LogicalColumn {
  property: string;
  name: string;
  type: LogicalType;
  nullable: boolean;
  /** It tells how the row came to be, not what it says: comparisons of rows leave it out. */
  incidental?: true;
}

/** What an input takes where a member is left out; of an instant `now`, of a key `new`. */
export type ColumnDefault = string | number | boolean;

/**
 * How a column stands in an input: it has to be given, may be left out, or is made by the store and
 * is in no input; hidden, it is in no row that the application sees either. Beside: it is in an
 * input, and is kept in a side table.
 */
export type Presence = "required" | "optional" | "generated" | "hidden" | "beside";

/** One column of a definition: `V` is what a row has in it, `I` what an input takes. */
export class Column<V, I = V, P extends Presence = Presence> {
  /** For the compiler alone: they have no values. */
  declare readonly value: V;
  declare readonly input: I;
  declare readonly presence: P;

  constructor(
    readonly type: LogicalType,
    /** The name in the database. Default: the property's, in snake case. */
    readonly name?: string,
    readonly options: ColumnOptions = {},
  ) {}

  /** May be null in a row, and null or left out in an input. */
  nullable(): Column<V | null, I | null, "optional"> {
    return this.with({ nullable: true });
  }

  /**
   * What a row gets where an input leaves it out: a value, `now`, or a `new` id; of JSON its text.
   */
  default(value: ColumnDefault): Column<V, I, "optional"> {
    return this.with({ default: value });
  }

  /** The store makes it: no input has it. */
  generated(): Column<V, I, "generated"> {
    return this.with({ generated: true });
  }

  /** It may be given, and is kept in a side table: no row has it. */
  beside(): Column<V, I, "beside"> {
    return this.with({ beside: true });
  }

  /** The range of a number, both ends included. */
  between(min: number, max: number): Column<V, I, P> {
    return this.with({ min, max });
  }

  /** JSON that is an object, whose members are the application's own. */
  object(): Column<V, I, P> {
    return this.with({ object: true });
  }

  /** A name that may be empty: other systems write that where they know nothing. */
  orEmpty(): Column<V, I, P> {
    return this.with({ orEmpty: true });
  }

  /**
   * Content whose schema an application may give by a type of its own: of this kind, and by the
   * property that says which type it is of.
   */
  typed(kind: string, by: string): Column<V, I, P> {
    return this.with({ typed: { kind, by } });
  }

  /** A closed set of words. */
  oneOf<W extends V & string>(...words: readonly W[]): Column<W, W, P> {
    return this.with({ words });
  }

  /** Words that are suggested; every other one is taken as well. For the compiler alone. */
  suggest<W extends V & string>(..._words: readonly W[]): Column<Suggested<W>, Suggested<W>, P> {
    return this.with({});
  }

  /** It tells how the row came to be, not what it says: comparisons of rows leave it out. */
  incidental(): Column<V, I, P> {
    return this.with({ incidental: true });
  }

  private with<W, J, Q extends Presence>(more: ColumnOptions): Column<W, J, Q> {
    return new Column(this.type, this.name, { ...this.options, ...more });
  }
}

interface ColumnOptions {
  nullable?: true;
  default?: ColumnDefault;
  generated?: true;
  min?: number;
  max?: number;
  object?: true;
  names?: true;
  orEmpty?: true;
  words?: readonly string[];
  counter?: true;
  typed?: { readonly kind: string; readonly by: string };
  schemaVersion?: true;
  incidental?: true;
  beside?: true;
}

type Given<V, I = V> = Column<V, I, "required">;

/** `K` is what it is the id of, by its store and thing: `uuid<"conversation session">()`. */
export const uuid = <K extends string = never>(name?: string): Given<[K] extends [never] ? string : Id<K>> =>
  new Column("uuid", name);
export const name = (name?: string): Given<string> => new Column("name", name);
export const text = (name?: string): Given<string> => new Column("text", name);
/** Any JSON value; stores say more of what it holds. */
export const json = (name?: string): Given<unknown> => new Column("json", name);
/** A list of names in the order given, as JSON: at most so many, each once or more. */
export const names = (most = 1000): Given<string[], readonly string[]> =>
  new Column("json", undefined, { names: true, max: most });
export const instant = (name?: string): Given<Date> => new Column("instant", name);
export const flag = (name?: string): Given<boolean> => new Column("flag", name);
export const real = (name?: string): Given<number> => new Column("real", name);
export const integer = (name?: string): Given<number> => new Column("integer", name);
export const count = (name?: string): Given<number> => new Column("count", name);
/** How often the row was written, from 1: what `ifVersion` compares. */
export const version = (name?: string): Column<number, number, "generated"> =>
  new Column("integer", name, { generated: true, counter: true });
/**
 * The version of the schema that the row's typed content was written by; null: without a schema.
 */
export const schemaVersion = (): Column<number | null, number, "hidden"> =>
  new Column("integer", undefined, { generated: true, nullable: true, schemaVersion: true });
export const vector = (name?: string): Given<Float32Array, readonly number[] | Float32Array> =>
  new Column("vector", name);
