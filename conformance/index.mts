import "../src/dialect/runs-here.mjs";

export type * from "./index.js";
/** The ESM entry of `unified-store/conformance`; see ../src/index.mts. */
export { checkConformance, conformanceSuites, describeConformance } from "./index.js";
