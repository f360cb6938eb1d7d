import { existsSync } from "node:fs";
import type BetterSqlite3 from "better-sqlite3";
import { loadDriver } from "../../dialect/load-driver";
import { OURS } from "../read/source-file";
import { patiently } from "./retry-while-busy";
import type { Watched } from "./watched";

/** The table in which a followed file notes its changes: which row of which table, and values that others hang on it by. */
export const LOG = `${OURS}changes`;
/** How long writers may keep a file from being prepared, in milliseconds. */
const PATIENCE_MS = 15_000;

type Connection = BetterSqlite3.Database;

/** @throws UnifiedStoreError `validation` where the file cannot be written; nothing of it is changed */
export async function mustBeWritable(path: string, signal?: AbortSignal): Promise<void> {
  await patiently({ path, ms: PATIENCE_MS, signal }, () =>
    withFile(path, (db) => {
      db.exec("begin immediate");
      db.exec("rollback");
    }),
  );
}

/**
 * Makes a file note its changes from now on. What it notes costs its writers a short row for each of theirs.
 *
 * @returns the version of its schema then: it must stay
 */
export async function installChangeLog(
  path: string,
  watched: readonly Watched[],
  signal?: AbortSignal,
): Promise<number> {
  return patiently({ path, ms: PATIENCE_MS, signal }, () =>
    withFile(path, (db) => {
      const install = db.transaction(() => {
        const wanted = logStatements(db, watched);
        if (JSON.stringify(wanted) !== JSON.stringify(found(db).map(({ sql }) => sql))) {
          drop(db);
          for (const statement of wanted) db.exec(statement);
        }
        return db.pragma("schema_version", { simple: true }) as number;
      });
      return install.immediate();
    }),
  );
}

/** Takes out of a file what following it has put there. A file that is no more is let be. */
export async function removeChangeLog(path: string, signal?: AbortSignal): Promise<void> {
  if (!existsSync(path)) return;
  await patiently({ path, ms: PATIENCE_MS, signal }, () =>
    withFile(path, (db) => {
      if (found(db).length > 0) db.transaction(() => drop(db)).immediate();
    }),
  );
}

/** Keeps writers from a file until it is let go of, or its log is removed with all that it holds. */
export class WriteLock implements Disposable {
  private constructor(private readonly db: Connection) {}

  static async take(path: string, ms: number, signal?: AbortSignal): Promise<WriteLock> {
    const db = await patiently({ path, ms, signal }, () => {
      const opened = open(path);
      try {
        opened.exec("begin immediate");
        return opened;
      } catch (error) {
        opened.close();
        throw error;
      }
    });
    return new WriteLock(db);
  }

  /** Whoever still reads a file in rollback mode has to end first. */
  async removeLog(ms: number): Promise<void> {
    drop(this.db);
    await patiently({ path: this.db.name, ms }, () => this.db.exec("commit"));
  }

  [Symbol.dispose](): void {
    if (this.db.open && this.db.inTransaction) this.db.exec("rollback");
    this.db.close();
  }
}

function open(path: string): Connection {
  const Database = loadDriver("better-sqlite3");
  return new Database(path, { fileMustExist: true, timeout: 0 });
}

function withFile<T>(path: string, work: (db: Connection) => T): T {
  const db = open(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

function found(db: Connection): { type: string; name: string; sql: string }[] {
  return db
    .prepare("select type, name, sql from sqlite_master where name like ? escape '\\' order by rowid")
    .all(`${OURS.replaceAll("_", "\\_")}%`) as { type: string; name: string; sql: string }[];
}

function drop(db: Connection): void {
  for (const { type, name } of found(db).reverse()) db.exec(`drop ${type} if exists ${quoted(name)}`);
}

const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/** How many values a log row has at most. */
const columnsOf = (watched: readonly Watched[]): number =>
  Math.max(0, ...watched.map(({ columns }) => columns.length));

function logStatements(db: Connection, watched: readonly Watched[]): string[] {
  const keys = Array.from({ length: columnsOf(watched) }, (_, i) => `, k${i}`).join("");
  // Not autoincrement: the table of sequences which that needs cannot be taken away again. No row is ever removed from the log.
  const table = `CREATE TABLE ${LOG} (seq integer primary key, tbl text not null, row integer${keys})`;
  return [table, ...watched.flatMap((each) => triggersOf(db, each))];
}

function triggersOf(db: Connection, { table, columns }: Watched): string[] {
  const list = db.pragma("table_list") as { name: string; schema: string; wr: number }[];
  const own = list.find(({ name, schema }) => schema === "main" && name.toLowerCase() === table)!;
  const into = `insert into ${LOG} (tbl, row${columns.map((_, i) => `, k${i}`).join("")})`;
  const row = (of: string): string => {
    const values = columns.map((column) => `, ${of}.${quoted(column)}`).join("");
    return `'${table.replaceAll("'", "''")}', ${own.wr === 1 ? "null" : `${of}.rowid`}${values}`;
  };
  const trigger = (when: string, body: string): string =>
    `CREATE TRIGGER ${quoted(`${OURS}${when.replace(" ", "_")}_${table}`)} ${when} on ${quoted(own.name)} begin ${body} end`;
  const replaced = uniqueKeys(db, own.name).map(
    (same) => `${into} select ${row("t")} from ${quoted(own.name)} as t where ${same};`,
  );
  return [
    trigger("after insert", `${into} select ${row("NEW")};`),
    trigger("after update", `${into} select ${row("OLD")} union select ${row("NEW")};`),
    trigger("after delete", `${into} select ${row("OLD")};`),
    // What `or replace` removes by a unique key fires no trigger of its own.
    ...(replaced.length === 0
      ? []
      : ["before insert", "before update"].map((when) => trigger(when, replaced.join(" ")))),
  ];
}

/** Conditions that a row `t` has a unique key of the new one. */
function uniqueKeys(db: Connection, table: string): string[] {
  const indexes = db.pragma(`index_list(${quoted(table)})`) as { name: string; unique: number }[];
  return indexes
    .filter(({ unique }) => unique === 1)
    .map(({ name }) => db.pragma(`index_xinfo(${quoted(name)})`) as IndexColumn[])
    .map((columns) => columns.filter(({ key }) => key === 1))
    .filter((columns) => columns.every(({ cid }) => cid >= 0))
    .map((columns) =>
      columns
        .map(({ name, coll }) => `t.${quoted(name)} = NEW.${quoted(name)} collate ${quoted(coll)}`)
        .join(" and "),
    );
}

interface IndexColumn {
  cid: number;
  name: string;
  coll: string;
  key: number;
}
