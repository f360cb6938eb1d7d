import { contextOf } from "../../conformance/suite";
import { conformanceSuites } from "../../conformance/suites";
import type { UnifiedStoreManager } from "../../src";
import { type Backend, backend, type TestDatabase } from "../backends";

/**
 * Runs every case on one database. Each database has its own test file, so that they run in
 * parallel.
 */
export function conformanceOn(name: Backend["name"]): void {
  describe(`conformance on ${name}`, () => {
    let database: TestDatabase;
    let stores: UnifiedStoreManager;

    beforeAll(async () => {
      database = await backend(name).create();
      stores = await database.open();
    });
    afterAll(() => database.drop());

    describe.each(conformanceSuites)("$subject", ({ cases }) => {
      test.each(cases)("$name", ({ run }) => run(contextOf(stores)));
    });
  });
}
