import { existsSync } from "node:fs";
import type BetterSqlite3 from "better-sqlite3";
import { loadDriver } from "../../../dialect/load-driver";
import { FOLLOW_PREFIX } from "../../read/catalogue";
import { retryWhileBusy } from "./retry-while-busy";
import type { Watched } from "./watched";

/** The log of a file's changes: the table, the row, and values that other rows are found by. */
export const LOG = `${FOLLOW_PREFIX}changes`;
/** How long a file's writers are waited for, in milliseconds. */
const BUSY_RETRY_MS = 15_000;

type Connection = BetterSqlite3.Database;

/** Changes nothing. @throws UnifiedStoreError `validation` where the file cannot be written */
export async function mustBeWritable(path: string, signal?: AbortSignal): Promise<void> {
  await retryWhileBusy({ path, ms: BUSY_RETRY_MS, signal }, () =>
    withFile(path, (db) => {
      db.exec("begin immediate");
      db.exec("rollback");
    }),
  );
}

/**
 * Installs triggers that log a file's changes. They cost a writer one short row for each row that
 * it writes.
 *
 * @returns the version of the file's schema. It must not change while the file is followed
 */
export async function installChangeLog(
  path: string,
  watched: readonly Watched[],
  signal?: AbortSignal,
): Promise<number> {
  return retryWhileBusy({ path, ms: BUSY_RETRY_MS, signal }, () =>
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

/** Removes the log and its triggers from a file, if the file exists. */
export async function removeChangeLog(path: string, signal?: AbortSignal): Promise<void> {
  if (!existsSync(path)) return;
  await retryWhileBusy({ path, ms: BUSY_RETRY_MS, signal }, () =>
    withFile(path, (db) => {
      if (found(db).length > 0) db.transaction(() => drop(db)).immediate();
    }),
  );
}

/** Write lock. Locks a file's writers out until it is disposed of, or the log is removed. */
export class WriteLock implements Disposable {
  private constructor(private readonly db: Connection) {}

  static async take(path: string, ms: number, signal?: AbortSignal): Promise<WriteLock> {
    const db = await retryWhileBusy({ path, ms, signal }, () => {
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

  /** In rollback mode, readers of the file have to end first. */
  async removeLog(ms: number): Promise<void> {
    drop(this.db);
    await retryWhileBusy({ path: this.db.name, ms }, () => this.db.exec("commit"));
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
    .all(`${FOLLOW_PREFIX.replaceAll("_", "\\_")}%`) as { type: string; name: string; sql: string }[];
}

function drop(db: Connection): void {
  for (const { type, name } of found(db).reverse()) db.exec(`drop ${type} if exists ${quoted(name)}`);
}

const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/** How many values a row of the log has at most. */
const columnsOf = (watched: readonly Watched[]): number =>
  Math.max(0, ...watched.map(({ columns }) => columns.length));

function logStatements(db: Connection, watched: readonly Watched[]): string[] {
  const keys = Array.from({ length: columnsOf(watched) }, (_, i) => `, k${i}`).join("");
  // Not autoincrement: its table of sequences cannot be dropped. No row is deleted from the log.
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
    `CREATE TRIGGER ${quoted(`${FOLLOW_PREFIX}${when.replace(" ", "_")}_${table}`)} ${when} on ${quoted(own.name)} begin ${body} end`;
  const replaced = uniqueKeys(db, own.name).map(
    (same) => `${into} select ${row("t")} from ${quoted(own.name)} as t where ${same};`,
  );
  return [
    trigger("after insert", `${into} select ${row("NEW")};`),
    trigger("after update", `${into} select ${row("OLD")} union select ${row("NEW")};`),
    trigger("after delete", `${into} select ${row("OLD")};`),
    // `or replace` fires no delete trigger for a row that it removes by a unique key.
    ...(replaced.length === 0
      ? []
      : ["before insert", "before update"].map((when) => trigger(when, replaced.join(" ")))),
  ];
}

/** Conditions that a row `t` has a unique key of the new row. */
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
