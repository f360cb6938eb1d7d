import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UnifiedStoreManager } from "../../../src";
import { backupStore } from "../../../src/operations/backup/backup-store";
import { OtherProgram } from "../../data-migration/files/process";
import { temporaryFolder } from "../../support/folder";
import { Databases, mustBeEqual } from "../copy/databases";
import { fill } from "../copy/filled";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each(["SQLite on file", "SQLite in memory"] as const)(
  "a backup of %s is a store with all rows",
  async (name) => {
    await using databases = new Databases();
    const from = await databases.stores(name);
    await fill(from, "a");
    const out = join(folder, "new", "backup.db");
    const heard: number[] = [];
    const report = await backupStore(from, out, {
      onProgress: ({ bytes, total }) => heard.push(bytes / total),
    });
    expect(report).toMatchObject({ file: out, tables: { memory_item: 6 } });
    expect(heard.at(-1)).toBe(1);
    expect(readdirSync(join(folder, "new"))).toEqual(["backup.db"]);
    await using copy = await UnifiedStoreManager.open({ url: `sqlite:${out}` });
    await mustBeEqual(copy, from);
    await expect(backupStore(from, out)).rejects.toThrow(/out exists already/);
  },
);

test("an application and another program write meanwhile; the backup is as of one moment, and ends", async () => {
  await using databases = new Databases();
  const { url, stores } = await databases.make("SQLite on file");
  const { profiles } = stores.scope({ tenant: "a" });
  const data = "x".repeat(400_000);
  for (let n = 0; n < 20; n++) await profiles.put({ name: `p${n}`, data });
  await using other = new OtherProgram(
    url.replace("sqlite:", ""),
    `db.pragma("busy_timeout = 5000"); db.exec("create table other (n)"); say("ready");
     for (;;) { db.exec("insert into other values (1)"); await new Promise((go) => setImmediate(go)); }`,
  );
  await other.hears("ready");
  const out = join(folder, "backup.db");
  let added: Promise<unknown> | undefined;
  const report = await backupStore(stores, out, {
    onProgress: () => {
      added ??= profiles.put({ name: "meanwhile", data: 1 });
    },
  });
  await added;
  expect(report.tables.profile).toBe(20);
  expect((await profiles.list({ limit: 100 })).items).toHaveLength(21);
});

test("an ended backup leaves nothing behind; PostgreSQL is refused with advice", async () => {
  await using databases = new Databases();
  const from = await databases.stores("SQLite on file");
  const out = join(folder, "backup.db");
  await expect(backupStore(from, out, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "aborted",
  });
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(join(folder, "file"), "");
  await expect(backupStore(from, join(folder, "file"))).rejects.toThrow(/exists already/);
  const server = await databases.stores("PostgreSQL");
  await expect(backupStore(server, out)).rejects.toMatchObject({ code: "not_supported" });
  await expect(backupStore(server, out)).rejects.toThrow(/use pg_dump, or an export/);
  expect(existsSync(out)).toBe(false);
});
