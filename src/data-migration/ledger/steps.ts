import { type MigrationStepEntity, migrationStepTable } from "../../../entities/migration";
import type { Executor } from "../../db/database";
import { Table } from "../../db/table";
import { raw, sql, uuid } from "../../dialect/sql";
import type { Position } from "../read/position";
import { CONTEXT, write } from "./statements";
import type { StepKey } from "./step-key";
import type { Tally } from "./tally";

const step = new Table<MigrationStepEntity>(migrationStepTable);
const BY_STEP = raw("source, step");

/** Progress of a step. */
export interface StepRecord extends StepKey {
  status: "copying" | "copied" | "verified" | "differs";
  sourceRows: number;
  /** Position of the last row that was copied; null at the beginning. */
  position: Position | null;
  tally: Tally;
}

/** Steps of runs. */
export class Steps {
  constructor(private readonly db: Executor) {}

  async of(runId: string): Promise<StepRecord[]> {
    const statement = sql`select ${step.columns.sql} from ${step.name} where run_id = ${uuid(runId)} order by ${BY_STEP}`;
    return (await this.db.run({
      statement,
      returns: step.columns,
      context: CONTEXT,
    })) as unknown as StepRecord[];
  }

  async find({ runId, source, step }: StepKey): Promise<StepRecord | undefined> {
    return (await this.of(runId)).find((each) => each.source === source && each.step === step);
  }

  async put(record: StepRecord): Promise<void> {
    const insert = step.insert(record as Partial<MigrationStepEntity>);
    await write(
      this.db,
      sql`${insert} on conflict (run_id, source, step) do update set status = excluded.status,
      source_rows = excluded.source_rows, position = excluded.position, tally = excluded.tally`,
    );
  }

  async deleteOf(runId: string): Promise<void> {
    await write(this.db, sql`delete from ${step.name} where run_id = ${uuid(runId)}`);
  }
}
