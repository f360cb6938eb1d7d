import type { CommandLine } from "../../../command-line/command";
import { EXIT } from "../../../command-line/exit-code";
import { publishResult } from "../../../command-line/output";
import { UsageError } from "../../../command-line/usage-error";
import { oneOf } from "../../../command-line/values";
import { pendingSchemaSql, type SchemaSql, schemaSql } from "../../../operations/schema/sql";
import { openExisting } from "../../target/open-target";
import { databaseIn } from "../database";
import type { SQL_OPTIONS } from "../options";

/** `unified-store schema sql` */
export async function sql(line: CommandLine<keyof typeof SQL_OPTIONS>): Promise<number> {
  const result = await printed(line);
  await publishResult(line.json, result, () =>
    result.sql === "" ? "-- Nothing is pending: there is nothing to run." : result.sql.trimEnd(),
  );
  return EXIT.done;
}

async function printed({ values }: CommandLine<keyof typeof SQL_OPTIONS>): Promise<SchemaSql> {
  const { engine, from, schema, url } = values;
  if (engine !== undefined) {
    if (url !== undefined)
      throw new UsageError("--engine is for SQL without a database: leave out --engine or --url.");
    const known = oneOf("engine", engine, ["postgres", "sqlite"]);
    if (known === "sqlite" && schema !== undefined)
      throw new UsageError("--schema is for PostgreSQL: a SQLite file has one schema. Leave it out.");
    return schemaSql({ engine: known, schema, from });
  }
  const target = databaseIn(values);
  if (from !== undefined) return schemaSql({ engine: target.reported.engine, schema, from });
  await using stores = await openExisting(target);
  return pendingSchemaSql(stores);
}
