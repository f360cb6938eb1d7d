import type { CommandLine } from "../../../command-line/command";
import { EXIT } from "../../../command-line/exit-code";
import { note, publishResult } from "../../../command-line/output";
import { UsageError } from "../../../command-line/usage-error";
import { applySchemaGrants, noRoles, schemaGrants } from "../../../operations/schema/grants";
import { openExisting } from "../../target/open-target";
import { databaseIn } from "../database";
import type { GRANTS_OPTIONS } from "../options";

/** `unified-store schema grants` */
export async function grants(line: CommandLine<keyof typeof GRANTS_OPTIONS>): Promise<number> {
  const { values, flags, json } = line;
  const appRole = values["app-role"];
  if (appRole === undefined)
    throw new UsageError("Whose privileges? Give --app-role NAME, the role that serves.");
  const roles = { appRole, migratorRole: values["migrator-role"] };
  const applied = flags.has("apply");
  if (applied || values.url !== undefined) {
    const target = databaseIn(values);
    if (target.reported.engine === "sqlite") throw noRoles();
    if (applied) {
      await using stores = await openExisting(target);
      const statements = await applySchemaGrants(stores, roles);
      await publishResult(json, { applied, statements }, () => textOf(statements));
      note("Applied.");
      return EXIT.done;
    }
  }
  const statements = schemaGrants({ ...roles, schema: values.schema });
  await publishResult(json, { applied, statements }, () => textOf(statements));
  return EXIT.done;
}

const textOf = (statements: readonly string[]): string => statements.map((each) => `${each};`).join("\n");
