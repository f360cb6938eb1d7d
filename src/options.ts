import type { Clock } from "./core/clock";
import { invalid, type UnifiedStoreError } from "./core/errors";
import { dateOf, isObject, memberOf, membersOf, readable } from "./core/input/snapshot";
import type { Logger } from "./core/logger";
import { checkSearchSettings, type SearchSettings } from "./db/search/search-scheme";
import type { Schemas } from "./schemas/types";

/** Not `public`, where an application has tables of its own. */
export const DEFAULT_SCHEMA = "unified_store";

/** Where the stores are kept: exactly one of the three. */
export type StoreLocation =
  /**
   * An initialized TypeORM DataSource of type "postgres" or "better-sqlite3". It stays the
   * caller's: we never close it.
   */
  | { dataSource: TypeOrmDataSource; url?: never; pool?: never }
  /** A `Pool` of the package pg. It stays the caller's: we never close it. */
  | { pool: PgPool; url?: never; dataSource?: never }
  // Last, because it is the one that the compiler speaks of where none fits.
  /**
   * `sqlite::memory:`, `sqlite:./file.db` (the file and its folders are made if absent),
   * `postgres://user@host/database` or `postgresql://…`.
   */
  | { url: string; dataSource?: never; pool?: never };

/**
 * What is needed of TypeORM's `DataSource`; its own types are not, so that the package need not be
 * installed.
 */
export interface TypeOrmDataSource {
  readonly isInitialized: boolean;
  readonly options: { readonly type: string };
  readonly driver: object;
}

/**
 * What is needed of pg's `Pool`; its own types are not, so that users of SQLite need not install
 * them.
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
   * PostgreSQL schema that holds the tables; made if absent. Default `unified_store`. A SQLite file
   * has one schema: no effect there.
   */
  schema?: string | undefined;
  /** Apply pending schema migrations while opening. Default true. */
  migrateSchema?: boolean | undefined;
  /**
   * Most connections to PostgreSQL at once, 1 to 1000. Default 10. SQLite has one: no effect there.
   */
  poolSize?: number | undefined;
  /**
   * Pino, console or the like; what it hears is in docs/logging.md. What it throws breaks no call.
   * Default: nothing is logged.
   */
  logger?: Logger | undefined;
  /**
   * Milliseconds from which a call or a transaction is logged as a warning; Infinity: none is.
   * Default 1000.
   */
  slowMs?: number | undefined;
  /** What time it is; for tests. Default: the system's clock. */
  clock?: Clock | undefined;
  /** Named prepared statements on PostgreSQL. Default true; false behind PgBouncer before 1.21. */
  preparedStatements?: boolean | undefined;
  /**
   * Calls of the same method and scope that wait at the same time, such as ten `add`s, and on
   * PostgreSQL ten `get`s, share one statement. Each has its own result and its own error. Default
   * true.
   */
  batchCalls?: boolean | undefined;
  /** How texts are indexed. */
  search?: SearchSettings | undefined;
  /**
   * Schemas of content by kind and type, such as `{ memory: { fact: FactSchema } }`: writes of
   * these types are checked, and reads have their types. Default: any JSON is taken.
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
  "schemas",
]);

/**
 * A checked copy, each setting read once.
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
  } = options;
  mustNameDatabase({ url, dataSource, pool }, given);
  if (url !== undefined) checkUrl(url);
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
  return options.search === undefined ? options : { ...options, search: checkSearchSettings(options.search) };
}

const isPool = (pool: PgPool): boolean =>
  typeof pool.connect === "function" && typeof pool.totalCount === "number";

/** The most common mistake of all is a URL from an environment variable that is not set. */
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

/** Never shows the URL: it may hold a password. */
function checkUrl(url: unknown): void {
  const forms =
    "sqlite::memory:, sqlite:./file.db (a file needs the prefix) or postgres://user@host/database";
  if (
    typeof url !== "string" ||
    !/^(sqlite:(\/\/)?(?!memory:?$)[^?\s][^?]*|postgres(ql)?:\/\/.*)$/s.test(url) ||
    url === "sqlite://"
  )
    throw invalid("url", `must be ${forms}`);
  if (/\0|%00/.test(url))
    throw invalid("url", "must not contain U+0000: no file or database can have it in its name");
  if (url.startsWith("postgres")) {
    try {
      new URL(url.replace(/^postgres(ql)?:\/\/([^@/]*@)?\//, "postgres://localhost/"));
    } catch {
      throw invalid(
        "url",
        `is not a valid URL: write ${forms}, with special characters of the password percent-encoded`,
      );
    }
  }
}

function checkDataSource(dataSource: TypeOrmDataSource): void {
  const type = readable(() => dataSource.options.type);
  if (type !== "postgres" && type !== "better-sqlite3") {
    throw invalid("dataSource", 'must be a TypeORM DataSource of type "postgres" or "better-sqlite3"');
  }
  if (!readable(() => dataSource.isInitialized))
    throw invalid("dataSource", "is not initialized: await dataSource.initialize() first");
}
