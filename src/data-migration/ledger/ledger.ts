import {
  type MigrationAliasEntity,
  type MigrationBatchEntity,
  type MigrationBeforeEntity,
  type MigrationChangeEntity,
  type MigrationRunEntity,
  type MigrationStepEntity,
  migrationAliasTable,
  migrationBatchTable,
  migrationBeforeTable,
  migrationChangeTable,
  migrationRunTable,
  migrationStepTable,
} from "../../../entities/migration";
import { UnifiedStoreError } from "../../core/errors";
import type { Executor } from "../../db/database";
import { type Row, selection, Table } from "../../db/table";
import { AnyOf, count, flag, instant, json, name, Rows, raw, type Sql, sql, uuid } from "../../dialect/sql";
import { STATUS } from "../command-text";
import type { Cursor } from "../read/position";
import type { FollowStage, RunStatus } from "../report/types";
import type { Tally } from "./tally";

const run = new Table<MigrationRunEntity>(migrationRunTable);
const step = new Table<MigrationStepEntity>(migrationStepTable);
const batch = new Table<MigrationBatchEntity>(migrationBatchTable);
const before = new Table<MigrationBeforeEntity>(migrationBeforeTable);
const change = new Table<MigrationChangeEntity>(migrationChangeTable);
const alias = new Table<MigrationAliasEntity>(migrationAliasTable);

const CONTEXT = { operation: "migrate" };
const NOTHING = selection<Record<string, never>>({});
const ALIASED = selection<{ id: string; actualId: string }>({ id: "uuid", actualId: "uuid" });
const NUMBER = selection<{ number: number }>({ number: "integer" });
const RANGE = selection<{ number: number; last: string }>({ number: "integer", last: "name" });
const CHANGED = selection<{ place: string; rows: string }>({ place: "name", rows: "name" });

/** One file of a run, as it was when the run began. */
export interface SourceRecord {
  /** Names it among the sources of the target; ids of rows are made of it. */
  name: string;
  kind: string;
  tier: string;
  path: string;
  sha256: string;
  /** Of the snapshot: a run is only resumed over the same. */
  fingerprint: string;
  /** Hash of the first rows, by which the same store is known in another place; null for an empty one. */
  lineage: string | null;
  unknownTables: { table: string; rows: number }[];
  /** How far it is followed; absent where it is not. */
  followed?: Followed;
}

/** How far a file is followed. */
export interface Followed {
  /** How much of the log of its changes has been applied. */
  position: number;
  /** The version of its schema, which has to stay. */
  schema: number;
  stage: FollowStage;
  /** How many changed rows waited when it was looked last, and when that was, as ISO 8601. */
  behind?: number;
  checkedAt?: string;
  /** When a change was applied last. */
  appliedAt?: string;
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
  extends Omit<Row<MigrationRunEntity>, "options" | "sources" | "lightened" | "purged" | "status"> {
  status: RunStatus;
  options: RunSettings;
  sources: readonly SourceRecord[];
  lightened: readonly string[] | null;
  purged: Purged | null;
}

/** What a purge has taken from a run. */
export interface Purged {
  /** ISO 8601. */
  at: string;
  /** Rows in quarantine, and those that were moved from there. */
  quarantined: number;
  /** Rows of the target as they were before the run. */
  beforeImages: number;
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
      throw new UnifiedStoreError("not_found", `this target has no run ${id}: ${STATUS} lists its runs`);
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

  /** @param last the place of the last row that it has; null where it holds what changed since the step was copied */
  async addBatch(place: StepPlace, number: number, rows: string, last: string | null): Promise<void> {
    await this.write(batch.insert({ ...place, number, rows, last }));
  }

  /** The numbers of a step's batches, in order. */
  async batchNumbers(place: StepPlace): Promise<number[]> {
    const statement = sql`select number from ${batch.name} where ${at(place)} order by ${BY_NUMBER}`;
    return (await this.db.run({ statement, returns: NUMBER, context: CONTEXT })).map(({ number }) => number);
  }

  /** The batches that a step was copied in, in the order of its rows, and the last row of each. */
  async copiedBatches(place: StepPlace): Promise<{ number: number; last: string }[]> {
    const statement = sql`
      select number, last from ${batch.name} where ${at(place)} and last is not null order by ${BY_NUMBER}`;
    return this.db.run({ statement, returns: RANGE, context: CONTEXT });
  }

  /** The number of the next batch that holds changes: they are in one order over all steps of a run, behind those of copying. */
  async nextNumber(runId: string): Promise<number> {
    const statement = sql`select max(number) as number from ${batch.name} where run_id = ${uuid(runId)}`;
    return ((await this.db.run({ statement, returns: NUMBER, context: CONTEXT }))[0]?.number ?? -1) + 1;
  }

  /** What rows have become since they were copied, by their places. */
  async putChanges(place: StepPlace, rows: readonly { place: string; rows: string }[]): Promise<void> {
    if (rows.length === 0) return;
    const list = new Rows(
      CHANGES,
      rows.map((row) => [place.runId, place.source, place.step, row.place, row.rows]),
    );
    await this.write(sql`
      insert into ${change.name} (${CHANGES.names}) select ${CHANGES.names} from ${list} as v where ${TRUE}
      on conflict (run_id, source, step, place) do update set rows = excluded.rows`);
  }

  async changesAt(place: StepPlace, places: readonly string[]): Promise<Map<string, string>> {
    if (places.length === 0) return new Map();
    const which = new AnyOf("name", places);
    return this.changes(sql`
      select place, rows from ${change.name} where ${at(place)} and place ${which}`);
  }

  /** The next ones in order. @param after a place @param to the last place; null: all */
  async changesBetween(place: StepPlace, after: string, to: string | null): Promise<Map<string, string>> {
    const end = to === null ? TRUE : sql`place <= ${name(to)}`;
    return this.changes(sql`
      select place, rows from ${change.name} where ${at(place)} and place > ${name(after)} and ${end}
      order by ${BY_PLACE} limit ${count(CHANGES_AT_ONCE)}`);
  }

  async hasChanges(place: StepPlace): Promise<boolean> {
    return (
      (await this.changes(sql`select place, rows from ${change.name} where ${at(place)} limit 1`)).size > 0
    );
  }

  private async changes(statement: Sql): Promise<Map<string, string>> {
    const rows = await this.db.run({ statement, returns: CHANGED, context: CONTEXT });
    return new Map(rows.map(({ place: where, rows: packed }) => [where, packed]));
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

  async countBefore(runId: string): Promise<number> {
    const statement = sql`select count(*) as number from ${before.name} where run_id = ${uuid(runId)}`;
    return (await this.db.run({ statement, returns: NUMBER, context: CONTEXT }))[0]!.number;
  }

  async deleteBefore(runId: string): Promise<void> {
    await this.write(sql`delete from ${before.name} where run_id = ${uuid(runId)}`);
  }

  async setPurged(runId: string, purged: Purged): Promise<void> {
    await this.write(
      sql`update ${run.name} set purged = ${json(purged, "purged")} where id = ${uuid(runId)}`,
    );
  }

  /** Forgets all that is known of a run's rows. */
  async deleteRecords(runId: string): Promise<void> {
    for (const table of [alias, before, batch, change, step])
      await this.write(sql`delete from ${table.name} where run_id = ${uuid(runId)}`);
  }

  /** Forgets, of those that a run has found, that these rows are others. */
  async dropAliasesOf(runId: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.write(
      sql`delete from ${alias.name} where run_id = ${uuid(runId)} and id ${new AnyOf("uuid", ids)}`,
    );
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
/** As many as `changesBetween` gives at once. */
export const CHANGES_AT_ONCE = 5000;
const CHANGES = change.rowColumns(["runId", "source", "step", "place", "rows"]);
const ALIASES = alias.rowColumns(["target", "id", "actualId", "runId"]);
