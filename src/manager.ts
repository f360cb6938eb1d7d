import type { Pool } from "pg";
import { type Clock, systemClock } from "./core/clock";
import { type CallOptions, checkOptions } from "./core/deadline";
import { invalid, type UnifiedStoreErrorCode } from "./core/errors";
import { createIdFactory } from "./core/ids";
import { harmless, type Logger, silentLogger } from "./core/logger";
import { isInstant } from "./core/rules";
import { Database, type Executor } from "./db/database";
import { failure } from "./db/failure";
import type { Dialect, PoolFigures } from "./dialect/dialect";
import { borrowPostgres, openPostgres } from "./dialect/postgres/open";
import { borrowSqlite, openSqlite } from "./dialect/sqlite/open";
import { Scope, type ScopeName } from "./scope";

/** Where the stores are kept: exactly one of the three. */
export type StoreLocation =
  /** `sqlite::memory:`, `sqlite:./file.db` (the file and its folders are made if absent), `postgres://user@host/database` or `postgresql://…`. */
  | { url: string; dataSource?: never; pool?: never }
  /** An initialized TypeORM DataSource of type "postgres" or "better-sqlite3". It stays the caller's: we never close it. */
  | { dataSource: TypeOrmDataSource; url?: never; pool?: never }
  /** A `Pool` of the package pg. It stays the caller's: we never close it. */
  | { pool: PgPool; url?: never; dataSource?: never };

/** What is needed of TypeORM's `DataSource`; its own types are not, so that the package need not be installed. */
export interface TypeOrmDataSource {
  readonly isInitialized: boolean;
  readonly options: { readonly type: string };
  readonly driver: object;
}

/** What is needed of pg's `Pool`; its own types are not, so that users of SQLite need not install them. */
export interface PgPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  // biome-ignore lint/suspicious/noExplicitAny: pg has overloads with callbacks
  connect(...args: any[]): any;
}

export interface ManagerSettings {
  /** PostgreSQL schema that holds the tables; made if absent. Default `public`. A SQLite file has one schema: no effect there. */
  schema?: string;
  /** Apply pending schema migrations while opening. Default true. */
  migrate?: boolean;
  /** Most connections to PostgreSQL at once, 1 to 1000. Default 10. SQLite has one: no effect there. */
  poolSize?: number;
  /** Pino, console or the like; what it hears is in docs/logging.md. What it throws breaks no call. Default: nothing is logged. */
  logger?: Logger;
  /** Milliseconds from which a call or a transaction is logged as a warning; Infinity: none is. Default 1000. */
  slowMs?: number;
  /** What time it is; for tests. Default: the system's clock. */
  clock?: Clock;
  /** Named prepared statements on PostgreSQL. Default true; false behind PgBouncer before 1.21. */
  preparedStatements?: boolean;
  /**
   * Calls of the same kind and scope that wait at the same time, such as ten `add`s, and on PostgreSQL ten `get`s, share one statement.
   * Each has its own result and its own error. Default true.
   */
  shareStatements?: boolean;
}

export type ManagerOptions = StoreLocation & ManagerSettings;

export interface Health {
  /** `degraded`: it answers, but schema migrations are pending. `down`: it does not answer. */
  status: "ok" | "degraded" | "down";
  /** `version` is null where the database did not answer. */
  engine: { name: "sqlite" | "postgres"; version: string | null };
  /** Milliseconds of one round trip; null when down. */
  latencyMs: number | null;
  pool: PoolFigures;
  /** Names of the schema migrations that the database lacks. */
  pendingMigrations: string[];
  /** Why it is down. */
  error?: { code: UnifiedStoreErrorCode; message: string };
}

const SETTINGS = [
  "url",
  "dataSource",
  "pool",
  "schema",
  "migrate",
  "poolSize",
  "logger",
  "slowMs",
  "clock",
  "preparedStatements",
  "shareStatements",
];

/**
 * All stores of an application over one database.
 *
 * @example
 * await using stores = await UnifiedStoreManager.open({ url: process.env.DATABASE_URL ?? "sqlite:./agent.db" });
 * const acme = stores.scope({ tenant: "acme", workspace: "research" });
 * await acme.memory.add({ type: "fact", content: { text: "Postgres has MVCC" } });
 */
export class UnifiedStoreManager implements AsyncDisposable {
  private readonly now: Clock;
  private readonly newId: () => string;

  private constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly logger: Logger,
  ) {
    this.now = checkedClock(clock);
    this.newId = createIdFactory(this.now);
  }

  /**
   * Connects, and brings the schema up to date unless `migrate` is false. Any number of processes may open the same database
   * at once: the schema is made once.
   *
   * @throws UnifiedStoreError `validation`, `connection`, `migration`; `not_supported` when the driver is not installed,
   * naming the package
   * @example
   * const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
   */
  static async open(options: ManagerOptions): Promise<UnifiedStoreManager> {
    checkSettings(options);
    const { clock = systemClock, migrate = true, shareStatements, slowMs } = options;
    const logger = harmless(options.logger ?? silentLogger);
    const since = performance.now();
    const database = new Database(connect(options, logger), { shareStatements, logger, slowMs });
    const manager = new UnifiedStoreManager(database, clock, logger);
    try {
      if (migrate) await manager.database.migrate(clock, logger, "open");
      database.log?.opened(database.dialect.engine, since);
      return manager;
    } catch (error) {
      await manager.close().catch(() => undefined);
      throw error;
    }
  }

  /** @internal A manager over the bytes of a database, in memory. */
  static fromImage(image: Buffer, settings: ManagerSettings = {}): UnifiedStoreManager {
    checkSettings({ url: "sqlite::memory:", ...settings });
    const { clock = systemClock, slowMs } = settings;
    const logger = harmless(settings.logger ?? silentLogger);
    return new UnifiedStoreManager(new Database(openSqlite(image), { logger, slowMs }), clock, logger);
  }

  /** @internal The bytes of a SQLite database, for `fromImage`. */
  image(): Buffer {
    return (this.database.dialect as ReturnType<typeof openSqlite>).image();
  }

  /** @internal For tests of what is below the stores. */
  get internals(): Database {
    return this.database;
  }

  /**
   * The stores of one tenant and workspace. Nothing is read or written: make one wherever you need it.
   *
   * @throws UnifiedStoreError `validation` for an empty or over-long name
   * @example
   * const acme = stores.scope({ tenant: "acme" }); // workspace "default"
   */
  scope(name: ScopeName): Scope {
    return this.scopeOn(this.database, name);
  }

  /** @internal The same over something that stands before the database. */
  scopeOn(executor: Executor, name: ScopeName): Scope {
    return new Scope(name, { executor, now: this.now, newId: this.newId });
  }

  /**
   * Applies the pending schema migrations, oldest first, and returns their names: none when the schema is up to date.
   *
   * @throws UnifiedStoreError `migration`, `connection`
   * @example
   * const applied = await stores.migrate(); // ["0001-memory", …]
   */
  async migrate(): Promise<string[]> {
    return this.database.migrate(this.now, this.logger);
  }

  /**
   * One round trip, and what it tells. Does not throw when the database is down: it says so.
   *
   * @param options.timeoutMs milliseconds after which the database counts as down. Default 5000.
   * @example
   * const { status, latencyMs } = await stores.health();
   */
  async health(options: CallOptions = {}): Promise<Health> {
    checkOptions(options);
    const { dialect } = this.database;
    const engine = dialect.engine;
    try {
      const { version, latencyMs, pending } = await this.database.ping({ timeoutMs: 5000, ...options });
      const status = pending.length > 0 ? "degraded" : "ok";
      return {
        status,
        engine: { name: engine, version },
        latencyMs,
        pool: dialect.pool(),
        pendingMigrations: pending,
      };
    } catch (error) {
      const { code, message } = failure(error, dialect, { operation: "health" }, undefined, false);
      return {
        status: "down",
        engine: { name: engine, version: null },
        latencyMs: null,
        pool: dialect.pool(),
        pendingMigrations: [],
        error: { code, message },
      };
    }
  }

  /**
   * Refuses new calls, waits for those under way, transactions as a whole, and ends our connections; a DataSource or pool that
   * was passed in stays open. Again: no effect. Do not await it inside a transaction, which would wait for itself.
   *
   * @example
   * await stores.close();
   */
  close(): Promise<void> {
    return this.database.close();
  }

  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function connect(options: ManagerOptions, logger: Logger): Dialect {
  const { schema = "public", poolSize = 10, preparedStatements = true } = options;
  const settings = { schema, preparedStatements, logger };
  if (options.pool) return borrowPostgres(options.pool as Pool, settings);
  if (options.dataSource) {
    const { driver, options: source } = options.dataSource;
    if (source.type === "postgres") return borrowPostgres((driver as { master: Pool }).master, settings);
    return borrowSqlite(
      (driver as { databaseConnection: Parameters<typeof borrowSqlite>[0] }).databaseConnection,
    );
  }
  const url = options.url as string;
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url, poolSize, settings);
  return openSqlite(url.replace(/^sqlite:(\/\/)?/, ""));
}

function checkSettings(options: ManagerOptions): void {
  if (typeof options !== "object" || options === null)
    throw invalid("options", 'must be an object such as { url: "sqlite:./agent.db" }');
  for (const key in options) {
    if (!SETTINGS.includes(key)) throw unknownSetting(key);
  }
  const {
    url,
    dataSource,
    pool,
    schema,
    migrate,
    poolSize,
    logger,
    slowMs,
    clock,
    preparedStatements,
    shareStatements,
  } = options;
  const given = [url, dataSource, pool].filter((place) => place !== undefined);
  if (given.length !== 1) throw invalid("options", "must have exactly one of url, dataSource and pool");
  if (url !== undefined) checkUrl(url);
  if (dataSource !== undefined) checkDataSource(dataSource);
  if (pool !== undefined && !(typeof pool.connect === "function" && typeof pool.totalCount === "number")) {
    throw invalid("pool", "must be a Pool of the package pg");
  }
  if (
    schema !== undefined &&
    !(typeof schema === "string" && /^[A-Za-z_][A-Za-z0-9_$]{0,62}$/.test(schema))
  ) {
    throw invalid("schema", "must be a PostgreSQL identifier of at most 63 letters, digits and underscores");
  }
  if (poolSize !== undefined && !(Number.isInteger(poolSize) && poolSize >= 1 && poolSize <= 1000)) {
    throw invalid("poolSize", "must be a whole number from 1 to 1000");
  }
  for (const [field, value] of Object.entries({ migrate, preparedStatements, shareStatements })) {
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
  if (clock !== undefined && !(typeof clock === "function" && clock() instanceof Date)) {
    throw invalid("clock", "must be a function that returns a Date");
  }
  for (const method of ["debug", "info", "warn", "error"] as const) {
    if (logger !== undefined && typeof logger?.[method] !== "function")
      throw invalid("logger", `must have a method ${method}(fields, message)`);
  }
}

/** A clock that has gone wrong is told of, before a time that no engine can read back is written. */
function checkedClock(clock: Clock): Clock {
  return () => {
    const now = clock();
    if (!isInstant(now)) throw invalid("clock", "must return a valid Date between the years 1 and 9999");
    return now;
  };
}

const unknownSetting = (key: string): Error =>
  invalid(`options.${/^\w{1,64}$/.test(key) ? key : "…"}`, `is not known here: use ${SETTINGS.join(", ")}`);

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
  const type = dataSource?.options?.type;
  if (type !== "postgres" && type !== "better-sqlite3") {
    throw invalid("dataSource", 'must be a TypeORM DataSource of type "postgres" or "better-sqlite3"');
  }
  if (!dataSource.isInitialized)
    throw invalid("dataSource", "is not initialized: await dataSource.initialize() first");
}
