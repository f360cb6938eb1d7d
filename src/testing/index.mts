import "../dialect/runs-here.mjs";

export type * from "./index.js";
/** The ESM entry of `unified-store/testing`; see ../index.mts. */
export { createTestStores, startPostgres } from "./index.js";
