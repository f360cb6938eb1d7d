/**
 * The conformance suite: the cases that every engine must pass, for any test runner or none.
 *
 * @module unified-store/conformance
 */
export {
  type ConformanceReport,
  checkConformance,
  describeConformance,
  type TestRunner,
} from "./run";
export type { ConformanceCase, ConformanceContext, ConformanceSuite } from "./suite";
export { conformanceSuites } from "./suites";
