/**
 * The conformance suite: what every engine has to do alike, for any test runner or none.
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
