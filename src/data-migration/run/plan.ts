import { checkOptions, databaseOf, type SourceOptions, type Stores } from "../options";
import type { ProgressEvent } from "../report/progress";
import type { MigrationPlan, PlanTable, TableReport } from "../report/types";
import { lenientDryRun } from "./dry-run";

export interface PlanOptions extends SourceOptions {
  onProgress?: (event: ProgressEvent) => void;
  onNotice?: (notice: string) => void;
}

/**
 * Tells what a run would do with each table, and every value that does not fit as it is. All rows
 * are moved to a store that is deleted at the end. Nothing is written to the target, and its rows
 * are not read.
 *
 * @param stores the target; null where there is none yet
 * @throws UnifiedStoreError `validation` for invalid options, and for a file that was named and
 * cannot be read or holds no known store
 * @example
 * const plan = await planMigration(stores, { from: "./data", tenant: "acme" });
 */
export async function planMigration(stores: Stores | null, options: PlanOptions): Promise<MigrationPlan> {
  const checked = checkOptions(options);
  const { report, ...found } = await lenientDryRun(stores && databaseOf(stores), checked);
  if (report && report.error !== null) throw new Error(report.error);
  return {
    target: found.target,
    sources: (report?.sources ?? []).map(({ derived: _, tables, ...facts }) => ({
      ...facts,
      tables: tables.map(planned),
    })),
    unrecognised: found.unrecognised,
    needsTenant: found.needsTenant,
    hints: found.hints,
  };
}

const planned = ({ sourceRows, moved, quarantined, ...table }: TableReport): PlanTable => ({
  ...{ table: table.table, target: table.target, rows: sourceRows, willMove: moved, willNotFit: quarantined },
  ...{ duplicates: table.duplicates, duplicateExample: table.duplicateExample },
  ...{ coercions: table.coercions, extraColumns: table.extraColumns, reasons: table.reasons },
});
