export { conformanceSuites } from "./conformance";
export {
  type ConformanceReport,
  checkConformance,
  describeConformance,
  type TestRunner,
} from "./conformance/run";
export type { ConformanceCase, ConformanceContext, ConformanceSuite } from "./conformance/suite";
export { type PostgresServer, startPostgres } from "./postgres/server";
export { createTestStores, type TestStoresOptions } from "./stores";
