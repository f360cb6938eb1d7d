import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import {
  type Snapshot,
  type SnapshotOptions,
  takeSnapshot,
} from "../../../src/data-migration/snapshot/snapshot";
import { temporaryFolder } from "../../support/folder";
import { OtherProgram } from "./process";

/**
 * Fixture of one test: a folder of files, a folder for their copies, and the programs that use
 * them.
 */
export class Bench {
  private readonly folder = temporaryFolder();
  readonly source = join(this.folder, "source");
  readonly copies = join(this.folder, "copies");
  /** The file of most tests. */
  readonly file = join(this.source, "memory.db");
  private readonly taken: Snapshot[] = [];
  private readonly programs: OtherProgram[] = [];

  constructor() {
    mkdirSync(this.source);
    mkdirSync(this.copies);
  }

  /** A closed file with the rows 1 to 100. */
  make(path = this.file, pragma = "journal_mode = delete"): void {
    const db = new Database(path);
    db.pragma(pragma);
    db.exec(`create table item (id integer primary key, text);
      insert into item select value, printf('%.1000c', 'x') from ${numbers(100)}`);
    db.close();
  }

  program(script: string): OtherProgram {
    const started = new OtherProgram(this.file, script);
    this.programs.push(started);
    return started;
  }

  async snapshot(path = this.file, options: SnapshotOptions = {}): Promise<Snapshot> {
    const made = await takeSnapshot(path, join(this.copies, `${this.taken.length}.db`), options);
    this.taken.push(made);
    return made;
  }

  /** The rows of a snapshot, read in the same way as by migrations: no file appears beside it. */
  read<T = number>({ path }: Snapshot, query = "select count(*) from item"): T {
    const beside = () => readdirSync(this.copies).filter((name) => /-(wal|shm|journal)$/.test(name));
    const db = new Database(path, { readonly: true });
    try {
      const value = db.prepare(query).pluck().get() as T;
      expect(beside()).toEqual([]);
      return value;
    } finally {
      db.close();
    }
  }

  /** Ends everything, and checks that no snapshot has left a copy. */
  async end(): Promise<void> {
    for (const program of this.programs) await program[Symbol.asyncDispose]();
    for (const snapshot of this.taken) await snapshot[Symbol.asyncDispose]();
    const left = readdirSync(this.copies);
    rmSync(this.folder, { recursive: true });
    expect(left).toEqual([]);
  }
}

/** A table of the numbers from 1. */
export const numbers = (last: number): string =>
  `(with recursive n(value) as (select 1 union all select value + 1 from n where value < ${last}) select value from n)`;
