import { type MigrationRunEntity, migrationRunTable } from "../../../entities/migration";
import type { Executor } from "../../db/database";
import { Table } from "../../db/table";
import { flag, instant, json, name, raw, sql, uuid } from "../../dialect/sql";
import { MigrationError } from "../errors";
import type { RunStatus } from "../report/types";
import type { Purged, RunRecord } from "./run-record";
import { CONTEXT, write } from "./statements";

const run = new Table<MigrationRunEntity>(migrationRunTable);
const NEWEST = raw("started_at desc, id desc");
/** The status of a copy of a store that is not done. It is in the ledger, and is no migration. */
export const COPYING = "copying";

/** Runs of data migrations into a target. */
export class Runs {
  constructor(private readonly db: Executor) {}

  /** All runs, the newest first. */
  async all(): Promise<RunRecord[]> {
    const statement = sql`select ${run.columns.sql} from ${run.name}
      where status <> ${name(COPYING)} order by ${NEWEST}`;
    return (await this.db.run({
      statement,
      returns: run.columns,
      context: CONTEXT,
    })) as unknown as RunRecord[];
  }

  /** Whether a copy of a store was cut off here: its tables may lack rows and indexes. */
  async hasOpenCopy(): Promise<boolean> {
    const statement = sql`select ${run.columns.sql} from ${run.name} where status = ${name(COPYING)}`;
    return (await this.db.run({ statement, returns: run.columns, context: CONTEXT })).length > 0;
  }

  /**
   * @param id or the beginning of one
   * @throws UnifiedStoreError `not_found`
   */
  async get(id: string): Promise<RunRecord> {
    const found = (await this.all()).find((each) => each.id === id || each.id.startsWith(id));
    if (!found)
      throw new MigrationError(
        "not_found",
        ({ status }) => `this target has no run ${id}: ${status()} lists its runs`,
      );
    return found;
  }

  async begin(record: RunRecord): Promise<void> {
    await write(this.db, run.insert(record as Partial<MigrationRunEntity>));
  }

  async update(id: string, change: Partial<RunRecord>): Promise<void> {
    const set = run.assign(change as Partial<MigrationRunEntity>);
    await write(this.db, sql`update ${run.name} set ${set} where id = ${uuid(id)}`);
  }

  async setStatus(
    id: string,
    state: { status: RunStatus; at: Date | null; error: string | null; endedByRejection?: boolean },
  ): Promise<void> {
    const { status, at, error, endedByRejection = false } = state;
    await write(
      this.db,
      sql`
      update ${run.name} set status = ${name(status)}, finished_at = ${instant(at)}, error = ${run.param("error", error)},
        ended_by_rejection = ${flag(endedByRejection)}
      where id = ${uuid(id)}`,
    );
  }

  /** @param statements restore the deferred indexes; null: none are deferred */
  async setDeferredIndexes(id: string, statements: readonly string[] | null): Promise<void> {
    await write(
      this.db,
      sql`update ${run.name} set deferred_indexes = ${json(statements, "deferredIndexes")} where id = ${uuid(id)}`,
    );
  }

  async requestCutover(id: string, requested: boolean): Promise<void> {
    await write(
      this.db,
      sql`update ${run.name} set cutover_requested = ${flag(requested)} where id = ${uuid(id)}`,
    );
  }

  async setPurged(id: string, purged: Purged): Promise<void> {
    await write(
      this.db,
      sql`update ${run.name} set purged = ${json(purged, "purged")} where id = ${uuid(id)}`,
    );
  }
}
