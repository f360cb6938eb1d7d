export { runMigration } from "./run/run-migration.js";

import "../dialect/runs-here.mjs";

export type * from "./index.js";
/** The ESM entry of `unified-store/migrate`; see ../index.mts. */
export {
  cutoverMigration,
  FallbackStores,
  migrationStatus,
  ProgressDisplay,
  planMigration,
  planText,
  purgeMigration,
  rejectedRows,
  reportPage,
  reportText,
  retryRejects,
  rollbackMigration,
  verifyMigration,
  writePage,
  writeReport,
} from "./index.js";
