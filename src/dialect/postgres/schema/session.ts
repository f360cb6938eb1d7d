import type { PoolClient } from "pg";
import type { StopSignal } from "../../../core/call/stop-signal";
import type { Logger } from "../../../core/logger";
import type { Catalogues } from "../../schema/catalogue";
import type { SchemaRoles, SchemaScript } from "../../schema/script";
import type { SchemaObject, SchemaRunner, SchemaSession, StatementRunner } from "../../schema/session";
import { mustBeAllowedToCreate } from "../errors/permission";
import { isFatal } from "../failures";
import { quoted } from "../quoted";
import { catalogues } from "./catalogue";
import { APPLIED, CREATE_LIST, lockOf, withoutLimits } from "./ledger";
import { PostgresOnline } from "./online";
import { mustBeUsable } from "./roles";
import { scriptOf } from "./script";

/**
 * Schema migrations under a transaction's advisory lock, which also works through a transaction
 * pooler.
 */
export class PostgresSchema implements SchemaSession {
  readonly separation =
    'open the manager with a schema that is theirs alone, such as schema: "unified_store"';

  readonly name: string;
  readonly online: PostgresOnline;

  constructor(
    private readonly connect: (signal?: StopSignal) => Promise<PoolClient>,
    private readonly schema: string,
    private readonly logger: Logger,
  ) {
    this.name = schema;
    this.online = new PostgresOnline(connect, schema);
  }

  get script(): SchemaScript {
    return scriptOf(this.schema);
  }

  grant = (roles: SchemaRoles): Promise<string[]> =>
    this.exclusively(async (runner) => {
      await mustBeUsable(runner, roles);
      const statements = this.script.grants!(roles);
      for (const statement of statements) await runner.query(statement);
      return statements;
    });

  applied(signal?: StopSignal): Promise<string[]> {
    return this.onConnection(signal, async (client) => {
      const { rows } = await client.query<{ known: boolean }>(KNOWN, [this.schema]);
      return rows[0]!.known ? this.names(client) : [];
    });
  }

  catalogues(build: (runner: StatementRunner) => Promise<void>, signal?: StopSignal): Promise<Catalogues> {
    return this.onConnection(signal, (client) => catalogues(client, this.schema, build));
  }

  private async onConnection<T>(
    signal: StopSignal | undefined,
    work: (client: PoolClient) => Promise<T>,
  ): Promise<T> {
    const client = await this.connect(signal);
    let failed: Error | undefined;
    try {
      return await work(client);
    } catch (error) {
      if (isFatal(error)) failed = error as Error;
      throw error;
    } finally {
      client.release(failed);
    }
  }

  async exclusively<T>(step: (runner: SchemaRunner, applied: string[]) => Promise<T>): Promise<T> {
    const client = await this.connect();
    let failed: Error | undefined;
    try {
      // A stricter isolation would not see changes that others commit while this waits for the
      // lock.
      await client.query("begin isolation level read committed");
      await client.query(withoutLimits("transaction"));
      // Two processes that create the same schema or table at once collide even with "if not
      // exists": lock first.
      await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [lockOf(this.schema)]);
      await this.prepare(client);
      const result = await step(this.runner(client), await this.names(client));
      await client.query("commit");
      return result;
    } catch (error) {
      // A connection whose rollback fails is discarded.
      await client.query("rollback").catch(() => {
        failed = error as Error;
      });
      throw error;
    } finally {
      client.release(failed);
    }
  }

  /**
   * Creates the schema and the table of schema migrations where they are missing. They are
   * rolled back if the step fails.
   */
  private async prepare(client: PoolClient): Promise<void> {
    const { rows } = await client.query<Standing>(STANDING, [this.schema]);
    const { known, elsewhere, ...standing } = rows[0]!;
    mustBeAllowedToCreate(this.schema, standing);
    if (!standing.there) await client.query(`create schema ${quoted(this.schema)}`);
    await client.query(`set local search_path to ${quoted(this.schema)}`);
    if (known) return;
    await client.query(CREATE_LIST);
    if (elsewhere) {
      this.logger.warn(
        { schema: this.schema, other: "public" },
        'there are stores in schema public as well: open with schema: "public" to use those',
      );
    }
  }

  private async names(on: PoolClient): Promise<string[]> {
    const { rows } = await on.query<{ name: string }>(
      `select name from ${quoted(this.schema)}.${APPLIED} order by applied_at, name`,
    );
    return rows.map(({ name }) => name);
  }

  private runner(client: PoolClient): SchemaRunner {
    return {
      query: async (text, parameters) => (await client.query(text, parameters)).rows,
      waitAtMost: async (ms) => {
        await client.query("select set_config('lock_timeout', $1, true)", [String(ms)]);
      },
      taken: async (objects) => {
        const named = (types: SchemaObject["type"][]): string[] =>
          objects.filter(({ type }) => types.includes(type)).map(({ name }) => name);
        const { rows } = await client.query<{ name: string; type: string }>(TAKEN, [
          this.schema,
          named(["table", "index", "key"]),
          named(["table"]),
        ]);
        return rows.map(({ name, type }) => `${type} ${name}`);
      },
      recordApplied: async (name, at) => {
        await client.query(`insert into ${APPLIED} (name, applied_at) values ($1, $2)`, [name, at]);
      },
      recordReverted: async (name) => {
        await client.query(`delete from ${APPLIED} where name = $1`, [name]);
      },
    };
  }
}

interface Standing {
  role: string;
  database: string;
  there: boolean;
  mayMakeSchemas: boolean;
  mayCreate: boolean | null;
  known: boolean;
  elsewhere: boolean;
}

/**
 * Asks the catalogue, which every role may read. Naming a table in a schema that the role may not
 * use would be an error.
 */
const isThere = (schema: string): string => `exists (
    select from pg_class c join pg_namespace s on s.oid = c.relnamespace
    where s.nspname = ${schema} and c.relname = '${APPLIED}' and c.relkind in ('r', 'p'))`;

const KNOWN = `select ${isThere("$1")} as known`;

const STANDING = `
  select current_user::text as role, current_database()::text as database, n.oid is not null as there,
    has_database_privilege(current_database(), 'create') as "mayMakeSchemas",
    has_schema_privilege(n.oid, 'usage') and has_schema_privilege(n.oid, 'create') as "mayCreate",
    ${isThere("$1")} as known, ${isThere("'public'")} as elsewhere
  from (values ($1::name)) as wanted (name) left join pg_namespace n on n.nspname = wanted.name`;

/** Names in use. A table also has a type of its name, which may be in use as well. */
const TAKEN = `
  select c.relname::text as name, case c.relkind when 'i' then 'index' when 'I' then 'index' when 'S' then 'sequence'
    when 'v' then 'view' when 'm' then 'materialized view' when 'c' then 'type' else 'table' end as type
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = any ($2)
  union
  select t.typname::text, 'type' from pg_type t join pg_namespace n on n.oid = t.typnamespace
  where n.nspname = $1 and t.typname = any ($3) and t.typrelid = 0
  order by 1`;
