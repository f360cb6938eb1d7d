import type { Database } from "better-sqlite3";
import { UnifiedStoreError } from "../../../core/errors";
import { loadDriver } from "../../load-driver";
import type { Catalogues } from "../../schema/catalogue";
import type { SchemaObject, SchemaRunner, SchemaSession, StatementRunner } from "../../schema/session";
import { instantText } from "../codec";
import { catalogueOf } from "./catalogue";
import { APPLIED, CREATE_LIST } from "./ledger";
import { script } from "./script";

/**
 * Schema migrations on the one connection. `alone` locks out other tasks of this process, and
 * `begin immediate` other processes.
 */
export class SqliteSchema implements SchemaSession {
  readonly separation = "give the stores a file of their own";
  readonly name = null;
  readonly online = null;
  readonly script = script;
  readonly grant = null;

  constructor(
    private readonly db: Database,
    private readonly alone: <T>(work: () => Promise<T>) => Promise<T>,
    private readonly exec: (statement: string) => Promise<void>,
  ) {}

  async applied(): Promise<string[]> {
    const known = this.db
      .prepare("select 1 from sqlite_master where type = 'table' and name = ?")
      .get(APPLIED);
    return known ? this.names() : [];
  }

  async catalogues(build: (runner: StatementRunner) => Promise<void>): Promise<Catalogues> {
    const found = catalogueOf(this.db);
    const anew = new (loadDriver("better-sqlite3"))(":memory:");
    try {
      anew.exec(CREATE_LIST);
      await build({ query: async (text) => anew.exec(text) });
      return { found, needed: catalogueOf(anew) };
    } finally {
      anew.close();
    }
  }

  exclusively<T>(step: (runner: SchemaRunner, applied: string[]) => Promise<T>): Promise<T> {
    return this.alone(async () => {
      // A migration that rebuilds a parent table drops it. With foreign keys on, that would empty
      // its child tables. Foreign keys cannot be switched inside a transaction: they are off before
      // it, and checked before it commits.
      const enforced = this.db.pragma("foreign_keys", { simple: true });
      this.db.pragma("foreign_keys = off");
      try {
        await this.exec("begin immediate");
        try {
          this.db.exec(CREATE_LIST);
          const result = await step(this.runner(), this.names());
          const orphans = this.db.pragma("foreign_key_check") as { table: string }[];
          if (orphans.length > 0) {
            throw new UnifiedStoreError(
              "schema",
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
    const rows = this.db.prepare(`select name from ${APPLIED} order by applied_at, rowid`).all() as {
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
      // There are no locks of tables: who has the transaction is the only writer.
      waitAtMost: async () => {},
      taken: async (objects) => {
        const names = (types: readonly SchemaObject["type"][]): string =>
          JSON.stringify(objects.filter(({ type }) => types.includes(type)).map(({ name }) => name));
        const own = { names: names(["table", "index"]), triggers: names(["trigger"]) };
        const found = db.prepare(TAKEN).all(own);
        return (found as { type: string; name: string }[]).map(({ type, name }) => `${type} ${name}`);
      },
      recordApplied: async (name, at) => {
        db.prepare(`insert into ${APPLIED} (name, applied_at) values (?, ?)`).run(name, instantText(at));
      },
      recordReverted: async (name) => {
        db.prepare(`delete from ${APPLIED} where name = ?`).run(name);
      },
    };
  }
}

/**
 * Names in use. Tables, views and indexes share one namespace, without regard to case. Triggers
 * have another.
 */
const TAKEN = `
  select s.type, s.name from sqlite_schema as s
  where s.name collate nocase in (select value from json_each(case s.type when 'trigger' then @triggers else @names end))
  order by s.name`;
