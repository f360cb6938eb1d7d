import "./dialect/runs-here.mjs";

export type * from "./index.js";
/**
 * The ESM entry. It exports the names of the CommonJS build, so that each class exists once under
 * both kinds of import.
 */
export {
  asContext,
  evaluationPage,
  evaluationTable,
  UnifiedStoreError,
  UnifiedStoreManager,
} from "./index.js";
