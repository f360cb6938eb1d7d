import { type MigrationAliasEntity, migrationAliasTable } from "../../../entities/migration";
import type { Executor } from "../../db/database";
import { selection, Table } from "../../db/table";
import { AnyOf, Rows, raw, sql, uuid } from "../../dialect/sql";
import { CONTEXT, write } from "./statements";

const alias = new Table<MigrationAliasEntity>(migrationAliasTable);
const WRITTEN = alias.rowColumns(["target", "id", "actualId", "runId"]);
const READ = selection<{ id: string; actualId: string }>({ id: "uuid", actualId: "uuid" });
const TRUE = raw("true");

/** Alias of a row: a row of the target that already had its unique key stands for it. */
export interface AliasRecord {
  target: string;
  /** Id that the row of the source would have. */
  id: string;
  /** Id of the row of the target. */
  actualId: string;
}

/** Aliases of rows, of all runs. */
export class Aliases {
  constructor(private readonly db: Executor) {}

  /** Actual ids of those of these ids that are aliases. */
  async actualIds(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const statement = sql`
      select id, actual_id as "actualId" from ${alias.name} where id ${new AnyOf("uuid", ids)}`;
    const rows = await this.db.run({ statement, returns: READ, context: CONTEXT });
    return new Map(rows.map(({ id, actualId }) => [id, actualId]));
  }

  /** Whether a target has any. */
  async exist(): Promise<boolean> {
    const statement = sql`select id, actual_id as "actualId" from ${alias.name} limit 1`;
    return (await this.db.run({ statement, returns: READ, context: CONTEXT })).length > 0;
  }

  async add(runId: string, records: readonly AliasRecord[]): Promise<void> {
    if (records.length === 0) return;
    const rows = new Rows(
      WRITTEN,
      records.map(({ target, id, actualId }) => [target, id, actualId, runId]),
    );
    await write(
      this.db,
      sql`
      insert into ${alias.name} (${WRITTEN.names}) select ${WRITTEN.names} from ${rows} as v where ${TRUE}
      on conflict (target, id) do nothing`,
    );
  }

  /** Deletes the aliases of these ids, of all runs. */
  async delete(ids: readonly string[]): Promise<void> {
    if (ids.length > 0)
      await write(this.db, sql`delete from ${alias.name} where id ${new AnyOf("uuid", ids)}`);
  }

  /** Deletes the aliases of these ids that one run has added. */
  async deleteOfRun(runId: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await write(
      this.db,
      sql`delete from ${alias.name} where run_id = ${uuid(runId)} and id ${new AnyOf("uuid", ids)}`,
    );
  }

  async deleteOf(runId: string): Promise<void> {
    await write(this.db, sql`delete from ${alias.name} where run_id = ${uuid(runId)}`);
  }
}
