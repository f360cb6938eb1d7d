import { rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { UnifiedStoreManager } from "../../../src";
import { Ledger } from "../../../src/data-migration/ledger/ledger";
import { reportText } from "../../../src/data-migration/report/text";
import type { MigrationReport } from "../../../src/data-migration/report/types";
import { cutoverMigration } from "../../../src/data-migration/run/cutover";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { migrationStatus } from "../../../src/data-migration/run/status";
import { type Backend, backends, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { until } from "../../support/until";
import { makeFile } from "../support/made-file";

describe.each<Backend>([...backends])("on $name", ({ create }) => {
  let folder: string;
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let path: string;
  beforeEach(async () => {
    folder = temporaryFolder();
    path = join(folder, "profiles.db");
    makeFile(path, [
      "create table profiles (name text primary key, data text not null)",
      "insert into profiles select 'p' || value, '{}' from json_each('[1, 2, 3]')",
    ]);
    database = await create();
    stores = await database.open();
  });
  afterEach(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const latest = async (): Promise<MigrationReport> => (await migrationStatus(stores))[0]!;
  const change = (name: string): void => makeFile(path, [`insert into profiles values ('${name}', '{}')`]);

  test("the lag and the last applied change are in the status, and a cutover reports what it waits for", async () => {
    const events: string[] = [];
    const ended = runMigration(stores, {
      ...{ from: folder, tenant: "operator", follow: true },
      onProgress: ({ phase, done, total }) => {
        if (phase === "follow") events.push(`${done} of ${total}`);
      },
    });
    ended.catch(() => undefined);
    await Promise.race([until(async () => (await latest())?.following?.checkedAt != null), ended]);
    expect((await latest()).following).toMatchObject({ behind: 0, lastAppliedAt: null, stage: "following" });
    expect(events).toContain("0 of 0");
    change("added");
    await Promise.race([until(async () => (await latest()).following?.lastAppliedAt != null), ended]);
    await Promise.race([until(() => events.includes("1 of 1")), ended]);
    const { runId, following } = await latest();
    expect(following).toMatchObject({ behind: 0, lastAppliedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(reportText(await latest())).toMatch(
      /It is up to date, last\s+change applied \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\s+UTC\./,
    );

    // An open write lock prevents the cutover from locking the file.
    const writer = new Database(path);
    writer.exec("begin immediate; insert into profiles values ('late', '{}')");
    const notices: string[] = [];
    const cutover = cutoverMigration(stores, runId, { onNotice: (notice) => notices.push(notice) });
    cutover.catch(() => undefined);
    await Promise.race([until(() => notices.some((each) => /locking 1 file/.test(each))), cutover]);
    expect((await latest()).following?.stage).toBe("locking");
    writer.exec("commit");
    writer.close();
    expect(await cutover).toMatchObject({ status: "done", following: null });
    expect(await ended).toMatchObject({ status: "done", error: null });
    expect(await stores.scope({ tenant: "operator" }).profiles.get("late")).not.toBeNull();
  });

  test("a dry run of a cutover shows the current lag, and changes nothing; without a follower the cutover reports its steps", async () => {
    const stop = new AbortController();
    const ended = runMigration(stores, {
      ...{ from: folder, tenant: "operator", follow: true, signal: stop.signal },
    });
    await Promise.race([until(async () => (await latest())?.status === "following"), ended]);
    stop.abort();
    const { runId } = await ended;
    change("waiting");
    const before = await new Ledger(stores.internals).runs.get(runId);
    const dry = await cutoverMigration(stores, runId, { dryRun: true });
    expect(dry.next).toEqual([
      {
        action: "note",
        text: expect.stringMatching(/^The cutover would lock 1 file, apply 1 changed row, verify every row/),
      },
    ]);
    expect(await new Ledger(stores.internals).runs.get(runId)).toEqual(before);
    const notices: string[] = [];
    const report = await cutoverMigration(stores, runId, { onNotice: (notice) => notices.push(notice) });
    expect(report).toMatchObject({ status: "done", sources: [{ tables: [{ moved: 4, verified: true }] }] });
    expect(notices.map((each) => /^Cutover: (\w+)/.exec(each)?.[1])).toEqual([
      ...["locking", "1", "comparing", "verifying"],
    ]);
  });
});
