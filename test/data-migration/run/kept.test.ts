import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { refused } from "../../../conformance/suite";
import type { Scope, UnifiedStoreManager } from "../../../src";
import {
  type MigrationReport,
  migrationStatus,
  purgeMigration,
  rejectedRows,
  retryRejectedRows,
  rollbackMigration,
  verifyMigration,
} from "../../../src/data-migration";
import { note } from "../../../src/data-migration/report/next-step";
import { runMigration } from "../../../src/data-migration/run/run-migration";
import { type Backend, backends, type TestDatabase } from "../../backends";
import { tablesOf } from "../../privacy/support";
import { temporaryFolder } from "../../support/folder";
import { contentsOf } from "../support/contents";
import { makeFile } from "../support/made-file";

const NAMES = ["ada", "bob"] as const;
const USERS = { ada: "1000000000000000001", bob: "1000000000000000002" };
/**
 * Words of a participant. They are kept in quarantine, or as the previous version of a row before a
 * second run.
 */
const said = (who: keyof typeof USERS, how: "refused" | "before" | "after" | "filed"): string =>
  `aubergine${who}${how}`;

/**
 * Contents that a run keeps outside the stores: rows in quarantine, and previous versions of rows.
 */
describe.each<Backend>(backends.filter(({ shared }) => shared))(
  "on $name the data that a run keeps",
  ({ create }) => {
    let database: TestDatabase;
    let stores: UnifiedStoreManager;
    let folder: string;
    let scope: Scope;
    let first: MigrationReport;
    let second: MigrationReport;

    beforeEach(async () => {
      database = await create();
      stores = await database.open();
      scope = stores.scope({ tenant: "operator" });
      folder = temporaryFolder();
      makeFile(join(folder, "interactions.db"), [
        "create table discord_user_opt_ins (user_id text primary key, username text, guild_id text, personality_preferences text, active integer)",
        "create table discord_interactions (id integer primary key, user_id text, guild_id text, content text, bot_response text, timestamp text, message_id text)",
        ...NAMES.flatMap((who, i) => [
          `insert into discord_user_opt_ins values ('${USERS[who]}', '${who}', 'g', '{"likes": "${said(who, "before")}"}', 1)`,
          `insert into discord_interactions values (${i * 10 + 1}, '${USERS[who]}', 'g', '${said(who, "before")}', 'You said ${said(who, "before")}', '2025-01-01', 'm-${who}')`,
          `insert into discord_interactions values (${i * 10 + 2}, '${USERS[who]}', 'g', '${said(who, "refused")}', null, 'yesterday', null)`,
        ]),
      ]);
      makeFile(join(folder, "archive.db"), [
        "create table attachments (content_hash text primary key, message_id text, channel_id text, filename text, size integer, sha256 text)",
        ...NAMES.map(
          (who) =>
            `insert into attachments values ('h-${who}', 'm-${who}', 'c', '${said(who, "filed")}', -1, 's')`,
        ),
      ]);
      first = await runMigration(stores, { from: folder, tenant: "operator" });
      makeFile(join(folder, "interactions.db"), [
        ...NAMES.map(
          (who) =>
            `update discord_interactions set content = '${said(who, "after")}', bot_response = 'Yes' where content = '${said(who, "before")}'`,
        ),
        `update discord_user_opt_ins set personality_preferences = '{}'`,
      ]);
      second = await runMigration(stores, { from: folder, tenant: "operator" });
    });
    afterEach(async () => {
      await database.drop();
      rmSync(folder, { recursive: true });
    });

    const tablesWith = (text: string): Promise<string[]> => tablesOf(stores, text.toLowerCase());

    test("of a participant is exported and erased with them, only in their tenant", async () => {
      // The same file in another tenant: the same users, with their own rows in quarantine.
      await runMigration(stores, {
        from: `others=${join(folder, "interactions.db")}`,
        tenant: "other",
      });
      expect(second).toMatchObject({ status: "done_with_quarantine", error: null });
      expect(await tablesWith(said("ada", "refused"))).toEqual(["migration_rejection"]);
      expect(await tablesWith(said("ada", "before"))).toContain("migration_before");
      const { participants } = scope.conversations;
      const ada = (await participants.getByExternalId({ externalId: USERS.ada }))!;
      const { tables } = await scope.privacy.export(ada.id);
      // In each of the two runs: her messages, and rows that refer to them.
      expect(tables.migration_rejection).toHaveLength(4);
      expect(JSON.stringify(tables.migration_before)).toContain(said("ada", "before"));
      expect(JSON.stringify(tables)).not.toContain("aubergineb");
      const { deleted } = await scope.privacy.erase(ada.id);
      expect(deleted).toEqual(
        Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rows.length])),
      );
      for (const how of ["before", "filed"] as const)
        expect([how, await tablesWith(said("ada", how))]).toEqual([how, []]);
      const left = await Promise.all([first, second].map(({ runId }) => rejectedRows(stores, runId)));
      expect(left.map((rows) => rows.map(({ raw }) => raw.user_id ?? raw.message_id))).toEqual([
        ["m-bob", USERS.bob],
        ["m-bob", USERS.bob],
      ]);
      expect(await tablesWith(said("ada", "refused"))).toEqual(["migration_rejection"]);
      expect(await tablesWith(said("bob", "before"))).toContain("migration_before");
      // A later run does not restore her rows.
      const from = `interactions=${join(folder, "interactions.db")}`;
      await runMigration(stores, { from, tenant: "operator" });
      expect(await participants.getByExternalId({ externalId: USERS.ada })).toBeNull();
      const other = stores.scope({ tenant: "other" }).conversations.participants;
      expect(await other.getByExternalId({ externalId: USERS.ada })).not.toBeNull();
    });

    test("is purged on demand: the stores do not change, and impossible operations are refused", async () => {
      const before = await contentsOf(stores);
      const dry = await purgeMigration(stores, second.runId, { dryRun: true });
      expect(dry).toMatchObject({ dryRun: true, quarantined: 4, lost: 4 });
      expect(dry.beforeImages).toBeGreaterThanOrEqual(6);
      expect(dry.consequences).toEqual([
        expect.stringMatching(/no longer be shown or retried/),
        expect.stringMatching(/no longer be rolled back/),
      ]);
      expect(await rejectedRows(stores, second.runId)).toHaveLength(4);
      expect(await purgeMigration(stores, second.runId.slice(0, 13))).toEqual({ ...dry, dryRun: false });
      await purgeMigration(stores, first.runId);
      for (const who of NAMES)
        for (const how of ["refused", "before", "filed"] as const)
          expect([who, how, await tablesWith(said(who, how))]).toEqual([who, how, []]);
      const file = database.url.replace(/^sqlite:/, "");
      for (const path of [file, `${file}-wal`])
        if (existsSync(path)) expect(readFileSync(path).includes(said("ada", "refused"))).toBe(false);
      expect(await contentsOf(stores)).toEqual(before);
      expect(await rejectedRows(stores, second.runId)).toEqual([]);
      await refused(retryRejectedRows(stores, second.runId), "conflict", /purged/);
      await refused(rollbackMigration(stores, second.runId), "conflict", /purged/);
      expect(await purgeMigration(stores, second.runId)).toMatchObject({ quarantined: 0, beforeImages: 0 });
      const [latest] = await migrationStatus(stores);
      expect(latest).toMatchObject({ status: "done_with_quarantine", next: dry.consequences.map(note) });
      // The keys of refused and of moved rows are still known.
      const verified = await verifyMigration(stores, second.runId);
      for (const { tables } of verified.sources)
        for (const table of tables) expect([table.table, table.verified]).toEqual([table.table, true]);
      const third = await runMigration(stores, { from: folder, tenant: "operator" });
      expect(
        third.sources.flatMap(({ tables }) => tables.map(({ moved, unchanged }) => moved - unchanged)),
      ).toEqual(third.sources.flatMap(({ tables }) => tables.map(() => 0)));
      expect(await contentsOf(stores)).toEqual(before);
    });

    test("is not purged while the run needs it, and a run that changed nothing can still be rolled back", async () => {
      await refused(purgeMigration(stores, "ffff"), "not_found");
      await refused(purgeMigration(stores, first.runId, { dryrun: true } as never), "validation");
      await rollbackMigration(stores, second.runId);
      expect(await purgeMigration(stores, second.runId)).toMatchObject({ quarantined: 0, beforeImages: 0 });
      expect(await purgeMigration(stores, first.runId)).toMatchObject({ quarantined: 4, beforeImages: 0 });
      expect(await rollbackMigration(stores, first.runId)).toMatchObject({ leftAlone: 0 });
      expect((await scope.conversations.participants.list()).items).toEqual([]);
    });
  },
);
