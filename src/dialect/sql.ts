import type { DispatchInstant } from "./dispatch";
import type { IndexedRows } from "./look-ups/indexed-rows";
import type { ValueType } from "./value-type";

/**
 * The time at which a statement is sent. `ScopedDb.dispatch` makes one, and its `after` gives
 * values.
 */
export type { Dispatch } from "./dispatch";

/**
 * SQL as data: text with typed parameters. Stores and dialects write a statement once. The dialect
 * decides how a parameter, a table name or a list of rows is written.
 */
export class Sql {
  constructor(
    readonly strings: readonly string[],
    readonly values: readonly SqlValue[],
  ) {}
}

/** One value with its logical type. */
export class Param {
  constructor(
    readonly type: ValueType,
    readonly value: unknown,
    /** The input's name in an error, for values that are checked only during encoding. */
    readonly field: string = "value",
  ) {}
}

/** A table of this project by its bare name. */
export class TableName {
  /** Identifies this part of a statement, apart from the names of types and other parts. */
  readonly step: string;
  constructor(readonly name: string) {
    this.step = `table ${name}`;
  }
}

/** A list of rows as one table-valued parameter: `from ${rows} as v`. */
export class Rows {
  constructor(
    readonly columns: RowColumns,
    readonly rows: readonly (readonly unknown[])[],
    readonly field: string = "items",
  ) {}
}

/** Declare once per statement: the cache of rendered statements compares identity. */
export class RowColumns {
  /** Their names, quoted, for `select` and `insert`. */
  readonly names: Sql;
  constructor(readonly columns: readonly (readonly [name: string, type: ValueType])[]) {
    this.names = raw(columns.map(([name]) => `"${name}"`).join(", "));
  }
}

/** A word by the keys that a text must have to contain it. */
export interface KeyedWord {
  keys: Int32Array;
  /** What the text must contain beside, where its keys alone do not tell; else null. */
  text: string | null;
}

/**
 * Words as a table: `from ${words} as v`. Its columns: `n`, the place in the list from 0; `keys`;
 * `first_key`, the first of them; `word`, the text to contain.
 */
export class WordRows {
  static readonly COLUMNS = new RowColumns([
    ["n", "integer"],
    ["keys", "name"],
    ["first_key", "name"],
    ["word", "name"],
  ]);
  /** Identifies this part of a statement, apart from the names of types and other parts. */
  readonly step = "words";
  constructor(readonly words: readonly KeyedWord[]) {}
}

/**
 * The rows of a search table that are of this scope and have all of these keys: `from ${candidates}
 * as i`.
 */
export class Candidates {
  readonly step: string;
  constructor(
    readonly searchTable: string,
    readonly scope: { tenant: string; workspace: string },
    readonly keys: Int32Array,
  ) {
    this.step = `candidates ${searchTable}`;
  }
}

/**
 * The posting lists of words: for each word the rows of a search table that are of this scope and
 * have its keys. A row that has several of the words comes once for each, with the word's `n` and
 * `word`: `from ${postings} as i`.
 */
export class Postings {
  readonly step: string;
  constructor(
    readonly searchTable: string,
    readonly scope: { tenant: string; workspace: string },
    readonly words: readonly KeyedWord[],
  ) {
    this.step = `postings ${searchTable}`;
  }
}

/**
 * How many texts of the scope have the keys of a row `v` of `WordRows`, up to a bound, as an
 * expression.
 */
export class WordCount {
  readonly step: string;
  constructor(
    readonly searchTable: string,
    readonly scope: { tenant: string; workspace: string },
    /** Part of the program, never input. */
    readonly most: number,
  ) {
    this.step = `count to ${most} in ${searchTable}`;
  }
}

/** Any of a list of values, as one parameter: `where id ${new AnyOf("uuid", ids)}`. */
export class AnyOf {
  /** Identifies this part of a statement, apart from the names of types and other parts. */
  readonly step: string;
  constructor(
    readonly type: ValueType,
    readonly values: readonly string[],
  ) {
    this.step = `any of ${type}`;
  }
}

/**
 * The rows that the main statement of an operation returned, for the dependent writes:
 * `from ${mainRows} as m`.
 */
export class ReturnedRows {
  /** Identifies this part of a statement, apart from the names of types and other parts. */
  readonly step = "main rows";
  /** The placeholder for the rows among a statement's values. */
  static readonly PLACE = Symbol("main rows");
  /** @param columns the columns that the main statement returns, in its order */
  constructor(readonly columns: RowColumns) {}
}

/** SQL text without parameters that differs between the engines. */
export class Phrase {
  /** Identifies this part of a statement, apart from the names of types and other parts. */
  readonly step: string;
  constructor(
    name: string,
    readonly spell: (dialect: Phrasing) => string,
  ) {
    this.step = `phrase ${name}`;
  }
}

/** The phrases of an engine. */
export interface Phrasing {
  /** A table of this project, qualified and quoted. */
  table(name: string): string;
  /**
   * The text before a list of keys, between it and the condition on a row, and behind that: see
   * `rowsByKeys`.
   */
  rowsByKeys(
    table: string,
    key: readonly string[],
  ): readonly [before: string, between: string, behind: string];
  /** The text around the conditions on rows that are looked up: see `indexedRows`. */
  indexedRows(table: string, rows: IndexedRows): readonly string[];
  /**
   * `SKIP LOCKED`: after a `select`, locks its rows for this statement and leaves out rows that
   * another transaction has locked.
   */
  readonly skipLocked: string;
  /**
   * `FOR KEY SHARE`: after a `select` of one row, keeps its unique keys from changing until this
   * transaction ends. It waits for a transaction that is changing them.
   */
  readonly forKeyShare: string;
  /**
   * `FOR NO KEY UPDATE`: after a `select` of rows `t`, keeps other transactions from changing them
   * until this one ends. It waits for a transaction that is changing them.
   */
  readonly forNoKeyUpdate: string;
  /** What stands before and behind a query whose rows are looked up: see `ONE_OF`. */
  readonly oneOf: readonly [before: string, behind: string];
  /**
   * `FOR UPDATE`: the same, and no other transaction can add a reference to the rows either.
   */
  readonly forUpdate: string;
  /**
   * For percentiles: the relative rank of a row in its partition, above 0 and up to 1. Null where
   * the engine has a function for percentiles.
   */
  rankWithin(partition: string, column: string): string;
  /**
   * A percentile of a group by nearest rank: the smallest non-null value of `column` that at least
   * `part` of the non-null values do not exceed. `rank` is the result of `rankWithin`, with null
   * values in a partition of their own.
   */
  percentile(part: number, column: string, rank: string): string;
  /** The beginning of an instant's period in UTC, as an instant. Weeks begin on Monday. */
  startOf(period: Period, column: string): string;
  readonly search: KeyPhrasing;
  /** The stored bytes of a column. A long value is not read for it. */
  bytesOf(column: string): string;
}

/** How an engine tests the keys of a search table. */
export interface KeyPhrasing {
  /** A condition that a search table's column of keys has this key, of a column of `WordRows`. */
  hasKey(column: string, key: string): string;
}

export type Period = "minute" | "hour" | "day" | "week" | "month";

/** `select … limit 5${SKIP_LOCKED}`: concurrent callers get different rows. */
export const SKIP_LOCKED = new Phrase("passing over locked", (engine) => engine.skipLocked);

/**
 * `select … from … where …${FOR_KEY_SHARE}`: the row as it is now, with its keys locked until the
 * transaction ends.
 */
export const FOR_KEY_SHARE = new Phrase("keeping keys", (engine) => engine.forKeyShare);

/**
 * `select … from … as t where …${FOR_NO_KEY_UPDATE}`: the rows as they are now, locked until the
 * transaction ends.
 */
export const FOR_NO_KEY_UPDATE = new Phrase("keeping rows", (engine) => engine.forNoKeyUpdate);

/**
 * `select … from … as t where …${FOR_UPDATE}`: the rows as they are now, locked until the
 * transaction ends, also against new references to them.
 */
export const FOR_UPDATE = new Phrase("keeping rows and references", (engine) => engine.forUpdate);

/**
 * For `percentile`, in the subquery of its groups. The arguments are part of the program, never
 * input.
 */
export const rankWithin = (partition: string, column: string): Phrase =>
  new Phrase(`rank of ${column} within ${partition}`, (engine) => engine.rankWithin(partition, column));

/**
 * An exact percentile by nearest rank; `part` is from 0 to 1. The arguments are part of the
 * program, never input.
 */
export const percentile = (part: number, column: string, rank: string): Phrase =>
  new Phrase(`percentile ${part} of ${column} by ${rank}`, (engine) => engine.percentile(part, column, rank));

/** @param column its name in the statement; part of the program, never input */
export const startOf = (period: Period, column: string): Phrase =>
  new Phrase(`start of ${period} ${column}`, (engine) => engine.startOf(period, column));

/** The stored bytes of a column. The argument is part of the program, never input. */
export const bytesOf = (column: string): Phrase =>
  new Phrase(`bytes of ${column}`, (engine) => engine.bytesOf(column));

/**
 * Whether a search table's row has a word's first key, without its index: for rows that are read
 * anyway. Both arguments are part of the program, never input.
 */
export const hasKey = (column: string, key: string): Phrase =>
  new Phrase(`${column} has ${key}`, (engine) => engine.search.hasKey(column, key));

/**
 * `column ${ONE_OF} select … ${END_OF_ONE_OF}`: the query runs once, first, and its rows are looked
 * up in an index of the column. A planner that expects one row would otherwise run it for each row
 * of the outer query.
 */
export const ONE_OF = new Phrase("one of", (engine) => engine.oneOf[0]);
export const END_OF_ONE_OF = new Phrase("end of one of", (engine) => engine.oneOf[1]);

export type SqlValue =
  | Sql
  | Param
  | TableName
  | Rows
  | WordRows
  | Candidates
  | Postings
  | WordCount
  | AnyOf
  | ReturnedRows
  | Phrase
  | DispatchInstant;

/**
 * @example
 * sql`select ${item.columns} from ${item.name}
 *   where tenant_id = ${name(tenant)} and id = ${uuid(id)}`
 */
export function sql(strings: TemplateStringsArray, ...values: SqlValue[]): Sql {
  return new Sql(strings, values);
}

/** Text that is part of the program, never input. Make it once, outside functions. */
export function raw(text: string): Sql {
  return new Sql([text], []);
}

export const EMPTY = raw("");

const AND = raw(" and ");

/** Conjunction of conditions; true where there are none. */
export function all(conditions: readonly Sql[]): Sql {
  if (conditions.length === 0) return ALWAYS;
  if (conditions.length === 1) return conditions[0]!;
  const values = conditions.flatMap((condition, i) => (i === 0 ? [condition] : [AND, condition]));
  return new Sql(blanks(values.length + 1), values);
}
/** No condition at all. */
export const ALWAYS = raw("true");

const blankLists: string[][] = [];
/** Shared lists of empty strings, so that equal statements have equal identities. */
function blanks(count: number): readonly string[] {
  blankLists[count] ??= new Array<string>(count).fill("");
  return blankLists[count];
}

export const uuid = (value: string | null): Param => new Param("uuid", value);
export const name = (value: string | null): Param => new Param("name", value);
export const text = (value: string | null): Param => new Param("text", value);
export const json = (value: unknown, field: string): Param => new Param("json", value, field);
export const instant = (value: Date | null): Param => new Param("instant", value);
export const flag = (value: boolean | null): Param => new Param("flag", value);
export const real = (value: number | null): Param => new Param("real", value);
export const integer = (value: number | null): Param => new Param("integer", value);
export const count = (value: number | null): Param => new Param("count", value);
