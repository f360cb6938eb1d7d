import { rmSync } from "node:fs";
import { Cleanup } from "../../../benchmarks/cleanup";
import { openPostgres } from "../../../benchmarks/contenders/postgres";
import { openSqlite } from "../../../benchmarks/contenders/sqlite";
import { fills } from "../../../benchmarks/fill";
import type { Testbed } from "../../../benchmarks/types";
import { workloads } from "../../../benchmarks/workloads";
import { mustBehaveAlike } from "../../../benchmarks/workloads/same-behaviour";
import { backend, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";

let cleanup: Cleanup;
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  cleanup = new Cleanup();
  folder = temporaryFolder();
  database = await backend("PostgreSQL").create({ migrated: false });
});
afterAll(async () => {
  await cleanup.run();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const engines: Record<string, () => Promise<Testbed>> = {
  sqlite: () => openSqlite({ folder }, cleanup),
  postgres: () => openPostgres({ url: database.url, poolSize: 2 }, cleanup),
};

const SIZES = [100, 300];
/** Of a scope of so many texts, a search of any word remembers what it has counted. */
const REMEMBERED = 1000;

/** Without the rows of the recording scope. */
const MEASURED = " where tenant_id = 'bench'";

describe.each(Object.entries(engines))("%s", (_engine, open) => {
  let testbed: Testbed;
  beforeAll(async () => {
    testbed = await open();
  });

  test.each(Object.keys(workloads))(
    "%s: subject and baseline behave equally at every size",
    async (store) => {
      const workload = await workloads[store]!(testbed);
      expect(workload.store).toBe(store);
      for (const records of store === "documents" ? [...SIZES, REMEMBERED] : SIZES) {
        // The rows of the previous round are removed.
        await workload.grow(records);
        const counted = await testbed.upkeep.run(
          `select count(*) from ${testbed.upkeep.table(fills[store]!.table)}${MEASURED}`,
        );
        expect(Number(counted[0]![0])).toBe(records);
        await mustBehaveAlike(testbed, workload);
        for (const { name, weight, subject, baseline } of workload.operations()) {
          expect(name).toMatch(new RegExp(`^${store}\\.`));
          expect(weight).toBeGreaterThan(0);
          for (let i = 0; i < 3; i++) {
            await subject();
            await baseline();
          }
        }
      }
    },
  );
});
