import type { Database } from "better-sqlite3";
import { UnifiedStoreError } from "../../core/errors";
import type { SchemaObject, SchemaRunner, SchemaSession } from "../dialect";
import { instantText } from "./codec";

const LEDGER = "unified_store_migration";

/**
 * Schema migrations on the one connection. Their lock: `alone` keeps this process out, and `begin
 * immediate` all others.
 */
export class SqliteSchema implements SchemaSession {
  readonly separation = "give the stores a file of their own";

  constructor(
    private readonly db: Database,
    private readonly alone: <T>(work: () => Promise<T>) => Promise<T>,
    private readonly exec: (statement: string) => Promise<void>,
  ) {}

  async applied(): Promise<string[]> {
    const known = this.db
      .prepare("select 1 from sqlite_master where type = 'table' and name = ?")
      .get(LEDGER);
    return known ? this.names() : [];
  }

  exclusively<T>(step: (runner: SchemaRunner, applied: string[]) => Promise<T>): Promise<T> {
    return this.alone(async () => {
      // A migration that rebuilds a parent table drops it, and with foreign keys on that empties
      // its children. They cannot be switched inside a transaction, so: off before it, and checked
      // before it commits.
      const enforced = this.db.pragma("foreign_keys", { simple: true });
      this.db.pragma("foreign_keys = off");
      try {
        await this.exec("begin immediate");
        try {
          this.db.exec(
            `create table if not exists ${LEDGER} (name text primary key, applied_at text not null)`,
          );
          const result = await step(this.runner(), this.names());
          const orphans = this.db.pragma("foreign_key_check") as { table: string }[];
          if (orphans.length > 0) {
            throw new UnifiedStoreError(
              "migration",
              `the migration would leave ${orphans.length} orphans in ${orphans[0]!.table}`,
            );
          }
          await this.exec("commit");
          return result;
        } catch (error) {
          if (this.db.inTransaction) this.db.exec("rollback");
          throw error;
        }
      } finally {
        this.db.pragma(`foreign_keys = ${enforced === 1 ? "on" : "off"}`);
      }
    });
  }

  private names(): string[] {
    const rows = this.db.prepare(`select name from ${LEDGER} order by applied_at, rowid`).all() as {
      name: string;
    }[];
    return rows.map(({ name }) => name);
  }

  private runner(): SchemaRunner {
    const { db } = this;
    return {
      query: async (text, parameters = []) => {
        const statement = db.prepare(text);
        return statement.reader ? statement.all(...parameters) : statement.run(...parameters);
      },
      taken: async (objects) => {
        const names = (types: readonly SchemaObject["type"][]): string =>
          JSON.stringify(objects.filter(({ type }) => types.includes(type)).map(({ name }) => name));
        const own = { names: names(["table", "index"]), triggers: names(["trigger"]) };
        const found = db.prepare(TAKEN).all(own);
        return (found as { type: string; name: string }[]).map(({ type, name }) => `${type} ${name}`);
      },
      recordApplied: async (name, at) => {
        db.prepare(`insert into ${LEDGER} (name, applied_at) values (?, ?)`).run(name, instantText(at));
      },
      recordReverted: async (name) => {
        db.prepare(`delete from ${LEDGER} where name = ?`).run(name);
      },
    };
  }
}

/**
 * Tables, views and indexes share their names, whatever their case; triggers have names of their
 * own.
 */
const TAKEN = `
  select s.type, s.name from sqlite_schema as s
  where s.name collate nocase in (select value from json_each(case s.type when 'trigger' then @triggers else @names end))
  order by s.name`;
