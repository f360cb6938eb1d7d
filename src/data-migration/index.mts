/** The ESM entry of `unified-store/migrate`; see ../index.mts. */
import "../dialect/runs-here.mjs";

export type * from "./index.js";
export {
  cutoverMigration,
  FallbackStores,
  migrationStatus,
  nextStepText,
  ProgressDisplay,
  planMigration,
  planText,
  purgeMigration,
  rejectedRows,
  reportPage,
  reportText,
  retryRejectedRows,
  rollbackMigration,
  runMigration,
  verifyMigration,
  writePage,
  writeReport,
} from "./index.js";
