import { type CallOptions, checkOptions } from "./core/call/deadline";
import { type Clock, systemClock } from "./core/clock";
import { invalid } from "./core/errors";
import { createIdFactory } from "./core/ids";
import { instantOf } from "./core/input/rules";
import { readable } from "./core/input/snapshot";
import { harmless, type Logger, silentLogger } from "./core/logger";
import { showAs } from "./core/shown";
import { Database, type Executor } from "./db/database";
import type { PageOptions, PageRequest } from "./db/pages/page";
import { checkSchema, migrateSchema } from "./db/schema/database-schema";
import { checkMigrateOptions, type MigrateSchemaOptions } from "./db/schema/migrate-options";
import { checkReindexOptions, type ReindexOptions, type ReindexResult } from "./db/search/reindex-options";
import { agreeOnSearch } from "./db/search/search-scheme";
import { sharedState } from "./db/shared-state";
import { checkUpgradeAllOptions, type UpgradeAllOptions, type UpgradeAllResult } from "./db/upgrade/options";
import { openSqlite } from "./dialect/sqlite/open";
import { connect } from "./manager/connect";
import { type Health, healthOf } from "./manager/health";
import type { Retention } from "./operations/retention/retention";
import type { Tenant } from "./operations/tenants/tenant";
import type { DatabaseStats, TenantEntry } from "./operations/tenants/types";
import { checkSettings, type ManagerOptions, type ManagerSettings } from "./options";
import { ContentSchemas } from "./schemas/content";
import type { Schemas } from "./schemas/types";
import { partNames, Scope, type ScopeName } from "./scope";

export type * from "./manager/types";

/**
 * All stores of an application over one database.
 *
 * @example
 * const stores = await UnifiedStoreManager.open({
 *   url: process.env.DATABASE_URL ?? "sqlite:./agent.db",
 * });
 * const acme = stores.scope({ tenant: "acme", workspace: "research" });
 * await acme.memory.add({ type: "fact", content: { text: "Postgres has MVCC" } });
 * await stores.close();
 */
// biome-ignore lint/suspicious/noExplicitAny: a manager with schemas is one, whatever they are
export class UnifiedStoreManager<S = any> implements AsyncDisposable {
  // Printing cannot show it: the database holds the connection, with its password.
  readonly #database: Database;
  readonly #logger: Logger;
  readonly #now: Clock;
  readonly #newId: () => string;
  readonly #schemas: ContentSchemas | null;

  private constructor(
    database: Database,
    clock: Clock,
    logger: Logger,
    schemas: ContentSchemas | null = null,
  ) {
    if (!(database instanceof Database))
      throw invalid(
        "UnifiedStoreManager",
        "has no public constructor: use await UnifiedStoreManager.open({ url })",
      );
    this.#schemas = schemas;
    this.#database = database;
    this.#logger = logger;
    this.#now = checkedClock(clock);
    this.#newId = createIdFactory(this.#now);
  }

  /**
   * Connects, and applies pending schema migrations unless `migrateSchema` is false. Any number of
   * processes may open the same database at once: a lock ensures that the schema is made once. A
   * database that a newer version has migrated is opened with a warning: see `health`.
   *
   * @throws UnifiedStoreError `validation`, `connection`, `schema`; `permission`, naming the
   * role and the GRANT; `not_supported` when the driver is not installed, naming the package, and
   * where the server's settings or the database's encoding would change values
   * @example
   * const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
   */
  static async open<const S extends Schemas>(given: ManagerOptions<S>): Promise<UnifiedStoreManager<S>> {
    const options = checkSettings(given);
    const { clock = systemClock, migrateSchema: migrates = true, batchCalls, slowMs } = options;
    const schemas = ContentSchemas.of(options.schemas);
    const logger = harmless(options.logger ?? silentLogger);
    const since = performance.now();
    const database = new Database(
      connect(options, logger),
      { batchCalls, logger, slowMs },
      sharedState(options, logger),
    );
    const manager = new UnifiedStoreManager<S>(database, clock, logger, schemas);
    try {
      const migrating = { clock: manager.#now, logger, operation: "open", ...checkMigrateOptions() };
      if (migrates) await migrateSchema(database, migrating);
      else await checkSchema(database, logger, "open");
      await agreeOnSearch(database, options.search, { note: migrates });
      // Where it fails, a read tells why.
      await database.shared.hiddenRows.load(database).catch(() => undefined);
      database.log?.opened(database.dialect.engine, since);
      return manager;
    } catch (error) {
      await manager.close().catch(() => undefined);
      throw error;
    }
  }

  /** @internal A manager over the bytes of a database, in memory. */
  static fromImage<S extends Schemas>(
    image: Buffer,
    settings: ManagerSettings<S> = {},
  ): UnifiedStoreManager<S> {
    const checked = checkSettings({ url: "sqlite::memory:", ...settings });
    const { clock = systemClock, slowMs, vectorExtension } = checked;
    const logger = harmless(checked.logger ?? silentLogger);
    const schemas = ContentSchemas.of(checked.schemas);
    return new UnifiedStoreManager<S>(
      new Database(openSqlite(image, { vectorExtension }), { logger, slowMs }, sharedState(checked, logger)),
      clock,
      logger,
      schemas,
    );
  }

  /** @internal The bytes of a SQLite database, for `fromImage`. */
  image(): Buffer {
    return (this.#database.dialect as ReturnType<typeof openSqlite>).image();
  }

  /** @internal The database, for tests of the layers below the stores. */
  get internals(): Database {
    return this.#database;
  }

  /**
   * The stores of one tenant and workspace. This reads and writes nothing, so make a scope wherever
   * you need it.
   *
   * @throws UnifiedStoreError `validation` for an empty or over-long name
   * @example
   * const acme = stores.scope({ tenant: "acme" }); // workspace "default"
   */
  scope(name: ScopeName): Scope<S> {
    return this.scopeOn(this.#database, name);
  }

  /** @internal The same over another executor in front of the database. */
  scopeOn(executor: Executor, name: ScopeName, embeddings = this.#database.shared.embeddings): Scope<S> {
    const database = this.#database;
    return new Scope<S>(name, {
      executor,
      now: this.#now,
      newId: this.#newId,
      schemas: this.#schemas,
      maxCharacters: database.maxCharacters,
      embeddings,
      retrieval: database.shared.retrieval,
      hiddenRows: database.shared.hiddenRows,
      contentRules: database.contentRules,
    });
  }

  /**
   * Applies the pending schema migrations, oldest first. An application may go on meanwhile: on
   * PostgreSQL changes of its tables wait for locks only for a short time, and new indexes of them
   * are made concurrently. After a stopped or killed call, the next one continues.
   *
   * @param options.lockTimeoutMs milliseconds for which a change of a table in use waits for a
   * lock, 1 to 3,600,000. Default 1000.
   * @param options.lockAttempts how often it tries to get such a lock, 1 to 10,000. Default 30.
   * @param options.onProgress called for each step
   * @returns their names; empty when the schema is up to date
   * @throws UnifiedStoreError `validation`, `schema`, `connection`, `permission`, `aborted`;
   * `timeout` where a lock was not free in time
   * @example
   * const applied = await stores.migrateSchema(); // ["0001-memory", …]
   */
  async migrateSchema(options: MigrateSchemaOptions = {}): Promise<string[]> {
    const applied = await migrateSchema(this.#database, {
      ...checkMigrateOptions(options),
      clock: this.#now,
      logger: this.#logger,
      operation: "migrateSchema",
    });
    if (applied.length > 0) await agreeOnSearch(this.#database, undefined, { note: true });
    return applied;
  }

  /**
   * Health check by one round trip. When the database is down it does not throw, but returns the
   * status `down`.
   *
   * @param options.timeoutMs milliseconds after which the database counts as down. Default 5000.
   * @example
   * const { status, latencyMs } = await stores.health();
   */
  async health(options: CallOptions = {}): Promise<Health> {
    return healthOf(this.#database, checkOptions(options));
  }

  /**
   * Rebuilds the search entries of all tables in `pendingReindex` of `health`. That is needed after
   * an upgrade that changes the definition of a word, or with another `search.maxCharacters`.
   * Stores can be used meanwhile; searches find rows as they are indexed at that time. It works in
   * batches. Each batch is a transaction that stores its position, so the next call continues after
   * a stopped or killed one. Several processes share the work.
   *
   * @param options.all also tables that are up to date. Default false.
   * @param options.batchSize rows in one batch, 1 to 1000. Default 200.
   * @param options.onProgress called after each batch
   * @returns the number of indexed rows by table; none where nothing was pending
   * @throws UnifiedStoreError `validation`, `schema`, `aborted`, `timeout`; `conflict` when
   * another bound is being applied
   * @example
   * const { pendingReindex } = await stores.health();
   * if (pendingReindex.length > 0)
   *   await stores.reindex({
   *     onProgress: ({ table, rows, total }) => console.log(table, rows, total),
   *   });
   */
  reindex(options: ReindexOptions = {}): Promise<ReindexResult> {
    const checked = checkReindexOptions(options);
    // Loaded here: `open` needs neither this nor the stores.
    const { reindex } = require("./reindex") as typeof import("./reindex");
    return reindex(this.#database, checked);
  }

  /**
   * Upgrades stored content that is older than its schema. Reads already return the upgraded
   * content, each time by the schema's `upgrade` steps; this writes it. It works in batches over
   * all tenants, each a transaction. Stores can be used meanwhile. After a stopped or killed call,
   * the next one continues with the rest. Versions of rows stay.
   *
   * @param options.batchSize rows in one batch, 1 to 1000. Default 200.
   * @param options.onProgress called after each batch
   * @returns the number of upgraded rows by table, and the rows that could not be upgraded; none
   * without schemas
   * @throws UnifiedStoreError `validation`, `aborted`, `timeout`
   * @example
   * const { rows, failures } = await stores.upgradeAll();
   */
  upgradeAll(options: UpgradeAllOptions = {}): Promise<UpgradeAllResult> {
    const checked = checkUpgradeAllOptions(options);
    const { upgradeAll } = require("./upgrade-all") as typeof import("./upgrade-all");
    return upgradeAll(this.#database, this.#schemas, checked);
  }

  /**
   * Lists the tenants in code point order of their names, page by page, each with its workspaces. A
   * tenant is there as long as it has a row. A page takes some look-ups for each name, however many
   * rows there are.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { tenant, workspaces } of stores.tenants()) console.log(tenant, workspaces);
   */
  tenants(query: PageOptions = {}, options: CallOptions = {}): PageRequest<TenantEntry> {
    const { listTenants } =
      require("./operations/tenants/tenant-list") as typeof import("./operations/tenants/tenant-list");
    return listTenants(this.#database, query, options);
  }

  /**
   * A tenant as a whole, over all of its workspaces: its workspaces, its size, its erasure. This
   * reads and writes nothing.
   *
   * @throws UnifiedStoreError `validation` for an empty or over-long name
   * @example
   * const { rows, bytes } = await stores.tenant("acme").stats();
   */
  tenant(name: string): Tenant {
    const { Tenant: Handle } =
      require("./operations/tenants/tenant") as typeof import("./operations/tenants/tenant");
    return new Handle(this.#database, name, this.#now);
  }

  /**
   * Retention: the default policies of all tenants, and pruning. A tenant's own policies are in
   * `scope.retention`.
   */
  get retention(): Retention {
    const { Retention: OfDatabase } =
      require("./operations/retention/retention") as typeof import("./operations/retention/retention");
    return new OfDatabase(this.#database, this.#now);
  }

  /**
   * Sizes of the whole database by store and table, with engine, schema migrations and pool. On
   * PostgreSQL rows of large tables are the server's estimate; on SQLite all rows are counted, and
   * the file's pages are read.
   *
   * @throws UnifiedStoreError `schema`, `connection`, `aborted`, `timeout`
   * @example
   * const { bytes, stores: byStore } = await stores.stats();
   */
  async stats(options: CallOptions = {}): Promise<DatabaseStats> {
    const { onDatabase } =
      require("./operations/tenants/database-call") as typeof import("./operations/tenants/database-call");
    const { databaseStats } =
      require("./operations/tenants/database-stats") as typeof import("./operations/tenants/database-stats");
    return onDatabase(this.#database, { operation: "stats" }, checkOptions(options), databaseStats);
  }

  /**
   * Refuses new calls, waits for running calls and whole transactions, and closes the connections.
   * A DataSource or pool that was passed in stays open. A second call has no effect. Do not await
   * it inside a transaction, which would wait for itself.
   *
   * @example
   * await stores.close();
   */
  close(): Promise<void> {
    return this.#database.close();
  }

  /** The same as `close`, for `await using` (TypeScript, or Node 24 and later). */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

// A clear error for plain JavaScript; TypeScript reports it by itself. The properties are on the
// prototype and not enumerable, so that printing or comparing a manager does not reach them.
for (const name of [...partNames, "transaction"]) {
  // Of the manager it is what belongs to all tenants.
  if (name === "retention") continue;
  Object.defineProperty(UnifiedStoreManager.prototype, name, {
    configurable: true,
    get() {
      const problem = "belongs to a tenant's scope, not to the manager";
      throw invalid(name, `${problem}: use stores.scope({ tenant: "…" }).${name}`);
    },
  });
}
showAs(UnifiedStoreManager, ({ internals }) => ({ engine: internals.dialect.engine }));

/** A checked clock. A wrong time is refused, before a write that no engine could read back. */
function checkedClock(clock: Clock): Clock {
  if (clock === systemClock) return clock;
  return () => {
    const now = readable(() => instantOf(clock())) ?? null;
    if (now === null) throw invalid("clock", "must return a valid Date between the years 1 and 9999");
    return now;
  };
}
