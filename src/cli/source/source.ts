import { givenDatabase } from "../../command-line/database-url";
import { UsageError } from "../../command-line/usage-error";
import { UnifiedStoreError } from "../../core/errors";
import { UnifiedStoreManager } from "../../manager";
import { isStore } from "../target/target-file";

const FORMS = "postgres://user@host/database or sqlite:FILE";

interface Given {
  from?: string;
  "from-schema"?: string;
}

/**
 * Opens the store that is read, and changes nothing of it.
 *
 * @throws UsageError; UnifiedStoreError `not_found` where there is none
 */
export function openSource({ from, "from-schema": schema }: Given): Promise<UnifiedStoreManager> {
  if (from === undefined) throw new UsageError(`From where? Give --from ${FORMS}.`);
  const { url, database } = givenDatabase(from, { option: "--from", forms: FORMS })!;
  if (database.engine === "sqlite") {
    if (schema !== undefined)
      throw new UsageError("--from-schema is for PostgreSQL: a SQLite file has one schema. Leave it out.");
    mustBeStore(database.file);
  }
  return UnifiedStoreManager.open({ url, migrateSchema: false, ...(schema !== undefined && { schema }) });
}

/** To open another file would change it, or make it. */
function mustBeStore(file: string | null): void {
  if (file === null)
    throw new UsageError(
      "--from names a store in memory, which begins empty with this command: name a file.",
    );
  if (!isStore(file))
    throw new UnifiedStoreError("not_found", `there is no store at ${file}: look at --from`);
}
