import { createIdFactory } from "../../src/core/ids";
import { keysOf, scopeKey, searchable, termKeys, termsOf, textHash } from "../../src/core/search-text";
import { encodeKeys as postgresKeys } from "../../src/dialect/postgres/codec";
import { encodeKeys as sqliteKeys } from "../../src/dialect/sqlite/codec";
import type { BaselineDriver, BaselineStatement, Engine } from "../types";

/**
 * How one driver takes and gives values, in plain functions: nothing is checked. JSON is text to
 * both, floats are numbers.
 */
interface Codec {
  instant(value: Date): string;
  flag(value: boolean): unknown;
  /** Search keys. */
  keys(keys: Int32Array): string;
  /** A list of rows as parameters, of cells that are encoded already. */
  list(rows: unknown[][]): unknown[];
  /** Values of which a column is to be one, as one parameter. */
  anyOf(values: string[]): unknown;
  date(value: unknown): Date;
  isSet(value: unknown): boolean;
}

const postgres: Codec = {
  instant: (value) => value.toISOString(),
  flag: (value) => value,
  keys: postgresKeys,
  list: (rows) => rows[0]!.map((_, column) => rows.map((row) => row[column])),
  anyOf: (values) => values,
  // `2025-01-31 23:59:59.123+00`: the benchmark's sessions are in UTC.
  date: (value) => {
    const text = value as string;
    return new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
  },
  isSet: (value) => value as boolean,
};

const sqlite: Codec = {
  instant: (value) => {
    const iso = value.toISOString();
    return `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
  },
  flag: (value) => (value ? 1 : 0),
  keys: sqliteKeys,
  list: (rows) => [JSON.stringify(rows)],
  anyOf: (values) => JSON.stringify(values),
  // `2025-01-31 23:59:59.123`, UTC.
  date: (value) => {
    const text = value as string;
    return new Date(`${text.slice(0, 10)}T${text.slice(11)}Z`);
  },
  isSet: (value) => value === 1,
};

export const codecs: Record<Engine, Codec> = { postgres, sqlite };

/**
 * Ids of the same kind as the subject's: random ones would make the indexes slower, which is not
 * what is compared.
 */
export const newId = createIdFactory(() => new Date());

/** For `runFollowed`. */
export const MAIN_ROWS = Symbol("main rows");

/**
 * What the baseline does one operation with: the driver, the texts that the subject sends for it,
 * and how values are spelled.
 */
export class Baseline {
  readonly codec: Codec;
  private readonly scopeKey: string;

  constructor(
    private readonly driver: BaselineDriver,
    engine: Engine,
    readonly scope: readonly [tenant: string, workspace: string],
    private readonly texts: readonly string[],
  ) {
    this.codec = codecs[engine];
    this.scopeKey = scopeKey(...scope);
  }

  /**
   * The operation's one statement. SQLite's rows come at once, and then so does what is made of
   * them.
   */
  run<T>(values: unknown[], read: (rows: unknown[][]) => T): T | Promise<T> {
    return settled(this.driver.run(this.texts[0]!, values), read);
  }

  /** The second statement of an operation that depends on what the first one returned. */
  runSecond<T>(values: unknown[], read: (rows: unknown[][]) => T): T | Promise<T> {
    return settled(this.driver.run(this.texts[1]!, values), read);
  }

  /** A row with its search entries: one statement on PostgreSQL, two on SQLite. */
  runIndexed<T>(main: unknown[], entries: unknown[][], read: (rows: unknown[][]) => T): T | Promise<T> {
    return this.runFollowed([main, this.index(entries)], read);
  }

  /**
   * A write and others that follow from it: one statement on PostgreSQL, one for each on SQLite.
   * `MAIN_ROWS` among their values stands for the rows that the first returned.
   */
  runFollowed<T>(writes: readonly unknown[][], read: (rows: unknown[][]) => T): T | Promise<T> {
    const { texts } = this;
    const statements =
      texts.length === 1
        ? [{ text: texts[0]!, values: writes.flat().filter((value) => value !== MAIN_ROWS) }]
        : writes.map((values, i) => ({ text: texts[i]!, values: withReturnedRows(values) }));
    return settled(this.driver.runTogether(statements), read);
  }

  /** What search entries are written with, the last of the writes. */
  index(entries: unknown[][]): unknown[] {
    return [...this.scope, ...this.codec.list(entries)];
  }

  /** For `runIndexed` and `index`. */
  entry(id: string, part: string, content: string): unknown[] {
    const text = searchable(content);
    return [id, part, text, textHash(content), this.codec.keys(keysOf(this.scopeKey, text))];
  }

  /** A search for words, without further conditions. */
  search<T>(text: string, limit: number, read: (row: unknown[]) => T): T[] | Promise<T[]> {
    const terms = termsOf(searchable(text));
    const keys = this.codec.keys(termKeys(this.scopeKey, terms));
    const { scope } = this;
    const list = this.codec.list(terms.map((term) => [term.text]));
    const values = [...list, ...scope, keys, ...scope, ...scope, ...scope, limit + 1];
    return this.run(values, (rows) => pageOf(rows, limit, read));
  }
}

/** Within one statement the rows need no parameter; between two they travel as a list. */
function withReturnedRows(values: unknown[]): BaselineStatement["values"] {
  if (!values.includes(MAIN_ROWS)) return values;
  return (rows) => values.map((value) => (value === MAIN_ROWS ? JSON.stringify(rows) : value));
}

function settled<T>(
  rows: unknown[][] | Promise<unknown[][]>,
  read: (rows: unknown[][]) => T,
): T | Promise<T> {
  return Array.isArray(rows) ? read(rows) : rows.then(read);
}

/** The subject reads one row more than it returns, to tell whether there is a next page. */
export const pageOf = <T>(rows: unknown[][], limit: number, read: (row: unknown[]) => T): T[] =>
  rows.slice(0, limit).map(read);

export const firstOf = <T>(rows: unknown[][], read: (row: unknown[]) => T): T | null =>
  rows.length === 0 ? null : read(rows[0]!);
