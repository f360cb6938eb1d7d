import type { PoolClient } from "pg";
import type { StopSignal } from "../../../core/call/stop-signal";
import type { OnlineOptions, OnlineSchema, OnlineStep } from "../../schema/online";
import { cancellable } from "../connection/cancel";
import { quoted } from "../quoted";
import { INDEX_STANDING, type IndexStanding } from "./index-standing";
import { withoutLimits } from "./ledger";

type Made = "made" | "existing" | "building";

/**
 * Indexes by `CREATE INDEX CONCURRENTLY`; constraints as `NOT VALID`, and validated afterwards.
 * Neither makes a writer wait for longer than it takes to change the catalogue.
 */
export class PostgresOnline implements OnlineSchema {
  constructor(
    private readonly connect: (signal?: StopSignal) => Promise<PoolClient>,
    private readonly schema: string,
  ) {}

  async make(step: OnlineStep, options: OnlineOptions): Promise<Made> {
    const client = await this.connect(options.signal);
    try {
      await client.query(withoutLimits("session"));
      return await (step.type === "index"
        ? this.index(client, step, options)
        : this.constraint(client, step, options));
    } finally {
      // The connection has settings that no call of the application may get.
      client.release(true);
    }
  }

  private async index(client: PoolClient, step: OnlineStep, { signal }: OnlineOptions): Promise<Made> {
    const { rows } = await client.query<IndexStanding>(`select ${INDEX_STANDING}`, [
      this.schema,
      step.name,
      step.table,
    ]);
    const { state, building } = rows[0]!;
    if (state === "valid") return "existing";
    // While one is made it is invalid as well. The server goes on with it for a killed process.
    if (building) return "building";
    const drop = `drop index concurrently if exists ${quoted(this.schema)}.${quoted(step.name)}`;
    if (state === "invalid") await client.query(drop);
    try {
      await during(client, createIndex(step, this.schema), signal);
    } catch (error) {
      // Left over, it would cost every write, and refuse some if it is unique.
      if (!signal?.aborted) await client.query(drop).catch(() => undefined);
      throw error;
    }
    return "made";
  }

  private async constraint(
    client: PoolClient,
    step: OnlineStep,
    { signal, lockTimeoutMs }: OnlineOptions,
  ): Promise<Made> {
    const { rows } = await client.query<{ validated: boolean }>(CONSTRAINT_STANDING, [
      this.schema,
      step.table,
      step.name,
    ]);
    if (rows[0]?.validated) return "existing";
    if (!rows[0]) {
      await client.query("begin");
      try {
        // Writers queue behind this lock, and a reference locks the other table too.
        await client.query("select set_config('lock_timeout', $1, true)", [String(lockTimeoutMs)]);
        await client.query(`set local search_path to ${quoted(this.schema)}`);
        await client.query(addConstraint(step, this.schema));
        await client.query("commit");
      } catch (error) {
        await client.query("rollback").catch(() => undefined);
        throw error;
      }
    }
    await during(client, validate(step, this.schema), signal);
    return "made";
  }
}

const during = (client: PoolClient, text: string, signal: StopSignal | undefined): Promise<unknown> => {
  const done = client.query(text);
  return signal ? cancellable(client, done, signal) : done;
};

const tableOf = (step: OnlineStep, schema: string): string => `${quoted(schema)}.${quoted(step.table)}`;

export const createIndex = (step: OnlineStep, schema: string): string =>
  `create ${step.unique ? "unique " : ""}index concurrently ${quoted(step.name)} on ${tableOf(step, schema)} ${step.definition}`;

export const addConstraint = (step: OnlineStep, schema: string): string =>
  `alter table ${tableOf(step, schema)} add constraint ${quoted(step.name)} ${step.definition} not valid`;

export const validate = (step: OnlineStep, schema: string): string =>
  `alter table ${tableOf(step, schema)} validate constraint ${quoted(step.name)}`;

const CONSTRAINT_STANDING = `
  select k.convalidated as validated from pg_constraint as k
  join pg_class as c on c.oid = k.conrelid join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relname = $2 and k.conname = $3`;
