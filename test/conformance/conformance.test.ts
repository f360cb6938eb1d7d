import type { UnifiedStoreManager } from "../../src";
import { conformanceSuites } from "../../src/testing/conformance";
import { contextOf } from "../../src/testing/conformance/suite";
import { backends, type TestDatabase } from "../backends";

describe.each(backends)("conformance on $name", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;

  beforeAll(async () => {
    database = await backend.create();
    stores = await database.open();
  });
  afterAll(() => database.drop());

  describe.each(conformanceSuites)("$subject", ({ cases }) => {
    test.each(cases)("$name", ({ run }) => run(contextOf(stores)));
  });
});
