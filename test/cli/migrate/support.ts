import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { temporaryFolder } from "../../support/folder";
import { type Ended, RunningCommand } from "../command";
import { migrateInProcess } from "../in-process";

/** Environment without a database URL: the user of the test suite may have set one. */
const ENVIRONMENT = { UNIFIED_STORE_URL: "", DATABASE_URL: "", NO_COLOR: "1" };

/** A folder with the files to move, and their target. */
export class Workplace implements Disposable {
  readonly folder = temporaryFolder();
  readonly url = `sqlite:${this.path("target.db")}`;

  path(name: string): string {
    return join(this.folder, name);
  }

  get files(): string[] {
    return readdirSync(this.folder, { recursive: true }).map(String).sort();
  }

  /** @param holdAt the stderr text at which the process stops */
  start(
    args: readonly string[],
    { environment = {}, holdAt }: { environment?: NodeJS.ProcessEnv; holdAt?: RegExp } = {},
  ): RunningCommand {
    return new RunningCommand(["migrate", ...args], {
      folder: this.folder,
      environment: { ...ENVIRONMENT, ...environment },
      ...(holdAt && { holdAt }),
    });
  }

  /** In a process of its own: for what only a process shows. */
  spawned(...args: string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  migrate(...args: string[]): Promise<Ended> {
    if (args.includes("--quiet")) return this.spawned(...args);
    return migrateInProcess(args, { folder: this.folder, environment: ENVIRONMENT });
  }

  /** The same with `--json`: its exit code, and the one document on stdout. */
  async json(...args: string[]) {
    const { code, stdout } = await this.migrate(...args, "--json");
    return { code, document: JSON.parse(stdout) };
  }

  /** A file of profiles. The first ones have invalid JSON. */
  profiles(name: string, { rows, bad = 0 }: { rows: number; bad?: number }): string {
    const db = new Database(this.path(name));
    db.pragma("synchronous = off");
    db.exec("create table profiles (name text primary key, data text)");
    const insert = db.prepare("insert into profiles values (?, ?)");
    db.transaction(() => {
      for (let i = 0; i < rows; i++) insert.run(`profile ${i}`, i < bad ? "{content" : `{"at":${i}}`);
    })();
    db.close();
    return this.path(name);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

export const OPERATOR = ["--tenant", "operator"] as const;
