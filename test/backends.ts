import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { type ManagerSettings, UnifiedStoreManager } from "../src";
import { temporaryFolder } from "./support/folder";

/** A database for tests. */
export interface Backend {
  name: "SQLite in memory" | "SQLite on file" | "PostgreSQL";
  engine: "sqlite" | "postgres";
  /** False for a database in memory: several managers cannot share it. */
  shared: boolean;
  /** A new, empty database; with `migrated: false` it has no tables. */
  create(options?: { migrated?: boolean }): Promise<TestDatabase>;
}

export interface TestDatabase {
  url: string;
  open(settings?: ManagerSettings): Promise<UnifiedStoreManager>;
  /** Closes all managers and removes the database. */
  drop(): Promise<void>;
}

/** The list of all databases: every conformance suite runs on each of them. */
export const backends: readonly Backend[] = [
  {
    name: "SQLite in memory",
    engine: "sqlite",
    shared: false,
    create: async () => database("sqlite::memory:", async () => {}),
  },
  {
    name: "SQLite on file",
    engine: "sqlite",
    shared: true,
    create: async () => {
      const folder = temporaryFolder();
      return database(`sqlite:${join(folder, "test.db")}`, async () => rmSync(folder, { recursive: true }));
    },
  },
  {
    name: "PostgreSQL",
    engine: "postgres",
    shared: true,
    create: async ({ migrated = true } = {}) => {
      const name = `us_test_${randomUUID().replaceAll("-", "")}`;
      const own = process.env.UNIFIED_STORE_TEST_SERVER;
      const server = own ?? process.env.TEST_DATABASE_URL;
      if (!server)
        throw new Error("no PostgreSQL: test/support/start.ts starts one, or set TEST_DATABASE_URL");
      await execute(
        server,
        `create database ${name}${migrated && own ? " template unified_store_template strategy file_copy" : ""}`,
      );
      return database(renamed(server, name), () => dropDatabase(server, name));
    },
  },
];

export const backend = (name: Backend["name"]): Backend => backends.find((each) => each.name === name)!;

function database(url: string, remove: () => Promise<void>): TestDatabase {
  const opened: UnifiedStoreManager[] = [];
  return {
    url,
    open: async (settings = {}) => {
      const manager = await UnifiedStoreManager.open({ url, ...settings });
      opened.push(manager);
      return manager;
    },
    drop: async () => {
      for (const manager of opened) await manager.close();
      await remove();
    },
  };
}

function renamed(url: string, database: string): string {
  return url.replace(/^(\w+:\/\/[^/?]*)(\/[^?]*)?/, `$1/${database}`);
}

/**
 * Connections that were just closed may still exist on the server. Terminating them would cause an
 * error in the process that closes them.
 */
async function dropDatabase(server: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await execute(server, `drop database ${name}${attempt > 100 ? " with (force)" : ""}`);
    } catch (error) {
      if ((error as { code?: string }).code !== "55006" || attempt > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
