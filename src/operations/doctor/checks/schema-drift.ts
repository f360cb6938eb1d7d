import { type CheckContext, type Found, found } from "../../../dialect/diagnostics/check";
import type { Dialect } from "../../../dialect/dialect";
import type { SchemaDrift } from "../../schema/drift";
import { statusOf } from "../../schema/status";
import type { CommonCheck } from "../check";

/**
 * Columns, constraints and the like that differ from what the schema migrations make. What is
 * missing of tables, keys and indexes is told by `missing-index`; what an application has added is
 * its own.
 */
export const schemaDrift: CommonCheck = {
  id: "schema-drift",
  look: async ({ database: { dialect }, context }, signal) => {
    const { drift, notCompared } = await statusOf(dialect, { signal, ignoreUnknown: true });
    if (notCompared !== null) return [found("info", null, `the tables were not compared: ${notCompared}`)];
    return drift.filter((each) => !isToldElsewhere(each, context)).map((each) => told(each, dialect));
  },
};

const isToldElsewhere = ({ problem, kind, name }: SchemaDrift, { indexes }: CheckContext): boolean =>
  kind === "table" ||
  problem === "invalid" ||
  (problem === "missing" && indexes.some((each) => each.name === name));

function told({ problem, kind, table, name, expected, found: is }: SchemaDrift, dialect: Dialect): Found {
  const what = `${kind} ${name} of table ${table}`;
  const alter = `alter table ${dialect.table(table)}`;
  const mayAlter = kind === "constraint" && dialect.schema.name !== null;
  if (problem === "not validated")
    return found(
      "warning",
      name,
      `${what} was checked for new rows alone`,
      `${alter} validate constraint "${name}";`,
    );
  if (problem === "missing")
    return found(
      kind === "column" ? "error" : "warning",
      name,
      `${what} is missing; it should be ${expected}`,
      mayAlter ? `${alter} add constraint "${name}" ${expected};` : null,
    );
  return found("warning", name, `${what} should be ${expected}, and is ${is}`);
}
