import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { type MigrationReport, rejectedRows } from "../../../src/data-migration";
import { Quarantine } from "../../../src/data-migration/quarantine/quarantine";
import { type Backend, backends, type TestDatabase } from "../../backends";
import { child, ROOT } from "../../support/child";
import { temporaryFolder } from "../../support/folder";

const BYTES = 50_000_000;
/**
 * About 210 MB, or 270 where written parts are garbage collected later. Holding the value twice
 * would take more.
 */
const MOST_KILOBYTES = 320 * 1024;
const folder = temporaryFolder();
const path = join(folder, "profiles.db");
let sha256: string;

beforeAll(() => {
  const db = new BetterSqlite3(path);
  db.exec("create table profiles (name text primary key, data text)");
  const part = "0123456789".repeat(50_000);
  db.exec("insert into profiles values ('large', ''), ('small', '1'), ('other', '2')");
  db.prepare("update profiles set data = replace(hex(zeroblob(50)), '00', ?) where name = 'large'").run(
    part + part,
  );
  expect(db.prepare("select length(data) from profiles where name = 'large'").pluck().get()).toBe(BYTES);
  db.close();
  const hash = createHash("sha256");
  for (let i = 0; i < 100; i++) hash.update(part);
  sha256 = hash.digest("hex");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each<Backend>(backends.filter(({ shared }) => shared))("on $name", ({ create }) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.drop());

  test("a value of 50 MB goes through the quarantine byte for byte, with little memory", async () => {
    const { stdout, stderr, code } = await child(
      `const { runMigration, verifyMigration } = require(${JSON.stringify(join(ROOT, "dist/src/data-migration"))});
      const stores = await UnifiedStoreManager.open({ url });
      const report = await runMigration(stores, { from: ${JSON.stringify(path)}, tenant: "operator" });
      const verified = await verifyMigration(stores, report.runId);
      await stores.close();
      console.log(JSON.stringify({ verified, memory: process.resourceUsage().maxRSS }));`,
      database.url,
    );
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    const { verified, memory } = JSON.parse(stdout) as { verified: MigrationReport; memory: number };
    expect(verified).toMatchObject({ status: "done_with_quarantine", error: null });
    expect(verified.sources[0]!.tables[0]).toMatchObject({
      sourceRows: 3,
      moved: 2,
      quarantined: 1,
      verified: true,
    });
    expect(memory).toBeLessThan(MOST_KILOBYTES);

    const stores = await database.open();
    const [row, ...others] = await rejectedRows(stores, verified.runId);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      ...{ key: { name: "large" }, reason: "data is larger than 16,777,216 bytes", column: "data" },
      raw: { name: "large", data: { $parts: BYTES, encoding: "UTF-8" } },
    });
    const value = await new Quarantine(stores.internals).value(verified.runId, row!.id, "data");
    expect(createHash("sha256").update(value).digest("hex")).toBe(sha256);
    // 7 s where memory is allocated slowly.
  }, 120_000);
});
