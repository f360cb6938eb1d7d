import { type MigrationBatchEntity, migrationBatchTable } from "../../../entities/migration";
import type { Executor } from "../../db/database";
import { selection, Table } from "../../db/table";
import { count, raw, sql, uuid } from "../../dialect/sql";
import { CONTEXT, write } from "./statements";
import { isOfStep, type StepKey } from "./step-key";

const batch = new Table<MigrationBatchEntity>(migrationBatchTable);
const BY_NUMBER = raw("number");
const NUMBER = selection<{ number: number }>({ number: "integer" });
const COPIED = selection<{ number: number; last: string }>({ number: "integer", last: "name" });

/** Batch of a step. */
export interface BatchRecord {
  number: number;
  /** Rows of the target that it wrote or found, packed. */
  rows: string;
  /** Position of its last row, as text. Null for a batch of changes, which come after copying. */
  last: string | null;
}

/** Batches of steps. */
export class Batches {
  constructor(private readonly db: Executor) {}

  async add(key: StepKey, record: BatchRecord): Promise<void> {
    await write(this.db, batch.insert({ ...key, ...record }));
  }

  /** Numbers of a step's batches, in order. */
  async numbers(key: StepKey): Promise<number[]> {
    const statement = sql`select number from ${batch.name} where ${isOfStep(key)} order by ${BY_NUMBER}`;
    return (await this.db.run({ statement, returns: NUMBER, context: CONTEXT })).map(({ number }) => number);
  }

  /** Batches that copied a step, in the order of its rows, with the last position of each. */
  async copied(key: StepKey): Promise<{ number: number; last: string }[]> {
    const statement = sql`
      select number, last from ${batch.name} where ${isOfStep(key)} and last is not null order by ${BY_NUMBER}`;
    return this.db.run({ statement, returns: COPIED, context: CONTEXT });
  }

  /**
   * Number of the next batch of changes. These have one order over all steps of a run, so that a
   * rollback can reverse it.
   */
  async nextNumber(runId: string): Promise<number> {
    const statement = sql`select max(number) as number from ${batch.name} where run_id = ${uuid(runId)}`;
    return ((await this.db.run({ statement, returns: NUMBER, context: CONTEXT }))[0]?.number ?? -1) + 1;
  }

  /** Packed rows of a batch; empty where there is no such batch. */
  async rows(key: StepKey, number: number): Promise<string> {
    const statement = sql`select ${batch.columns.sql} from ${batch.name} where ${isOfStep(key)} and number = ${count(number)}`;
    return (await this.db.run({ statement, returns: batch.columns, context: CONTEXT }))[0]?.rows ?? "";
  }

  async deleteOf(runId: string): Promise<void> {
    await write(this.db, sql`delete from ${batch.name} where run_id = ${uuid(runId)}`);
  }
}
