import type { PoolClient } from "pg";
import { UnifiedStoreError } from "../../core/errors";
import type { StopSignal } from "../../core/stop-signal";
import type { SchemaRunner, SchemaSession } from "../dialect";
import { isFatal } from "./failures";

const LEDGER = "unified_store_migration";

/** Schema migrations under an advisory lock of the transaction, which also holds through a transaction pooler. */
export class PostgresSchema implements SchemaSession {
  constructor(
    private readonly connect: (signal?: StopSignal) => Promise<PoolClient>,
    private readonly schema: string,
  ) {}

  async applied(signal?: StopSignal): Promise<string[]> {
    const client = await this.connect(signal);
    let failed: Error | undefined;
    try {
      const ledger = `${quoted(this.schema)}.${LEDGER}`;
      const { rows } = await client.query(LOOK, [ledger]);
      const { known, ...settings } = rows[0] as Record<string, string | boolean>;
      checkSettings(settings);
      return known ? await this.names(client) : [];
    } catch (error) {
      if (isFatal(error) && !(error instanceof UnifiedStoreError)) failed = error as Error;
      throw error;
    } finally {
      client.release(failed);
    }
  }

  async exclusively<T>(step: (runner: SchemaRunner, applied: string[]) => Promise<T>): Promise<T> {
    const client = await this.connect();
    let failed: Error | undefined;
    try {
      await client.query("begin");
      // Two processes creating the same schema or table at once collide even with "if not exists": lock first.
      await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
        `unified-store migration ${this.schema}`,
      ]);
      if (!(await exists(client, this.schema))) await client.query(`create schema ${quoted(this.schema)}`);
      await client.query(`set local search_path to ${quoted(this.schema)}`);
      await client.query(
        `create table if not exists ${LEDGER} (name text primary key, applied_at timestamptz(3) not null)`,
      );
      const result = await step(this.runner(client), await this.names(client));
      await client.query("commit");
      return result;
    } catch (error) {
      // A connection that cannot even undo is of no more use.
      await client.query("rollback").catch(() => {
        failed = error as Error;
      });
      throw error;
    } finally {
      client.release(failed);
    }
  }

  private async names(on: PoolClient): Promise<string[]> {
    const { rows } = await on.query<{ name: string }>(
      `select name from ${quoted(this.schema)}.${LEDGER} order by applied_at, name`,
    );
    return rows.map(({ name }) => name);
  }

  private runner(client: PoolClient): SchemaRunner {
    return {
      query: async (text, parameters) => (await client.query(text, parameters)).rows,
      recordApplied: async (name, at) => {
        await client.query(`insert into ${LEDGER} (name, applied_at) values ($1, $2)`, [name, at]);
      },
      recordReverted: async (name) => {
        await client.query(`delete from ${LEDGER} where name = $1`, [name]);
      },
    };
  }
}

const LOOK = `
  select to_regclass($1) is not null as known, current_setting('datestyle') as "DateStyle",
    current_setting('bytea_output') as bytea_output, current_setting('extra_float_digits') as extra_float_digits`;

/** Settings of a database or role that change how values are written out: numbers would lose digits, dates be misread. */
function checkSettings(settings: Record<string, string | boolean>): void {
  const wanted: Record<string, RegExp> = {
    DateStyle: /^ISO/,
    bytea_output: /^hex$/,
    extra_float_digits: /^[1-9]/,
  };
  for (const [setting, form] of Object.entries(wanted)) {
    if (form.test(String(settings[setting]))) continue;
    const problem = `the server's setting ${setting} = ${settings[setting]} changes how values are read`;
    throw new UnifiedStoreError(
      "not_supported",
      `${problem}: reset it for this database or role (alter database … reset ${setting})`,
    );
  }
}

/** `create schema if not exists` asks for the privilege to create even where the schema is there. */
async function exists(client: PoolClient, schema: string): Promise<boolean> {
  return (await client.query("select 1 from pg_namespace where nspname = $1", [schema])).rows.length > 0;
}

export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
