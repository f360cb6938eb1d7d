import { checkId, checkIds, checkName, checkNames } from "../core/arguments";
import { type CallOptions, checkOptions } from "../core/deadline";
import { notFound } from "../core/errors";
import { raw, sql } from "../dialect/sql";
import { type Lookup, lookup } from "./lookup";
import type { PageOptions, PageRequest } from "./page";
import { type ScopeContext, type ScopedDb, ScopedStore } from "./scoped";
import { selection, type Table } from "./table";

interface Definition<E extends object, R, Q> {
  /** In errors, such as `analytics.calls`. */
  place: string;
  /** A row, in messages: `call`. */
  what: string;
  table: Table<E, R>;
  /** The property of the key behind the scope: a UUID or a name. */
  key: keyof R & keyof E & string;
  page(db: ScopedDb, query: Q, options: CallOptions): PageRequest<R>;
}

/** One kind of row, and what the statements of its collection are made of. */
export interface CollectionDefinition<R, Q> {
  place: string;
  key: string;
  /** A row of a key, in messages: an id is told, a name is content. */
  describe(key: string): string;
  rows: Lookup<R>;
  checkKey(key: unknown): string;
  checkKeys(keys: unknown): string[];
  remove(db: ScopedDb, key: string, options: CallOptions): Promise<boolean>;
  page(db: ScopedDb, query: Q, options: CallOptions): PageRequest<R>;
}

/** Made once for each collection: statements are known by the pieces that they are made of. */
export function collection<E extends object, R, Q>(
  definition: Definition<E, R, Q>,
): CollectionDefinition<R, Q> {
  const { table, key, what } = definition;
  const { type } = table.column(key);
  const own = raw(`"${table.column(key).name}"`);
  const returned = selection<{ key: string }>({ key: type });
  return {
    ...definition,
    describe: (value) => (type === "uuid" ? `${what} ${value}` : `${what} of this ${key}`),
    rows: lookup(table, key),
    checkKey: (value) => (type === "uuid" ? checkId(value, key) : checkName(value, key)),
    checkKeys: (values) => (type === "uuid" ? checkIds(values, `${key}s`) : checkNames(values, `${key}s`)),
    remove: async (db, value, options) => {
      const statement = sql`
        delete from ${table.name} where ${db.within(table)} and ${own} = ${table.param(key, value)} returning ${own}`;
      return (await db.first("remove", statement, returned, { options })) !== null;
    },
  };
}

/** Rows of one kind, known by a key of their own: what all collections have alike. */
export abstract class Collection<R, Q extends PageOptions> extends ScopedStore {
  readonly #definition: CollectionDefinition<R, Q>;

  /** @internal */
  protected constructor(context: ScopeContext, definition: CollectionDefinition<R, Q>) {
    super(context, definition.place);
    this.#definition = definition;
  }

  /**
   * Reads the row of a key; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const row = await collection.get(key);
   */
  get(key: string, options: CallOptions = {}): Promise<R | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return this.#definition.rows.one(this.db, "get", this.#definition.checkKey(key), options);
    });
  }

  /**
   * Reads a row that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const row = await collection.getOrThrow(key);
   */
  getOrThrow(key: string, options: CallOptions = {}): Promise<R> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const { rows, checkKey, describe, key: field } = this.#definition;
      const checked = checkKey(key);
      const row = await rows.one(this.db, "getOrThrow", checked, options);
      if (row === null) throw notFound(describe(checked), undefined, field);
      return row;
    });
  }

  /**
   * Reads any number of rows in one statement.
   *
   * @returns for each key, in the order given, its row or null
   * @throws UnifiedStoreError `validation`, naming the entry as `ids[3]`
   * @example
   * const [first, second] = await collection.getMany([key, key]);
   */
  getMany(keys: readonly string[], options: CallOptions = {}): Promise<(R | null)[]> {
    return this.db.method("getMany", async () => {
      options = checkOptions(options);
      return this.#definition.rows.many(this.db, "getMany", this.#definition.checkKeys(keys), options);
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
   * Deletes the row of a key, with what belongs to it.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await collection.remove(key);
   */
  remove(key: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", () => {
      options = checkOptions(options);
      return this.#definition.remove(this.db, this.#definition.checkKey(key), options);
    });
  }
}
