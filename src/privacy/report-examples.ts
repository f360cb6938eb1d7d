import { type MigrationStepEntity, migrationStepTable } from "../../entities/migration";
import { withoutExamples } from "../core/json/without-examples";
import type { Call } from "../db/call";
import { selection, Table } from "../db/table";
import { json, name, sql, uuid } from "../dialect/sql";
import type { Subject } from "./subject";

const step = new Table<MigrationStepEntity>(migrationStepTable);
const IDS = selection<{ id: string }>({ id: "uuid" });

/**
 * Clears examples in reports of data migrations that contain the person's id or external id. A
 * report shows the key or value of a row as an example of each kind of change.
 */
export async function eraseExamples(call: Call, { id, externalId }: Subject): Promise<void> {
  const names = [id, ...(externalId ? [externalId.toLowerCase()] : [])];
  const isTheirs = (text: string): boolean => names.some((each) => text.toLowerCase().includes(each));
  const steps = await call.all(sql`select ${step.columns.sql} from ${step.name}`, step.columns);
  for (const { runId, source, step: of, tally } of steps) {
    const next = withoutExamples(tally, isTheirs);
    if (JSON.stringify(next) === JSON.stringify(tally)) continue;
    const statement = sql`
      update ${step.name} set tally = ${json(next, "tally")}
      where run_id = ${uuid(runId)} and source = ${name(source)} and step = ${name(of)} returning run_id as id`;
    await call.all(statement, IDS);
  }
}
