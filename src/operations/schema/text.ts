import { plural } from "../../presentation/figures";
import type { SchemaDrift } from "./drift";
import type { SchemaReversal } from "./revert";
import type { SchemaStatus } from "./status";

const VERDICTS: Record<SchemaStatus["status"], string> = {
  ok: "The schema is as this version needs it.",
  pending: "Schema migrations are pending: run schema migrate.",
  drift: "The schema differs from what its schema migrations make.",
  unchecked: "The tables were not compared.",
};

/** A status for people: the lists, the differences, and what follows. */
export function statusText(status: SchemaStatus): string {
  const { engine, schema, applied, pending, begun, unknown, drift, notCompared } = status;
  return [
    schema === null ? engine : `${engine}, schema ${schema}`,
    `  applied: ${applied.length === 0 ? "none" : `${applied.length}, the newest is ${applied.at(-1)}`}`,
    ...(pending.length > 0 ? [`  pending: ${pending.join(", ")}`] : []),
    ...(begun === null ? [] : [`  begun: ${begun}, of which indexes or constraints are still to be made`]),
    ...(unknown.length > 0 ? [`  of a newer version: ${unknown.join(", ")}`] : []),
    ...(drift.length > 0 ? [`  ${plural(drift.length, "difference")}:`, ...drift.map(driftLine)] : []),
    ...(notCompared === null ? [] : [`  ${notCompared}`]),
    VERDICTS[status.status],
  ].join("\n");
}

function driftLine({ problem, kind, table, name, expected, found }: SchemaDrift): string {
  const what = `    ${problem}: ${kind} ${kind === "table" || name === table ? name : `${table}.${name}`}`;
  if (problem === "different") return `${what}\n      should be: ${expected}\n      is:        ${found}`;
  return problem === "missing" && expected ? `${what}, ${expected}` : what;
}

/** What is destroyed: the tables that have rows. */
export function reversalText({ dryRun, to, reverted, rows }: SchemaReversal): string {
  if (reverted.length === 0) return `${to} is the newest schema migration already: nothing to take back.`;
  const lines = reverted.flatMap(({ migration, tables }) => [
    `  ${migration}: ${plural(tables.length, "table")}`,
    ...tables.filter((each) => each.rows > 0).map((each) => `    ${each.table}: ${plural(each.rows, "row")}`),
  ]);
  const head = `${plural(reverted.length, "schema migration")} ${dryRun ? "would be " : ""}taken back, with ${plural(rows, "row")}`;
  return [head, ...lines, `The newest ${dryRun ? "would be" : "is"} ${to}.`].join("\n");
}
