import "./dialect/runs-here.mjs";

export type * from "./index.js";
/**
 * The ESM entry: the names of the one CommonJS build, so that each class exists once however it is
 * imported.
 */
export { UnifiedStoreError, UnifiedStoreManager } from "./index.js";
