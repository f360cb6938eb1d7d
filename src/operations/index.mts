/** The ESM entry of `unified-store/operations`; see ../index.mts. */
import "../dialect/runs-here.mjs";

export type * from "./index.js";
export {
  applySchemaGrants,
  backupStore,
  copyStores,
  diagnose,
  diagnosisText,
  exportStores,
  loadStores,
  pendingSchemaSql,
  revertSchema,
  schemaGrants,
  schemaSql,
  schemaStatus,
} from "./index.js";
