import type { WriteOptions } from "../core/arguments";
import { notFound, versionConflict } from "../core/errors";
import type { SearchIndexWrite } from "../dialect/dialect";
import { raw, type Sql, sql } from "../dialect/sql";
import type { CollectionDefinition } from "./collection";
import type { ScopedDb } from "./scoped";
import { selection, type Table } from "./table";
import { atVersion } from "./version";

/** A change of one row. */
export interface Change {
  /** `"a" = …`, such as of `table.assign`. */
  set: Sql;
  index?: SearchIndexWrite | undefined;
  options: WriteOptions;
}

/** Changes of rows that have a version, by the key of their collection, each in one statement. */
export interface Versioned<R> {
  /**
   * Changes a row that is there; its version grows by one.
   *
   * @throws UnifiedStoreError `not_found`, `version_conflict`
   */
  update(db: ScopedDb, method: string, key: string, change: Change): Promise<R>;
  /**
   * @returns whether it was there
   * @throws UnifiedStoreError `version_conflict`
   */
  remove(db: ScopedDb, method: string, key: string, options: WriteOptions): Promise<boolean>;
}

/** @param collection whose rows these are: what they are called, and how they are read */
export function versioned<E extends object, R extends { version: number }>(
  table: Table<E, R>,
  collection: Pick<CollectionDefinition<R, never>, "key" | "describe" | "rows">,
): Versioned<R> {
  const { describe, rows } = collection;
  const key = collection.key as keyof E & string;
  const { name, type } = table.column(key);
  const own = raw(`"${name}"`);
  const returned = selection<{ key: string }>({ key: type });

  // One statement more, and only where the first has found nothing.
  const isThere = async (
    db: ScopedDb,
    method: string,
    value: string,
    options: WriteOptions,
  ): Promise<boolean> =>
    options.ifVersion !== undefined && (await rows.one(db, method, value, options)) !== null;

  return {
    async update(db, method, value, { set, index, options }) {
      const statement = sql`
        update ${table.name} set ${set}, version = version + 1
        where ${db.within(table)} and ${own} = ${table.param(key, value)}${atVersion(options.ifVersion)}
        returning ${table.columns.sql}`;
      const changed = await db.first(method, statement, table.columns, { index, options });
      if (changed !== null) return changed;
      throw (await isThere(db, method, value, options))
        ? versionConflict(describe(value), options.ifVersion)
        : notFound(describe(value), undefined, key);
    },

    async remove(db, method, value, options) {
      const statement = sql`
        delete from ${table.name}
        where ${db.within(table)} and ${own} = ${table.param(key, value)}${atVersion(options.ifVersion)}
        returning ${own}`;
      if ((await db.first(method, statement, returned, { options })) !== null) return true;
      if (await isThere(db, method, value, options))
        throw versionConflict(describe(value), options.ifVersion);
      return false;
    },
  };
}
