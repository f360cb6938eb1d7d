/**
 * Data migrations: from the SQLite files that an application grew up with into its unified store.
 *
 * @module unified-store/migrate
 */

export { type FallbackOptions, FallbackStores } from "./on-demand/stores";
export type { RunOptions, SourceOptions } from "./options";
export type { Tier } from "./read/step";
export type { Commands } from "./report/commands";
export { writePage, writeReport } from "./report/file";
export { type NextAction, type NextStep, nextStepText } from "./report/next-step";
export { reportPage } from "./report/page";
export { ProgressDisplay, type ProgressEvent } from "./report/progress";
export { planText, reportText } from "./report/text";
export type {
  Coercion,
  Difference,
  ExtraColumn,
  MigrationPlan,
  MigrationReport,
  PlanSource,
  PlanTable,
  Reason,
  RunStatus,
  SourceReport,
  TableReport,
  TargetPlace,
  UnknownTable,
} from "./report/types";
export { type CutoverOptions, cutoverMigration } from "./run/cutover";
export { type PlanOptions, planMigration } from "./run/plan";
export { type PurgeOptions, type PurgeReport, purgeMigration } from "./run/purge";
export {
  type RejectedRow,
  type RetryOptions,
  type RetryResult,
  rejectedRows,
  retryRejectedRows,
} from "./run/rejections";
export { type LeftAlone, type RollbackOptions, type RollbackReport, rollbackMigration } from "./run/rollback";
export { runMigration } from "./run/run-migration";

export { migrationStatus } from "./run/status";
export { type VerifyOptions, verifyMigration } from "./run/verify";
