import { rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { UnifiedStoreManager } from "../../../src";
import { Ledger } from "../../../src/data-migration/ledger/ledger";
import type { MigrationReport } from "../../../src/data-migration/report/types";
import { cutoverMigration } from "../../../src/data-migration/run/cutover";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { backend, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { until } from "../../support/until";
import { contentsOf, copies, schemaOf } from "./files";

let folder: string;
let databases: TestDatabase[];
beforeEach(() => {
  folder = temporaryFolder();
  databases = [];
});
afterEach(async () => {
  for (const database of databases) await database.drop();
  rmSync(folder, { recursive: true });
});

async function target(): Promise<UnifiedStoreManager> {
  const database = await backend("SQLite in memory").create();
  databases.push(database);
  return database.open();
}

interface Followed {
  stores: UnifiedStoreManager;
  /** Checks that the target has exactly the rows that a run of the final files would have moved. */
  cutOver(): Promise<MigrationReport>;
  applied(): Promise<void>;
}

/** A run that follows files, after its rows were copied. */
async function following(from: string): Promise<Followed> {
  const stores = await target();
  const ledger = new Ledger(stores.internals);
  const ended = runMigration(stores, { from, tenant: "operator", follow: true });
  ended.catch(() => undefined);
  await Promise.race([until(async () => (await ledger.runs.all())[0]?.status === "following"), ended]);
  return {
    stores,
    async applied() {
      await until(async () => {
        const [run] = await ledger.runs.all();
        return run!.sources.every(({ path, followed }) => {
          const db = new Database(path, { readonly: true });
          const last = db.prepare("select coalesce(max(seq), 0) from _unified_store_changes").pluck().get();
          db.close();
          return followed!.position === last;
        });
      });
    },
    async cutOver() {
      const [run] = await ledger.runs.all();
      const report = await cutoverMigration(stores, run!.id);
      await ended;
      return report;
    },
  };
}

async function likeAFreshRun(stores: UnifiedStoreManager, from: string): Promise<void> {
  const fresh = await target();
  await runMigration(fresh, { from, tenant: "operator" });
  expect(await contentsOf(stores)).toEqual(await contentsOf(fresh));
}

function change(name: string, ...statements: string[]): void {
  const db = new Database(join(folder, `${name}.db`));
  db.pragma("foreign_keys = off");
  for (const statement of statements) db.exec(statement);
  db.close();
}

test("added, changed and removed rows of followed files are applied, and the file has its old schema", async () => {
  copies(folder, ["memory"]);
  const before = schemaOf(join(folder, "memory.db"));
  const { stores, cutOver, applied } = await following(folder);
  change(
    "memory",
    'update memory_items set content_json = \'{"text":"changed"}\' where id in (3, 4)',
    "delete from memory_items where id in (5, 6)",
    'insert into memory_items select 9001, tenant, workspace, type, \'{"text":"new"}\', embedding_json, ts_created, ts_last_used, retention_policy, decay_score, pinned, archived from memory_items where id = 7',
    'insert or replace into memory_items select 8, tenant, workspace, type, \'{"text":"replaced"}\', embedding_json, ts_created, ts_last_used, retention_policy, decay_score, pinned, archived from memory_items where id = 7',
    "insert or replace into retention_policies (name, tenant, ttl_days) select name, tenant, 77 from retention_policies limit 1",
  );
  await applied();
  await likeAFreshRun(stores, folder);
  change("memory", "delete from memory_items where id = 9001");
  expect(await cutOver()).toMatchObject({ status: "done", error: null });
  expect(schemaOf(join(folder, "memory.db"))).toEqual(before);
  await likeAFreshRun(stores, folder);
});

test("changed, added and removed vectors of followed files are applied", async () => {
  copies(folder, ["memory"]);
  const { stores, cutOver, applied } = await following(folder);
  const vectors = async () => (await contentsOf(stores))["memory_item vectors"]!;
  const before = await vectors();
  change(
    "memory",
    "update memory_items set embedding_json = '[]' where id = (select min(id) from memory_items where embedding_json <> '[]')",
    "update memory_items set embedding_json = '[1, 2, 3]' where id = (select max(id) from memory_items where embedding_json <> '[]')",
    "update memory_items set embedding_json = '[0.5, -1]' where id = (select min(id) from memory_items where embedding_json = '[]' and id > 5)",
    'update memory_items set content_json = \'{"text":"other text, same vector"}\' where id in (10, 11)',
  );
  await applied();
  await likeAFreshRun(stores, folder);
  expect(await vectors()).not.toEqual(before);
  expect(await cutOver()).toMatchObject({ status: "done", error: null });
  await likeAFreshRun(stores, folder);
});

test("messages whose positions change stay in order", async () => {
  copies(folder, ["interactions"]);
  const { stores, cutOver, applied } = await following(folder);
  change(
    "interactions",
    "delete from discord_interactions where id in (2, 9)",
    "update discord_interactions set timestamp = '2019-01-01 00:00:00' where id in (20, 30)",
    "update discord_interactions set bot_response = null where id in (11, 12)",
    "insert into discord_interactions (user_id, guild_id, interaction_type, content, timestamp) select user_id, guild_id, 'message', 'hello', '2020-01-01 00:00:00' from discord_interactions where id = 13",
    "insert into discord_interactions (user_id, guild_id, interaction_type, content, timestamp) values ('stranger', 'g', 'message', 'hello', '2020-01-01 00:00:00')",
    "update discord_interactions set guild_id = 'elsewhere' where id = 40",
    "delete from discord_user_opt_ins where user_id in (select user_id from discord_interactions where id in (14, 15))",
    "insert into discord_user_opt_ins (user_id, username, guild_id) values ('newcomer', 'New', 'g')",
  );
  await applied();
  await likeAFreshRun(stores, folder);
  change(
    "interactions",
    "insert into discord_user_opt_ins (user_id, username, guild_id) values ('stranger', 'Known now', 'g')",
  );
  await applied();
  await likeAFreshRun(stores, folder);
  expect(await cutOver()).toMatchObject({ status: "done", error: null });
  await likeAFreshRun(stores, folder);
});

test("a deleted row deletes no other row: rows that refer to it go to quarantine", async () => {
  copies(folder, ["ingest", "kg", "debate"]);
  const { stores, cutOver, applied } = await following(folder);
  change(
    "ingest",
    "delete from episode where id = (select episode_id from transcript_segment limit 1)",
    "delete from watchlist where id = 1",
    "delete from ingest_state where watchlist_id = 2",
    "update ingest_state set cursor = 'further', failure_count = 4 where watchlist_id = 3",
  );
  change(
    "kg",
    "delete from kg_nodes where id = (select src_id from kg_edges limit 1)",
    "update kg_nodes set name = name || ' renamed' where id = 5",
    "delete from kg_edges where id = 3",
    "update kg_provenance set license = 'none' where id = 4",
  );
  change("debate", "delete from debates where id = 1", "update debates set workspace = 'moved' where id = 2");
  await applied();
  expect(await cutOver()).toMatchObject({ status: "done_with_quarantine", error: null });
  await likeAFreshRun(stores, folder);
});

test("a row that replaces another row by its slug takes over its id", async () => {
  copies(folder, ["ingest"]);
  const { stores, cutOver, applied } = await following(folder);
  change(
    "ingest",
    "insert or replace into creator_profile (slug, youtube_id) select slug, 'replaced' from creator_profile where id = 1",
  );
  await applied();
  const { items } = await stores.scope({ tenant: "operator" }).ingest.creators.list({ limit: 100 });
  expect(items.filter(({ youtubeId }) => youtubeId === "replaced")).toHaveLength(1);
  const report = await cutOver();
  expect(report).toMatchObject({ status: "done", error: null });
  expect(report.sources[0]!.tables.every(({ verified }) => verified)).toBe(true);
});

test("rows with natural keys that are replaced under new rowids are updated", async () => {
  copies(folder, ["profiles", "marketplace", "workflow_states", "archive"]);
  const { stores, cutOver, applied } = await following(folder);
  change(
    "profiles",
    `insert or replace into profiles (name, data) select name, '{"new":true}' from profiles limit 9`,
    "update profiles set name = 'x' where rowid = 20",
    "update profiles set name = (select name from profiles where rowid = 21) where 0",
  );
  change(
    "marketplace",
    "insert or replace into mp_plugins (id, repo_id, data) select id, repo_id, json_set(data, '$.extra', 1) from mp_plugins limit 3",
    "delete from mp_advisories where rowid = 1",
  );
  change(
    "workflow_states",
    "insert or replace into workflow_states (workflow_id, state_json) select workflow_id, '{\"n\":1}' from workflow_states limit 4",
  );
  change(
    "archive",
    `update attachments set tags = '["one","two"]' where rowid < 5`,
    "delete from attachments where rowid = 7",
  );
  await applied();
  await likeAFreshRun(stores, folder);
  expect(await cutOver()).toMatchObject({ error: null });
  await likeAFreshRun(stores, folder);
});
