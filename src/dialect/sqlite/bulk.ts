import { closeSync, openSync, rmSync, statSync } from "node:fs";
import type BetterSqlite3 from "better-sqlite3";
import type { Bulk } from "../dialect";
import { loadDriver } from "../load-driver";
import type { RowColumns } from "../sql";
import { encode } from "./codec";

const holding = new WeakSet<object>();

/** What data migrations need beyond statements, on the one connection. */
export class SqliteBulk implements Bulk<unknown> {
  constructor(private readonly db: BetterSqlite3.Database) {}

  async load(
    _session: unknown,
    table: string,
    { columns }: RowColumns,
    rows: readonly (readonly unknown[])[],
  ): Promise<void> {
    const names = columns.map(([name]) => `"${name}"`).join(", ");
    const insert = this.db.prepare(
      `insert into "${table}" (${names}) values (${columns.map(() => "?").join(", ")})`,
    );
    for (const row of rows)
      insert.run(
        columns.map(([, type], i) => {
          const value = row[i];
          return value === null || value === undefined ? null : encode(type, value, "value");
        }),
      );
  }

  async lighten(_session: unknown, tables: readonly string[]): Promise<string[]> {
    const indexes = tables.flatMap((table) => this.db.prepare(INDEXES).all(table)) as {
      name: string;
      sql: string;
    }[];
    for (const { name } of indexes) this.db.exec(`drop index "${name}"`);
    return indexes.map(({ sql }) => sql);
  }

  async restore(_session: unknown, statements: readonly string[]): Promise<void> {
    for (const statement of statements) this.db.exec(statement);
  }

  /** Plans are made without statistics here, as the stores' statements expect. */
  async analyze(): Promise<void> {}

  /** The operating system lets go of a locked file when its process ends, however that is. */
  async hold(name: string): Promise<(() => Promise<void>) | null> {
    if (this.db.memory) return this.holdHere();
    const file = `${this.db.name}-${name}`;
    closeSync(openSync(file, "a"));
    const before = statSync(file).ino;
    const Database = loadDriver("better-sqlite3");
    const lock = new Database(file, { timeout: 0 });
    try {
      lock.exec("begin exclusive");
      // Whoever held it before may have removed the file that we have open: then another may hold a newer one.
      if (statSync(file).ino !== before) throw new Error("the lock was replaced");
    } catch {
      lock.close();
      return null;
    }
    return async () => {
      rmSync(file, { force: true });
      lock.close();
      rmSync(`${file}-journal`, { force: true });
    };
  }

  place(): string {
    return this.db.memory ? "in memory" : this.db.name;
  }

  private holdHere(): (() => Promise<void>) | null {
    if (holding.has(this.db)) return null;
    holding.add(this.db);
    return async () => void holding.delete(this.db);
  }
}

const INDEXES = `
  select m.name, m.sql from pragma_index_list(?) as i join sqlite_master as m on m.type = 'index' and m.name = i.name
  where i."unique" = 0 and m.sql is not null order by m.rowid`;
