import { type MigrationChangeEntity, migrationChangeTable } from "../../../entities/migration";
import type { Executor } from "../../db/database";
import { selection, Table } from "../../db/table";
import { AnyOf, count, name, Rows, raw, type Sql, sql, uuid } from "../../dialect/sql";
import { CONTEXT, write } from "./statements";
import { isOfStep, type StepKey } from "./step-key";

const change = new Table<MigrationChangeEntity>(migrationChangeTable);
const WRITTEN = change.rowColumns(["runId", "source", "step", "position", "rows"]);
const READ = selection<{ position: string; rows: string }>({ position: "name", rows: "name" });
const BY_POSITION = raw("position");
const TRUE = raw("true");

/** How many changes `between` returns at most. */
export const CHANGES_AT_ONCE = 5000;

/** Change of a row of a source after it was copied. */
export interface ChangeRecord {
  /** Key of the position of the row of the source, as `positionKeyOf` makes it. */
  positionKey: string;
  /** Rows of the target that it is now, packed. There may be none when it is deleted. */
  rows: string;
}

/** Changes of steps. They are applied after copying, from files that are followed. */
export class Changes {
  constructor(private readonly db: Executor) {}

  async put(key: StepKey, records: readonly ChangeRecord[]): Promise<void> {
    if (records.length === 0) return;
    const list = new Rows(
      WRITTEN,
      records.map(({ positionKey, rows }) => [key.runId, key.source, key.step, positionKey, rows]),
    );
    await write(
      this.db,
      sql`
      insert into ${change.name} (${WRITTEN.names}) select ${WRITTEN.names} from ${list} as v where ${TRUE}
      on conflict (run_id, source, step, position) do update set rows = excluded.rows`,
    );
  }

  /** Packed rows by position key, of those of these positions whose rows have changed. */
  async at(key: StepKey, positionKeys: readonly string[]): Promise<Map<string, string>> {
    if (positionKeys.length === 0) return new Map();
    const which = new AnyOf("name", positionKeys);
    return this.read(sql`
      select position, rows from ${change.name} where ${isOfStep(key)} and position ${which}`);
  }

  /** The next changes after a position key, in order. @param last the last key; null: all */
  async between(key: StepKey, after: string, last: string | null): Promise<Map<string, string>> {
    const end = last === null ? TRUE : sql`position <= ${name(last)}`;
    return this.read(sql`
      select position, rows from ${change.name} where ${isOfStep(key)} and position > ${name(after)} and ${end}
      order by ${BY_POSITION} limit ${count(CHANGES_AT_ONCE)}`);
  }

  /** Whether a step has any. */
  async exist(key: StepKey): Promise<boolean> {
    const found = await this.read(
      sql`select position, rows from ${change.name} where ${isOfStep(key)} limit 1`,
    );
    return found.size > 0;
  }

  async deleteOf(runId: string): Promise<void> {
    await write(this.db, sql`delete from ${change.name} where run_id = ${uuid(runId)}`);
  }

  private async read(statement: Sql): Promise<Map<string, string>> {
    const records = await this.db.run({ statement, returns: READ, context: CONTEXT });
    return new Map(records.map(({ position, rows }) => [position, rows]));
  }
}
