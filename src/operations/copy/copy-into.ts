import { UnifiedStoreError } from "../../core/errors";
import { withMigrationLock } from "../../data-migration/ledger/migration-lock";
import type { Database } from "../../db/database";
import { ping } from "../../db/schema/database-schema";
import { noteAllHiding } from "../../retention/note-hiding";
import type { CopyContext } from "./context";
import { ended } from "./ended";
import { Loader } from "./loader";
import { type CopyCounts, mergeRows } from "./merge/merge-rows";
import { modelsMustAgree } from "./merge/models";
import type { CheckedOptions } from "./options";
import { type CopyReport, reportOf } from "./report";
import { DatabaseSource } from "./source/database-source";
import type { RowSource } from "./source/source";
import { tablesOf } from "./tables";
import { CopyRecord } from "./target/record";

/**
 * Copies the rows of a source into a database.
 *
 * @throws UnifiedStoreError `conflict` before anything is written where a tenant has rows already,
 * or another copy was cut off
 */
export async function copyInto(
  source: RowSource,
  database: Database,
  options: CheckedOptions,
): Promise<CopyReport> {
  await mustHaveSchema(database, "target");
  const { chosen, signal, onProgress, merge, restart } = options;
  const tables = tablesOf(chosen.stores);
  const context: CopyContext = { source, database, chosen, tables, signal, onProgress };
  const work = async (): Promise<CopyReport> => {
    const record = await CopyRecord.open(database);
    if (record !== null && (merge || !record.isOf({ from: source.identity, ...chosen }))) {
      if (merge || !restart) throw cutOff(record);
    }
    const report = await (merge ? mergeAll(context) : new Loader(context).run(record, { restart }));
    await noteAllHiding({
      all: (statement, returns) => database.run({ statement, returns, context: { operation: "copy" } }),
    });
    return report;
  };
  try {
    return await withMigrationLock(database, work);
  } catch (error) {
    throw ended(error, database.dialect, signal);
  }
}

/** A merge keeps no record: it finds what is there by its keys. */
async function mergeAll(context: CopyContext): Promise<CopyReport> {
  const since = performance.now();
  const { source, database, chosen, tables } = context;
  await using target = await DatabaseSource.of(database);
  await modelsMustAgree(context, target);
  const counts = new Map<string, CopyCounts>();
  for (const table of tables) {
    // Search entries are made with their rows.
    if (table.kind === "search") continue;
    const total = await source.count(table, chosen);
    if (total === 0) continue;
    const replaces = table.inWorkspace || !hasWorkspaces(context);
    counts.set(table.name, await mergeRows(context, table, { total, replaces }));
  }
  return reportOf(counts, { reindexed: [], since });
}

/** Whether workspaces were chosen, so that what belongs to tenants as a whole is only added. */
const hasWorkspaces = ({ chosen }: CopyContext): boolean =>
  chosen.scopes?.some(({ workspace }) => workspace !== null) === true;

/** @throws UnifiedStoreError `schema` */
export async function mustHaveSchema(database: Database, what: "source" | "target"): Promise<void> {
  const { pending, unknown } = await ping(database, {});
  if (unknown.length > 0)
    throw new UnifiedStoreError(
      "schema",
      `the ${what} was migrated by a newer version (${unknown.join(", ")}): use that version`,
    );
  if (pending.length > 0)
    throw new UnifiedStoreError(
      "schema",
      `the ${what} lacks schema migrations (${pending.join(", ")}): apply them with migrateSchema()`,
    );
}

const cutOff = ({ request: { from } }: CopyRecord): UnifiedStoreError =>
  new UnifiedStoreError(
    "conflict",
    `a copy into this store was cut off, from ${from}: run it again as it was, which goes on behind it, ` +
      "or begin anew with `restart` (--restart), which deletes what it has written",
  );
