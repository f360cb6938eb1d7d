import type { Clock } from "./core/clock";
import { invalid, type UnifiedStoreError } from "./core/errors";
import { dateOf, isObject, memberOf, membersOf, readable } from "./core/input/snapshot";
import type { Logger } from "./core/logger";
import type { Embedder } from "./db/embedding/embedder";
import { checkRetrievalSettings, type RetrievalSettings } from "./db/retrieval/settings";
import { checkSearchSettings, type SearchSettings } from "./db/search/search-settings";
import { type DatabaseUrl, readDatabaseUrl, sayingOf } from "./dialect/url/database-url";
import type { Schemas } from "./schemas/types";

/** Not `public`, where an application may have its own tables. */
export const DEFAULT_SCHEMA = "unified_store";

/** The location of the stores: exactly one of the three. */
export type StoreLocation =
  /**
   * An initialized TypeORM DataSource of type "postgres" or "better-sqlite3". The caller closes it.
   */
  | { dataSource: TypeOrmDataSource; url?: never; pool?: never }
  /** A `Pool` of the package pg. The caller closes it. */
  | { pool: PgPool; url?: never; dataSource?: never }
  // Last, because the compiler's message names this one where none fits.
  /**
   * `sqlite::memory:`, `sqlite:./file.db` or `sqlite:///absolute/file.db` (the file and its folders
   * are created if missing), `postgres://user@host/database` or `postgresql://…`.
   */
  | { url: string; dataSource?: never; pool?: never };

/**
 * The members of TypeORM's `DataSource` that are used. Its own types are not imported, so the
 * package need not be installed.
 */
export interface TypeOrmDataSource {
  readonly isInitialized: boolean;
  readonly options: { readonly type: string };
  readonly driver: object;
}

/**
 * The members of pg's `Pool` that are used. Its own types are not imported, so users of SQLite need
 * not install them.
 */
export interface PgPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  // biome-ignore lint/suspicious/noExplicitAny: pg has overloads with callbacks
  connect(...args: any[]): any;
}

export interface ManagerSettings<S extends Schemas = Schemas> {
  /**
   * The PostgreSQL schema of the tables, created if missing. Default `unified_store`. No effect on
   * SQLite, where a file has one schema.
   */
  schema?: string | undefined;
  /** Apply pending schema migrations while opening. Default true. */
  migrateSchema?: boolean | undefined;
  /**
   * The maximum of connections to PostgreSQL, 1 to 1000. Default 10. No effect on SQLite, which has
   * one.
   */
  poolSize?: number | undefined;
  /**
   * A logger: pino, console or similar. docs/logging.md lists its entries. Its errors break no
   * call. Default: nothing is logged.
   */
  logger?: Logger | undefined;
  /**
   * Calls and transactions that take this many milliseconds or more are logged as a warning.
   * Infinity: never. Default 1000.
   */
  slowMs?: number | undefined;
  /** The current time, for tests. Default: the system's clock. */
  clock?: Clock | undefined;
  /** Named prepared statements on PostgreSQL. Default true; false behind PgBouncer before 1.21. */
  preparedStatements?: boolean | undefined;
  /**
   * Batching: calls of the same method and scope that wait at the same time share one statement,
   * such as ten `add`s, and on PostgreSQL ten `get`s. Each has its own result and its own error.
   * Default true.
   */
  batchCalls?: boolean | undefined;
  /** How texts are indexed. */
  search?: SearchSettings | undefined;
  /**
   * Embedder: makes vectors of texts. Several embedders while a tenant changes its model. The first
   * one names the model of vectors that are given with rows. Default: none; searches use words
   * alone.
   */
  embedder?: Embedder | readonly Embedder[] | undefined;
  /** Query log and result cache of searches. Default: neither. */
  retrieval?: RetrievalSettings | undefined;
  /**
   * File of the loadable extension sqlite-vec, as `getLoadablePath()` of its package gives it. Its
   * scalar functions then compare the vectors of a search, about three times as fast. No table is
   * made with it, so the database can also be opened without it. No effect on PostgreSQL. Default:
   * none is loaded.
   */
  vectorExtension?: string | undefined;
  /**
   * Schemas of content by kind and type, such as `{ memory: { fact: FactSchema } }`. Writes of
   * these types are checked, and reads have their types. Default: any JSON is accepted.
   */
  schemas?: S | undefined;
}

export type ManagerOptions<S extends Schemas = Schemas> = StoreLocation & ManagerSettings<S>;

const SETTINGS: ReadonlySet<string> = new Set([
  "url",
  "dataSource",
  "pool",
  "schema",
  "migrateSchema",
  "poolSize",
  "logger",
  "slowMs",
  "clock",
  "preparedStatements",
  "batchCalls",
  "search",
  "embedder",
  "vectorExtension",
  "retrieval",
  "schemas",
]);

/**
 * A checked copy of the settings. Each is read once.
 *
 * @throws UnifiedStoreError `validation`, naming the setting
 */
export function checkSettings(given: ManagerOptions): ManagerOptions {
  if (!isObject(given)) throw invalid("options", 'must be an object such as { url: "sqlite:./agent.db" }');
  const options = membersOf(given, SETTINGS, "options", unknownSetting) as unknown as ManagerOptions;
  const {
    url,
    dataSource,
    pool,
    schema,
    migrateSchema,
    poolSize,
    logger,
    slowMs,
    clock,
    preparedStatements,
    batchCalls,
    vectorExtension,
  } = options;
  mustNameDatabase({ url, dataSource, pool }, given);
  if (url !== undefined) databaseAt(url);
  if (dataSource !== undefined) checkDataSource(dataSource);
  if (pool !== undefined && !readable(() => isPool(pool)))
    throw invalid("pool", "must be a Pool of the package pg");
  if (
    schema !== undefined &&
    !(typeof schema === "string" && /^[A-Za-z_][A-Za-z0-9_$]{0,62}$/.test(schema))
  ) {
    throw invalid("schema", "must be a PostgreSQL identifier of at most 63 letters, digits and underscores");
  }
  if (poolSize !== undefined && !(Number.isInteger(poolSize) && poolSize >= 1 && poolSize <= 1000)) {
    throw invalid("poolSize", "must be a whole number from 1 to 1000");
  }
  for (const [field, value] of Object.entries({ migrateSchema, preparedStatements, batchCalls })) {
    if (value !== undefined && typeof value !== "boolean") throw invalid(field, "must be true or false");
  }
  if (vectorExtension !== undefined && !(typeof vectorExtension === "string" && vectorExtension !== ""))
    throw invalid("vectorExtension", "must be the path of the library of sqlite-vec");
  if (
    slowMs !== undefined &&
    !(
      typeof slowMs === "number" &&
      slowMs >= 0 &&
      (slowMs <= 0x7fffffff || slowMs === Number.POSITIVE_INFINITY)
    )
  )
    throw invalid("slowMs", "must be a number of milliseconds from 0, at most 2147483647, or Infinity");
  if (clock !== undefined && !readable(() => dateOf(clock()) !== null))
    throw invalid("clock", "must be a function that returns a Date");
  for (const method of ["debug", "info", "warn", "error"] as const) {
    if (logger !== undefined && !readable(() => typeof logger[method] === "function"))
      throw invalid("logger", `must have a method ${method}(fields, message)`);
  }
  return {
    ...options,
    ...(options.search !== undefined && { search: checkSearchSettings(options.search) }),
    ...(options.retrieval !== undefined && { retrieval: checkRetrievalSettings(options.retrieval) }),
  };
}

const isPool = (pool: PgPool): boolean =>
  typeof pool.connect === "function" && typeof pool.totalCount === "number";

/**
 * Checks that one database is given. The most common mistake is a URL from an environment variable
 * that is not set.
 */
function mustNameDatabase(named: Record<string, unknown>, options: object): void {
  const given = Object.keys(named).filter((name) => named[name] !== undefined && named[name] !== null);
  const unset = Object.keys(named).find((name) => readable(() => name in options));
  if (given.length === 1 && named.url !== "") return;
  if (given.length > 1 || unset === undefined)
    throw invalid("options", "must have exactly one of url, dataSource and pool");
  if (unset !== "url") throw invalid(unset, `is missing: it is ${named[unset]}`);
  const state = named.url === "" ? "is empty" : `is missing: it is ${named.url}`;
  throw invalid("url", `${state}. Is the environment variable that it comes from set?`);
}

const unknownSetting = (name: string): UnifiedStoreError =>
  invalid(memberOf("options", name), `is not known here: use ${[...SETTINGS].join(", ")}`);

/**
 * What a URL says. An error never shows the URL, which may hold a password.
 *
 * @throws UnifiedStoreError `validation`
 */
export function databaseAt(url: unknown): DatabaseUrl {
  const found = typeof url === "string" ? readDatabaseUrl(url) : { problem: "form" as const };
  if (!("problem" in found)) return found;
  throw invalid("url", found.problem === "form" ? `must be ${FORMS}` : sayingOf(found.problem));
}

const FORMS = "sqlite::memory:, sqlite:./file.db (a file needs the prefix) or postgres://user@host/database";

function checkDataSource(dataSource: TypeOrmDataSource): void {
  const type = readable(() => dataSource.options.type);
  if (type !== "postgres" && type !== "better-sqlite3") {
    throw invalid("dataSource", 'must be a TypeORM DataSource of type "postgres" or "better-sqlite3"');
  }
  if (!readable(() => dataSource.isInitialized))
    throw invalid("dataSource", "is not initialized: await dataSource.initialize() first");
}
