import { createIdFactory } from "../../src/core/ids";
import { keysOf, scopeKey, searchable, termKeys, termsOf, textHash } from "../../src/core/search-text";
import { encodeKeys as postgresKeys } from "../../src/dialect/postgres/codec";
import { encodeKeys as sqliteKeys } from "../../src/dialect/sqlite/codec";
import type { BaselineDriver, BaselineStatement, Engine } from "../types";
import { oneStatement } from "./one-statement";

/**
 * Encoding and decoding of values for one driver, in plain functions without validation. Both
 * drivers take JSON as text and floats as numbers.
 */
interface Codec {
  instant(value: Date): string;
  flag(value: boolean): unknown;
  /** Search keys. */
  keys(keys: Int32Array): string;
  /** A list of rows as parameters, with cells that are already encoded. */
  list(rows: unknown[][]): unknown[];
  /** Values for `column = any (…)`, as one parameter. */
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
 * Ids of the same kind as the subject's. Random ids would make the indexes slower, which is not the
 * subject of the comparison.
 */
export const newId = createIdFactory(() => new Date());

/** For `runFollowed`. */
export const MAIN_ROWS = Symbol("main rows");

/** One of several writes: a statement of the subject by its place, with its values. */
export interface PlacedWrite {
  place: number;
  values: unknown[];
  /** Values of the search entries. */
  entries?: unknown[];
}

/**
 * Tools of the baseline for one operation: the driver, the subject's statement texts, and the
 * encoding of values.
 */
export class Baseline {
  readonly codec: Codec;
  readonly scopeKey: string;
  private readonly texts: readonly string[];
  private readonly queues = new Map<string, Promise<unknown>>();
  private readonly joined = new Map<string, string>();
  private own: string | undefined;

  constructor(
    private readonly driver: BaselineDriver,
    readonly engine: Engine,
    readonly scope: readonly [tenant: string, workspace: string],
    texts: readonly string[],
  ) {
    this.codec = codecs[engine];
    this.scopeKey = scopeKey(...scope);
    // Within the baseline's own transactions no savepoints are needed.
    this.texts = texts.filter((text) => !/^(savepoint|release) /.test(text));
  }

  /**
   * The operation's only statement. SQLite returns its rows synchronously, and then the converted
   * result is synchronous too.
   */
  run<T>(values: unknown[], read: (rows: unknown[][]) => T): T | Promise<T> {
    return settled(this.driver.run(this.texts[0]!, values), read);
  }

  /** The second statement of an operation. It depends on the result of the first one. */
  runSecond<T>(values: unknown[], read: (rows: unknown[][]) => T): T | Promise<T> {
    return this.runNth(1, values, read);
  }

  /** A statement of an operation by its place, from 0. */
  runNth<T>(place: number, values: unknown[], read: (rows: unknown[][]) => T): T | Promise<T> {
    return settled(this.driver.run(this.texts[place]!, values), read);
  }

  /** A statement that is written by hand. It is made once, from the subject's texts. */
  runOwn<T>(
    text: (texts: readonly string[]) => string,
    values: unknown[],
    read: (rows: unknown[][]) => T,
  ): T | Promise<T> {
    this.own ??= text(this.texts);
    return settled(this.driver.run(this.own, values), read);
  }

  /**
   * Statements of an operation by their places, all or none: one transaction on SQLite, one
   * statement on PostgreSQL. A write comes with the search entries that belong to it.
   */
  runAll<T>(writes: readonly PlacedWrite[], read: (rows: unknown[][]) => T): T | Promise<T> {
    const { texts } = this;
    if (this.engine === "sqlite") {
      const statements = writes.flatMap(({ place, values, entries }) => [
        { text: texts[place]!, values },
        ...(entries ? [{ text: texts[place + 1]!, values: entries }] : []),
      ]);
      return settled(this.driver.runTogether(statements), read);
    }
    const places = writes.map(({ place }) => place);
    const text = this.joined.get(places.join()) ?? oneStatement(places.map((place) => texts[place]!));
    this.joined.set(places.join(), text);
    const values = writes.flatMap((write) => [...write.values, ...(write.entries ?? [])]);
    return settled(this.driver.run(text, values), read);
  }

  /** Statements that a write of search entries takes, behind that of the row. */
  get entryStatements(): number {
    return this.engine === "sqlite" ? 1 : 0;
  }

  /**
   * Calls with the same key wait for each other, as they do for the row that the subject locks.
   */
  async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.queues.get(key) ?? Promise.resolve()).then(work);
    const ended = turn.catch(() => {});
    this.queues.set(key, ended);
    const result = await turn;
    if (this.queues.get(key) === ended) this.queues.delete(key);
    return result;
  }

  /** A row with its search entries: one statement on PostgreSQL, two on SQLite. */
  runIndexed<T>(main: unknown[], entries: unknown[][], read: (rows: unknown[][]) => T): T | Promise<T> {
    return this.runFollowed([main, this.index(entries)], read);
  }

  /**
   * A write and the writes that depend on it: one statement on PostgreSQL, one for each on SQLite.
   * `MAIN_ROWS` among their values stands for the rows that the first write returned.
   */
  runFollowed<T>(writes: readonly unknown[][], read: (rows: unknown[][]) => T): T | Promise<T> {
    const { texts } = this;
    const statements =
      texts.length === 1
        ? [{ text: texts[0]!, values: writes.flat().filter((value) => value !== MAIN_ROWS) }]
        : writes.map((values, i) => ({ text: texts[i]!, values: withReturnedRows(values) }));
    return settled(this.driver.runTogether(statements), read);
  }

  /** Values for the search entries, the last of the writes. */
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

/**
 * Within one statement the rows need no parameter. Between two statements they are passed as a
 * list.
 */
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

/** The subject reads one row more than it returns, to know whether there is a next page. */
export const pageOf = <T>(rows: unknown[][], limit: number, read: (row: unknown[]) => T): T[] =>
  rows.slice(0, limit).map(read);

export const firstOf = <T>(rows: unknown[][], read: (row: unknown[]) => T): T | null =>
  rows.length === 0 ? null : read(rows[0]!);
