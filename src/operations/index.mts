/** The ESM entry of `unified-store/operations`; see ../index.mts. */
import "../dialect/runs-here.mjs";

export type * from "./index.js";
export {
  applySchemaGrants,
  backupStore,
  copyStores,
  countRows,
  diagnose,
  diagnosisText,
  exportedRows,
  exportStores,
  initProject,
  initText,
  loadStores,
  lookAt,
  lookFor,
  lookUp,
  pendingSchemaSql,
  revertSchema,
  STORE_NAMES,
  schemaGrants,
  schemaSql,
  schemaStatus,
} from "./index.js";
