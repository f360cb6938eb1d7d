import { type MigrationBeforeEntity, migrationBeforeTable } from "../../../entities/migration";
import type { Executor } from "../../db/database";
import { selection, Table } from "../../db/table";
import { count, raw, sql, uuid } from "../../dialect/sql";
import { CONTEXT, write } from "./statements";
import { isOfStep, type StepKey } from "./step-key";

const before = new Table<MigrationBeforeEntity>(migrationBeforeTable);
const BY_NUMBER = raw("number");
const NUMBER = selection<{ number: number }>({ number: "integer" });

/** Before-image: a row of the target as it was, with its search entries. */
export interface BeforeRecord {
  /** Its number within the batch. */
  number: number;
  target: string;
  before: unknown;
}

/** Before-images of batches. A rollback restores them. */
export class BeforeImages {
  constructor(private readonly db: Executor) {}

  /** @param batch number of the batch */
  async add(key: StepKey, batch: number, records: readonly BeforeRecord[]): Promise<void> {
    for (const record of records)
      await write(this.db, before.insert({ ...key, batch, ...record } as Partial<MigrationBeforeEntity>));
  }

  async ofBatch(key: StepKey, batch: number): Promise<BeforeRecord[]> {
    const statement = sql`
      select ${before.columns.sql} from ${before.name} where ${isOfStep(key)} and batch = ${count(batch)} order by ${BY_NUMBER}`;
    return this.db.run({ statement, returns: before.columns, context: CONTEXT });
  }

  async countOf(runId: string): Promise<number> {
    const statement = sql`select count(*) as number from ${before.name} where run_id = ${uuid(runId)}`;
    return (await this.db.run({ statement, returns: NUMBER, context: CONTEXT }))[0]!.number;
  }

  async deleteOf(runId: string): Promise<void> {
    await write(this.db, sql`delete from ${before.name} where run_id = ${uuid(runId)}`);
  }
}
