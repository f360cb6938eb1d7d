import {
  type MigrationRejectionEntity,
  type MigrationRunEntity,
  type MigrationStepEntity,
  migrationBeforeTable,
  migrationRejectionPartTable,
  migrationRejectionTable,
  migrationRunTable,
  migrationStepTable,
} from "../../../../entities/migration";
import { withoutExamples } from "../../../core/json/without-examples";
import { type Row, Selection, selection, Table } from "../../../db/table";
import { AnyOf, EMPTY, integer, json, name, raw, sql, TableName, uuid } from "../../../dialect/sql";
import { isOfScope, type RunScope } from "../../../privacy/quarantined-rows";
import type { DatabaseCall } from "../database-call";
import type { TenantPart } from "../in-tenant";
import { tenantTables } from "../tenant-tables";
import type { Doomed } from "./delete-rows";

const rejection = new Table<MigrationRejectionEntity>(migrationRejectionTable);
const rejectionPart = new TableName(migrationRejectionPartTable.name);
const step = new Table<MigrationStepEntity>(migrationStepTable);
const run = new Table<MigrationRunEntity>(migrationRunTable);
const before = new TableName(migrationBeforeTable.name);

const RUNS = selection<{ id: string; options: unknown }>({ id: "uuid", options: "json" });
const ONE = selection<{ one: number }>({ one: "integer" });
const ALL_STEPS = new Selection<Row<MigrationStepEntity>>(migrationStepTable.columnList);
/** Page size. It is small because a row has values of up to 16 MiB. */
const AT_ONCE = 50;

/** The first columns of an image are the scope of its row. */
const OF_TENANT = raw(`t."before" -> 'columns' ->> 0 = `);
const OF_WORKSPACE = raw(`t."before" -> 'columns' ->> 1 = `);

/** What the ledger of data migrations keeps of a tenant's contents. These tables have no tenant. */
export class KeptOfTenant {
  constructor(
    private readonly call: DatabaseCall,
    private readonly part: TenantPart,
  ) {}

  /** Rows as they were before a run changed them. */
  get beforeImages(): Doomed {
    const { tenant, workspace } = this.part;
    const inWorkspace = tenantTables().flatMap((table) => (table.inWorkspace ? table.name.name : []));
    const of =
      workspace === null
        ? EMPTY
        : sql` and ${OF_WORKSPACE}${name(workspace)} and t.target ${new AnyOf("name", inWorkspace)}`;
    return {
      table: before,
      key: ["run_id", "source", "step", "batch", "number"],
      where: sql`${OF_TENANT}${name(tenant)}${of}`,
    };
  }

  /** Quarantined rows. A row that does not say whose it is belongs to its run's tenant. */
  async deleteRejections(onDeleted: (table: string, rows: number) => void): Promise<void> {
    for await (const { runId, id } of this.rejections()) {
      const [parts, rows] = await this.call.erasing(async (tx) => [
        await tx.all(
          sql`delete from ${rejectionPart} where run_id = ${uuid(runId)} and rejection_id = ${uuid(id)} returning 1 as one`,
          ONE,
        ),
        await tx.all(
          sql`delete from ${rejection.name} where run_id = ${uuid(runId)} and id = ${uuid(id)} returning 1 as one`,
          ONE,
        ),
      ]);
      if (parts!.length > 0) onDeleted(rejectionPart.name, parts!.length);
      if (rows!.length > 0) onDeleted(rejection.name.name, rows!.length);
    }
  }

  async countRejections(): Promise<Record<string, number>> {
    let rows = 0;
    for await (const _ of this.rejections()) rows++;
    return rows === 0 ? {} : { [rejection.name.name]: rows };
  }

  /**
   * Removes the examples of rows from reports of runs that moved rows of this tenant, or may have.
   * An example does not say whose it is.
   *
   * @returns the number of changed reports
   */
  async redactReports(): Promise<number> {
    const scopes = await this.runs();
    const theirs = (runId: string): boolean =>
      (scopes.get(runId)?.tenant ?? this.part.tenant) === this.part.tenant;
    let changed = 0;
    for (const each of await this.call.all(sql`select ${ALL_STEPS.sql} from ${step.name}`, ALL_STEPS)) {
      if (!theirs(each.runId)) continue;
      const next = withoutExamples(each.tally, () => true);
      if (JSON.stringify(next) === JSON.stringify(each.tally)) continue;
      const statement = sql`
        update ${step.name} set tally = ${json(next, "tally")} where run_id = ${uuid(each.runId)}
        and source = ${name(each.source)} and step = ${name(each.step)} returning 1 as one`;
      changed += (await this.call.erasing((tx) => tx.all(statement, ONE))).length;
    }
    return changed;
  }

  private async runs(): Promise<Map<string, RunScope>> {
    const runs = await this.call.all(sql`select id, options from ${run.name}`, RUNS);
    return new Map(runs.map(({ id, options }) => [id, options as RunScope]));
  }

  private async *rejections(): AsyncIterable<Row<MigrationRejectionEntity>> {
    const scopes = await this.runs();
    for (let last: Row<MigrationRejectionEntity> | undefined; ; ) {
      const after = last ? sql` where (run_id, id) > (${uuid(last.runId)}, ${uuid(last.id)})` : EMPTY;
      const statement = sql`
        select ${rejection.columns.sql} from ${rejection.name}${after} order by run_id, id limit ${integer(AT_ONCE)}`;
      const found = await this.call.all(statement, rejection.columns);
      for (const row of found) if (isOfScope(row, this.part, scopes.get(row.runId))) yield row;
      if (found.length < AT_ONCE) return;
      last = found.at(-1)!;
    }
  }
}
