import { checkOptions, type SourceOptions, type Stores } from "./options";
import { rehearse } from "./rehearse";
import type { ProgressEvent } from "./report/progress";
import type { MigrationPlan } from "./report/types";

export interface PlanOptions extends SourceOptions {
  onProgress?: (event: ProgressEvent) => void;
}

/**
 * Tells what a run would do with each table, and every value that does not fit as it is. All rows are moved to a store that is thrown away; to the
 * target nothing is written. What the target has already is not looked at.
 *
 * @param stores the target; null where there is none yet
 * @throws UnifiedStoreError `validation` for options and files that are no good
 * @example
 * const plan = await planMigration(stores, { from: "./data", tenant: "acme" });
 */
export async function planMigration(stores: Stores | null, options: PlanOptions): Promise<MigrationPlan> {
  const checked = checkOptions(options);
  const { report, unrecognised, needsTenant } = await rehearse(stores?.internals ?? null, checked, true);
  if (report.error !== null) throw new Error(report.error);
  return {
    target: report.target,
    sources: report.sources.map(({ derived: _, tables, ...facts }) => ({
      ...facts,
      tables: tables.map(({ table, target, sourceRows, moved, quarantined, ...found }) => ({
        ...{ table, target, rows: sourceRows, willMove: moved, willNotFit: quarantined },
        ...{ duplicates: found.duplicates, duplicateExample: found.duplicateExample },
        ...{ coercions: found.coercions, extraColumns: found.extraColumns, reasons: found.reasons },
      })),
    })),
    unrecognised,
    needsTenant,
  };
}
