import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import { UnifiedStoreManager } from "../../src/manager";
import type { Cleanup } from "../cleanup";
import type { BaselineDriver, BaselineStatement, Facts, Testbed, Upkeep } from "../types";
import { connect, PRAGMAS, SqliteBaseline } from "./baseline-sqlite";
import { recorder } from "./record-sqlite";
import { SCOPE } from "./scope";

/**
 * Files in a temporary folder within `folder`. The subject has one file, the baseline a copy of it,
 * so that no writes of one contender empty the cache of the other.
 */
export async function openSqlite({ folder }: { folder: string }, cleanup: Cleanup): Promise<Testbed> {
  const own = mkdtempSync(join(folder, "us-bench-"));
  cleanup.defer(() => rmSync(own, { recursive: true, force: true }));
  const file = join(own, "subject.db");
  const address = { url: `sqlite:${file}` };
  const stores = await UnifiedStoreManager.open(address);
  cleanup.defer(() => stores.close());
  const copies = new SqliteCopies(join(own, "baseline.db"));
  cleanup.defer(() => copies.close());
  const beside = connect(file);
  cleanup.defer(() => beside.close());
  const upkeep = new SqliteUpkeep(beside, copies);
  await upkeep.settle();
  const version = (await upkeep.run("select sqlite_version()"))[0]![0] as string;
  return {
    engine: "sqlite",
    title: `SQLite ${version}`,
    facts: facts(version, folder),
    scope: stores.scope(SCOPE),
    address,
    baseline: copies,
    record: recorder(cleanup),
    upkeep,
  };
}

const facts = (version: string, folder: string): Facts => [
  [
    "SQLite",
    `${version}, a file each for unified-store and the baseline within ${folder}; ${PRAGMAS.join(", ")}`,
  ],
];

/** The baseline on the latest copy. */
class SqliteCopies implements BaselineDriver {
  private db: Database | undefined;
  private driver: SqliteBaseline | undefined;

  constructor(private readonly file: string) {}

  run(text: string, values: unknown[]): unknown[][] {
    return this.driver!.run(text, values);
  }

  runTogether(statements: BaselineStatement[]): unknown[][] {
    return this.driver!.runTogether(statements);
  }

  /** A copy page by page: a vacuumed copy would be in better order than the subject's file. */
  async replace(original: Database): Promise<void> {
    this.close();
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${this.file}${suffix}`, { force: true });
    await original.backup(this.file, { progress: () => 10_000 });
    this.db = connect(this.file);
    this.driver = new SqliteBaseline(this.db);
  }

  close(): void {
    this.db?.close();
    this.db = undefined;
  }
}

class SqliteUpkeep implements Upkeep {
  private readonly driver: SqliteBaseline;

  constructor(
    private readonly db: Database,
    private readonly copies: SqliteCopies,
  ) {
    this.driver = new SqliteBaseline(db);
  }

  table = (name: string): string => `"${name}"`;
  parameter = (): string => "?";

  async run(text: string, values: unknown[] = []): Promise<unknown[][]> {
    return this.driver.run(text, values);
  }

  /** Without ANALYZE: the library never runs it, so applications have no such statistics. */
  async settle(): Promise<void> {
    this.db.pragma("wal_checkpoint(truncate)");
    await this.copies.replace(this.db);
  }
}
