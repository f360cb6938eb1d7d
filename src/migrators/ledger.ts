import {
  MigrationAliasEntity,
  MigrationBatchEntity,
  MigrationBeforeEntity,
  MigrationRunEntity,
  MigrationStepEntity,
} from "../../entities/migration";
import { UnifiedStoreError } from "../core/errors";
import type { Executor } from "../db/database";
import { type Row, selection, Table } from "../db/table";
import { AnyOf, count, flag, instant, json, name, Rows, raw, type Sql, sql, uuid } from "../dialect/sql";
import type { Cursor } from "./cursor";
import type { RunStatus } from "./report/types";
import type { Tally } from "./tally";

const run = new Table<MigrationRunEntity>(MigrationRunEntity);
const step = new Table<MigrationStepEntity>(MigrationStepEntity);
const batch = new Table<MigrationBatchEntity>(MigrationBatchEntity);
const before = new Table<MigrationBeforeEntity>(MigrationBeforeEntity);
const alias = new Table<MigrationAliasEntity>(MigrationAliasEntity);

const CONTEXT = { operation: "migrate" };
const NOTHING = selection<Record<string, never>>({});
const ALIASED = selection<{ id: string; actualId: string }>({ id: "uuid", actualId: "uuid" });
const NUMBER = selection<{ number: number }>({ number: "integer" });

/** One file of a run, as it was when the run began. */
export interface SourceRecord {
  /** Names it among the sources of the target; ids of rows are made of it. */
  name: string;
  kind: string;
  tier: string;
  path: string;
  sha256: string;
  /** Of the snapshot: a run is only gone on with over the same. */
  fingerprint: string;
  /** Hash of the first rows, by which the same store is known in another place; null for an empty one. */
  lineage: string | null;
  unknownTables: { table: string; rows: number }[];
}

/** What a run was asked for. */
export interface RunSettings {
  tiers: readonly string[];
  tenant: string | null;
  workspace: string;
  onInvalid: "quarantine" | "fail";
  batchSize: number;
  follow: boolean;
  maxValueBytes: number;
}

export interface RunRecord
  extends Omit<Row<MigrationRunEntity>, "options" | "sources" | "lightened" | "status"> {
  status: RunStatus;
  options: RunSettings;
  sources: readonly SourceRecord[];
  lightened: readonly string[] | null;
}

/** How far one step of one source is. */
export interface StepRecord {
  runId: string;
  source: string;
  step: string;
  status: "copying" | "copied" | "verified" | "differs";
  sourceRows: number;
  cursor: Cursor | null;
  tally: Tally;
}

/** A row as it was: its values by column, and what it was searched by. */
export interface BeforeRecord {
  place: number;
  target: string;
  before: unknown;
}

/** The tables in which a target keeps what data migrations know of their runs. */
export class Ledger {
  constructor(private readonly db: Executor) {}

  /** The same tables inside a transaction. */
  within(tx: Executor): Ledger {
    return new Ledger(tx);
  }

  async begin(record: RunRecord): Promise<void> {
    await this.write(run.insert(record as Partial<MigrationRunEntity>));
  }

  /** All runs, the newest first. */
  async runs(): Promise<RunRecord[]> {
    const statement = sql`select ${run.columns.sql} from ${run.name} order by ${NEWEST}`;
    return (await this.db.run({
      statement,
      returns: run.columns,
      context: CONTEXT,
    })) as unknown as RunRecord[];
  }

  /** @throws UnifiedStoreError `not_found` */
  async runOf(id: string): Promise<RunRecord> {
    const found = (await this.runs()).find((each) => each.id === id || each.id.startsWith(id));
    if (!found)
      throw new UnifiedStoreError(
        "not_found",
        `this target has no run ${id}: \`migrate status\` lists its runs`,
      );
    return found;
  }

  async updateRun(id: string, change: Partial<RunRecord>): Promise<void> {
    const set = run.assign(change as Partial<MigrationRunEntity>);
    await this.write(sql`update ${run.name} set ${set} where id = ${uuid(id)}`);
  }

  /** The statements that put back what was taken off tables; null: nothing is off. */
  async setLightened(id: string, statements: readonly string[] | null): Promise<void> {
    await this.write(
      sql`update ${run.name} set lightened = ${json(statements, "lightened")} where id = ${uuid(id)}`,
    );
  }

  async requestCutover(id: string, requested: boolean): Promise<void> {
    await this.write(
      sql`update ${run.name} set cutover_requested = ${flag(requested)} where id = ${uuid(id)}`,
    );
  }

  async finishRun(id: string, status: RunStatus, at: Date | null, error: string | null): Promise<void> {
    await this.write(sql`
      update ${run.name} set status = ${name(status)}, finished_at = ${instant(at)}, error = ${run.param("error", error)}
      where id = ${uuid(id)}`);
  }

  async steps(runId: string): Promise<StepRecord[]> {
    const statement = sql`select ${step.columns.sql} from ${step.name} where run_id = ${uuid(runId)} order by ${BY_STEP}`;
    return (await this.db.run({
      statement,
      returns: step.columns,
      context: CONTEXT,
    })) as unknown as StepRecord[];
  }

  async putStep(record: StepRecord): Promise<void> {
    const insert = step.insert({ ...record, cursor: record.cursor } as Partial<MigrationStepEntity>);
    await this.write(sql`${insert} on conflict (run_id, source, step) do update set status = excluded.status,
      source_rows = excluded.source_rows, cursor = excluded.cursor, tally = excluded.tally`);
  }

  async addBatch(place: StepPlace, number: number, rows: string): Promise<void> {
    await this.write(batch.insert({ ...place, number, rows }));
  }

  /** The numbers of a step's batches, in order. */
  async batchNumbers(place: StepPlace): Promise<number[]> {
    const statement = sql`select number from ${batch.name} where ${at(place)} order by ${BY_NUMBER}`;
    return (await this.db.run({ statement, returns: NUMBER, context: CONTEXT })).map(({ number }) => number);
  }

  async batch(place: StepPlace, number: number): Promise<string> {
    const statement = sql`select ${batch.columns.sql} from ${batch.name} where ${at(place)} and number = ${count(number)}`;
    return (await this.db.run({ statement, returns: batch.columns, context: CONTEXT }))[0]?.rows ?? "";
  }

  async addBefore(place: StepPlace, number: number, records: readonly BeforeRecord[]): Promise<void> {
    for (const record of records)
      await this.write(
        before.insert({ ...place, batch: number, ...record } as Partial<MigrationBeforeEntity>),
      );
  }

  async before(place: StepPlace, number: number): Promise<BeforeRecord[]> {
    const statement = sql`
      select ${before.columns.sql} from ${before.name} where ${at(place)} and batch = ${count(number)} order by ${BY_PLACE}`;
    return this.db.run({ statement, returns: before.columns, context: CONTEXT });
  }

  /** Rows of sources that are other rows in the target: what id they have there. */
  async aliases(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const statement = sql`
      select id, actual_id as "actualId" from ${alias.name} where id ${new AnyOf("uuid", ids)}`;
    const rows = await this.db.run({ statement, returns: ALIASED, context: CONTEXT });
    return new Map(rows.map(({ id, actualId }) => [id, actualId]));
  }

  async hasAliases(): Promise<boolean> {
    const statement = sql`select id, actual_id as "actualId" from ${alias.name} limit 1`;
    return (await this.db.run({ statement, returns: ALIASED, context: CONTEXT })).length > 0;
  }

  async addAliases(
    runId: string,
    aliases: readonly { target: string; id: string; actualId: string }[],
  ): Promise<void> {
    if (aliases.length === 0) return;
    const rows = new Rows(
      ALIASES,
      aliases.map(({ target, id, actualId }) => [target, id, actualId, runId]),
    );
    await this.write(sql`
      insert into ${alias.name} (${ALIASES.names}) select ${ALIASES.names} from ${rows} as v where ${TRUE}
      on conflict (target, id) do nothing`);
  }

  async dropAliases(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.write(sql`delete from ${alias.name} where id ${new AnyOf("uuid", ids)}`);
  }

  /** Forgets all that is known of a run's rows. */
  async deleteRecords(runId: string): Promise<void> {
    for (const table of [alias, before, batch, step])
      await this.write(sql`delete from ${table.name} where run_id = ${uuid(runId)}`);
  }

  private async write(statement: Sql): Promise<void> {
    await this.db.run({ statement, returns: NOTHING, context: CONTEXT });
  }
}

/** A step of a source within a run. */
export interface StepPlace {
  runId: string;
  source: string;
  step: string;
}

const at = ({ runId, source, step: of }: StepPlace): Sql =>
  sql`run_id = ${uuid(runId)} and source = ${name(source)} and step = ${name(of)}`;

const NEWEST = raw("started_at desc, id desc");
const BY_STEP = raw("source, step");
const BY_NUMBER = raw("number");
const BY_PLACE = raw("place");
const TRUE = raw("true");
const ALIASES = alias.rowColumns(["target", "id", "actualId", "runId"]);
