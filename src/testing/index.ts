export { type PostgresServer, startPostgres } from "./postgres/server";
export { createTestStores, type TestStoresOptions } from "./stores";
