import { setTimeout as delay } from "node:timers/promises";
import { Client, Pool } from "pg";
import { type Scope, UnifiedStoreManager } from "../../../src";
import { backend, type TestDatabase } from "../../backends";
import { countingClient } from "../../support/counting-client";

export const SELECTS = /^select .* from .*"memory_item"/;
export const INSERTS = /insert into .*"memory_item"/;

export const add = (scope: Scope, type = "t", content: string | number = 1) =>
  scope.memory.add({ type, content });

/**
 * PostgreSQL, where reads share statements too, and what is sent to it. Items of the type `refused`
 * are refused, and those of the type `slow` wait for a lock.
 */
export class Watched {
  private constructor(
    private readonly database: TestDatabase,
    /** Texts of the statements that the pool has sent. */
    readonly sent: string[],
    readonly pool: Pool,
    readonly stores: UnifiedStoreManager,
    /** Another client of the same database. */
    readonly other: Client,
  ) {}

  static async open(): Promise<Watched> {
    const database = await backend("PostgreSQL").create();
    const sent: string[] = [];
    const pool = new Pool({ connectionString: database.url, max: 6, Client: countingClient(sent) });
    const stores = await UnifiedStoreManager.open({ pool });
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query(`
      create function refuse() returns trigger language plpgsql as $$ begin
        if new.type = 'refused' then raise exception 'no' using errcode = '23514'; end if;
        if new.type = 'slow' then perform pg_advisory_xact_lock(7); end if;
        return new;
      end $$;
      create trigger refuse before insert on unified_store.memory_item for each row execute function refuse()`);
    return new Watched(database, sent, pool, stores, other);
  }

  get url(): string {
    return this.database.url;
  }

  /** A tenant without rows, of which nothing was sent. */
  newScope(): Scope {
    this.sent.length = 0;
    return this.stores.scope({ tenant: `tenant ${Math.random()}` });
  }

  statements(pattern: RegExp): number {
    return this.sent.filter((text) => pattern.test(text)).length;
  }

  /** Waits until so many wait for the lock that slow rows ask for. */
  async untilBlocked(count = 1): Promise<void> {
    for (;;) {
      const { rows } = await this.other.query(
        "select 1 from pg_locks where locktype = 'advisory' and not granted",
      );
      if (rows.length >= count) return;
      await delay(5);
    }
  }

  async whileLocked(work: () => Promise<void>): Promise<void> {
    await this.other.query("select pg_advisory_lock(7)");
    try {
      await work();
    } finally {
      await this.other.query("select pg_advisory_unlock(7)");
    }
  }

  async close(): Promise<void> {
    await this.stores.close();
    await this.pool.end();
    await this.other.end();
    await this.database.drop();
  }
}
