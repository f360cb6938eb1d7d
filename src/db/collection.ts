import { type CallOptions, checkOptions } from "../core/call/deadline";
import { hasCode, inUse, notFound, type UnifiedStoreError, versionConflict } from "../core/errors";
import { checkWriteOptions, type WriteOptions } from "../core/input/arguments";
import { type Sql, sql } from "../dialect/sql";
import { type Call, inCall } from "./call";
import { type ObjectKeyParts, objectKey, type RowKey, simpleKey } from "./collections/key";
import { objectLookup } from "./collections/object-lookup";
import { versionCondition } from "./collections/version";
import { type Lookup, lookup } from "./lookup";
import type { PageOptions, PageRequest } from "./pages/page";
import type { Hides } from "./retention/hides";
import type { ScopeContext, ScopedDb } from "./scoped";
import { ScopedStore } from "./scoped-store";
import { selection, type Table } from "./table";

interface Definition<E extends object, R, Q> {
  /** The collection's name, such as `analytics.calls`. Errors and logs begin with it. */
  name: string;
  /** The name of a row in messages: `call`. */
  what: string;
  table: Table<E, R>;
  /**
   * The reason why a row cannot be removed, such as `releases by this signer: remove them first`. A
   * function gets the row's name.
   */
  referred?: string | ((row: string) => string);
  /** What reads leave out by retention. Default: nothing. The list has to see to itself. */
  hides?: Hides<R>;
  page(db: ScopedDb, query: Q, options: CallOptions): PageRequest<R>;
}

/** A collection: the rows of one table, and the parts of its statements. */
export interface CollectionDefinition<R, Q, K = string> {
  name: string;
  key: RowKey<K>;
  rows: Lookup<R, K>;
  hides?: Hides<R> | undefined;
  /** The key of a row or an input. */
  keyOf(row: object): unknown;
  missing(key: K): UnifiedStoreError;
  /**
   * The condition. Where a version is given, the row also has to have it (optimistic concurrency).
   */
  atVersion(where: Sql, ifVersion: number | undefined): Sql;
  checkRemoval(options: WriteOptions): WriteOptions;
  remove(call: Call, key: K, ifVersion: number | undefined): Promise<boolean>;
  page(db: ScopedDb, query: Q, options: CallOptions): PageRequest<R>;
}

/**
 * A collection with a UUID or a name as key. Make it once for each collection: the cache of
 * statements compares identity.
 */
export function collection<E extends object, R, Q>(
  definition: Definition<E, R, Q> & { key: keyof R & keyof E & string },
): CollectionDefinition<R, Q> {
  const { table, key: property, what } = definition;
  const key = simpleKey(table, property, what);
  return complete(definition, key, lookup(table, property), (row) => row[property as never]);
}

/** A collection with a composite key, which is passed as an object. */
export function objectKeyCollection<E extends object, R extends object, Q, K extends object>(
  definition: Definition<E, R, Q> & ObjectKeyParts & { key: readonly (keyof R & keyof E & string)[] },
): CollectionDefinition<R, Q, K> {
  const { table, key: properties } = definition;
  const key = objectKey<K>(table as Table<never, unknown>, definition);
  const keyOf = (row: object) => Object.fromEntries(properties.map((each) => [each, row[each as never]]));
  return complete(definition, key, objectLookup(table, properties, key), keyOf);
}

const ONE = selection<{ existed: number }>({ existed: "integer" });

function complete<E extends object, R, Q, K>(
  { name, table, referred, hides, page }: Definition<E, R, Q>,
  key: RowKey<K>,
  rows: Lookup<R, K>,
  keyOf: (row: object) => unknown,
): CollectionDefinition<R, Q, K> {
  const hasVersion = versionCondition(table.versionColumn);
  const atVersion = (where: Sql, ifVersion: number | undefined): Sql =>
    ifVersion === undefined ? where : sql`${where}${hasVersion(ifVersion)}`;
  return {
    name,
    key,
    rows,
    hides,
    keyOf,
    atVersion,
    page,
    checkRemoval: table.versionColumn === null ? checkOptions : checkWriteOptions,
    missing: (value) => notFound(key.describe(value), undefined, key.field),
    async remove(call, value, ifVersion) {
      const where = atVersion(sql`${call.within(table)} and ${key.is(value)}`, ifVersion);
      const statement = sql`delete from ${table.name} where ${where} returning 1`;
      const removed = await call.first(statement, ONE).catch((error: unknown) => {
        if (!hasCode(error, "in_use") || referred === undefined) throw error;
        throw inUse(typeof referred === "string" ? referred : referred(key.describe(value)), error.cause);
      });
      if (!removed && ifVersion !== undefined && (await rows.one(call, value)))
        throw versionConflict(key.describe(value), ifVersion);
      return removed !== null;
    },
  };
}

/** The methods that all collections share, over rows of one table with a unique key. */
export abstract class Collection<
  R,
  Q extends PageOptions,
  K extends string | object = string,
> extends ScopedStore {
  readonly #definition: CollectionDefinition<R, Q, K>;

  /** @internal */
  protected constructor(context: ScopeContext, definition: CollectionDefinition<R, Q, K>) {
    super(context, definition.name);
    this.#definition = definition;
  }

  /**
   * Reads the row of a key; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const row = await collection.get(key);
   */
  get(key: K, options: CallOptions = {}): Promise<R | null> {
    const { key: rules } = this.#definition;
    return this.call("get", options, (call) => this.#shown(call, rules.check(key)));
  }

  /**
   * Reads a row that has to exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const row = await collection.getOrThrow(key);
   */
  getOrThrow(key: K, options: CallOptions = {}): Promise<R> {
    const { key: rules, missing } = this.#definition;
    return this.call("getOrThrow", options, async (call) => {
      const checked = rules.check(key);
      const row = await this.#shown(call, checked);
      if (row === null) throw missing(checked);
      return row;
    });
  }

  /**
   * Reads any number of rows in one statement.
   *
   * @returns for each key, in the order given, its row or null
   * @throws UnifiedStoreError `validation`, naming the entry by its index in the list
   * @example
   * const [first, second] = await collection.getMany([key, key]);
   */
  getMany(keys: readonly K[], options: CallOptions = {}): Promise<(R | null)[]> {
    const { rows, key: rules, hides } = this.#definition;
    return this.call("getMany", options, async (call) => {
      const found = await rows.many(call, rules.checkAll(keys));
      return !hides || hides.isOff(call) ? found : hides.keep(call, found);
    });
  }

  /**
   * Lists the rows that meet all conditions of the query, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const row of collection.list({ limit: 100 })) console.log(row);
   */
  list(query: Q = {} as Q, options: CallOptions = {}): PageRequest<R> {
    return this.#definition.page(this.db, query, options);
  }

  /**
   * Deletes the row of a key, with its dependent rows.
   *
   * @returns true if it existed
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await collection.remove(key);
   */
  remove(key: K, options: CallOptions = {}): Promise<boolean> {
    const { remove, key: rules, checkRemoval } = this.#definition;
    const called = { method: "remove", options: options as WriteOptions, check: checkRemoval };
    return inCall(this.db, called, (call, { ifVersion }) => remove(call, rules.check(key), ifVersion));
  }

  #shown(call: Call, key: K): Promise<R | null> {
    const { rows, hides } = this.#definition;
    const found = rows.one(call, key);
    return !hides || hides.isOff(call) ? found : onlyShown(call, hides, found);
  }
}

async function onlyShown<R>(call: Call, hides: Hides<R>, found: Promise<R | null>): Promise<R | null> {
  const row = await found;
  return row === null ? null : (await hides.keep(call, [row]))[0]!;
}
