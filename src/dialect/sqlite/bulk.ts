import type BetterSqlite3 from "better-sqlite3";
import type { Bulk } from "../dialect";
import type { RowColumns } from "../sql";
import { encode } from "./codec";

/** Bulk loading by prepared inserts, on the one connection. */
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

  async dropIndexes(_session: unknown, tables: readonly string[]): Promise<string[]> {
    const indexes = tables.flatMap((table) => this.db.prepare(INDEXES).all(table)) as {
      name: string;
      sql: string;
    }[];
    for (const { name } of indexes) this.db.exec(`drop index "${name}"`);
    return indexes.map(({ sql }) => sql);
  }

  async createIndexes(_session: unknown, statements: readonly string[]): Promise<void> {
    for (const statement of statements) this.db.exec(statement);
  }

  /** Does nothing: on this engine the stores' statements are planned without statistics. */
  async analyze(): Promise<void> {}
}

const INDEXES = `
  select m.name, m.sql from pragma_index_list(?) as i join sqlite_master as m on m.type = 'index' and m.name = i.name
  where i."unique" = 0 and m.sql is not null order by m.rowid`;
