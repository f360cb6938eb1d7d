import { rmSync } from "node:fs";
import { join } from "node:path";
import type { UnifiedStoreManager } from "../../../src";
import { Ledger } from "../../../src/data-migration/ledger/ledger";
import { cutoverMigration } from "../../../src/data-migration/run/cutover";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { backend, type TestDatabase } from "../../backends";
import { child, ROOT } from "../../support/child";
import { temporaryFolder } from "../../support/folder";
import { until } from "../../support/until";
import { OtherProgram } from "../files/process";
import { contentsOf, copies, schemaOf } from "./files";

const NAMES = ["memory", "ingest", "kg", "interactions"];

/**
 * Adds, changes, removes and replaces rows until it is stopped. Reports the number of changes and
 * the longest wait.
 */
const WRITER = `
  db.pragma("foreign_keys = off");
  const tables = db.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like '\\\\_unified%' escape '\\\\'").pluck().all();
  const columns = Object.fromEntries(tables.map((table) => [table, db.pragma("table_info(" + table + ")").map(({ name }) => name)]));
  let ending = false;
  said().then(() => { ending = true; });
  let [count, longest, seed] = [0, 0, 7];
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  const CHANGED = {
    memory_items: "content_json = '{\\"text\\":\\"' || random() || '\\"}'", retention_policies: "ttl_days = abs(random() % 100)",
    creator_profile: "twitch_id = random()", episode: "title = random()", transcript_segment: "text = random()",
    kg_nodes: "name = name || '+'", kg_edges: "weight = random()", kg_provenance: "license = random()",
    discord_interactions: "content = random(), bot_response = case abs(random()) % 2 when 0 then 'yes' end",
    discord_user_opt_ins: "username = random()", watchlist: "label = random()", ingest_state: "cursor = random()",
  };
  say("ready");
  while (!ending) {
    const table = tables[random(tables.length)];
    const one = "rowid = (select rowid from " + table + " order by random() limit 1)";
    const copied = columns[table].includes("id") ? columns[table].filter((name) => name !== "id") : columns[table];
    const started = performance.now();
    const what = random(10);
    if (what < 5 && CHANGED[table]) db.exec("update " + table + " set " + CHANGED[table] + " where " + one);
    else if (what === 5 && db.prepare("select count(*) from " + table).pluck().get() > 50) db.exec("delete from " + table + " where " + one);
    else if (what === 6) db.exec("insert or replace into " + table + " select * from " + table + " where " + one);
    // By a unique key if there is one; otherwise the row is added again.
    else if (!["watchlist", "kg_nodes", "kg_edges", "ingest_job", "episode"].includes(table))
      db.exec("insert or replace into " + table + " (" + copied + ") select " + copied + " from " + table + " where " + one);
    longest = Math.max(longest, performance.now() - started);
    count++;
    await new Promise((resolve) => setTimeout(resolve, 5 + random(20)));
  }
  say("changes " + count);
  say("longest " + Math.round(longest));
  say("over");`;

let folder: string;
let programs: OtherProgram[];
let databases: TestDatabase[];
beforeEach(() => {
  folder = temporaryFolder();
  programs = [];
  databases = [];
});
afterEach(async () => {
  for (const program of programs) await program[Symbol.asyncDispose]();
  for (const database of databases) await database.drop();
  rmSync(folder, { recursive: true });
});

async function created(name: "SQLite in memory" | "SQLite on file" | "PostgreSQL"): Promise<TestDatabase> {
  const database = await backend(name).create();
  databases.push(database);
  return database;
}

const pathOf = (name: string): string => join(folder, `${name}.db`);

async function writers(): Promise<void> {
  programs = NAMES.map((name) => new OtherProgram(pathOf(name), WRITER));
  for (const program of programs) await program.hears("ready");
}

async function stopWriters(): Promise<string[]> {
  for (const program of programs) program.say("end");
  for (const program of programs) await program.hears("over");
  return programs.map(({ said }) => said);
}

async function expectLikeAFreshRun(stores: UnifiedStoreManager): Promise<void> {
  const fresh = await (await created("SQLite in memory")).open();
  await runMigration(fresh, { from: folder, tenant: "operator" });
  const [followed, anew] = [await contentsOf(stores), await contentsOf(fresh)];
  // A creator that was replaced by its slug keeps its position in the target; a new creator has
  // another.
  for (const table of Object.keys(anew).filter((name) => !name.startsWith("ingest_")))
    expect({ table, rows: followed[table] }).toEqual({ table, rows: anew[table] });
}

const numberIn = (said: string, word: string): number => Number(new RegExp(`${word} (\\d+)`).exec(said)?.[1]);

/** Each engine once, and each journal mode: the mode concerns reading, and the engine writing. */
const WAYS = [
  { mode: "delete", name: "SQLite in memory" },
  { mode: "wal", name: "SQLite on file" },
  { mode: "delete", name: "PostgreSQL" },
] as const;

describe("with other processes", () => {
  test.each(WAYS)(
    "all that they write to files in $mode mode while they are followed to $name arrives, and they are not kept waiting",
    async ({ mode, name }) => {
      copies(folder, NAMES, mode);
      const before = NAMES.map((each) => schemaOf(pathOf(each)));
      const stores = await (await created(name)).open();
      const ledger = new Ledger(stores.internals);
      await writers();
      const ended = runMigration(stores, { from: folder, tenant: "operator", follow: true });
      ended.catch(() => undefined);
      const applied = async (): Promise<number> =>
        Math.min(...((await ledger.runs.all())[0]?.sources ?? []).map(({ followed }) => followed!.position));
      await Promise.race([until(async () => (await ledger.runs.all())[0]?.status === "following"), ended]);
      const first = await applied();
      await Promise.race([until(async () => (await applied()) > first + 50), ended]);
      const said = await stopWriters();
      const [run] = await ledger.runs.all();
      const report = await cutoverMigration(stores, run!.id);
      expect(await ended).toMatchObject({ status: report.status });
      expect(report.error).toBeNull();
      for (const { sourceRows, moved, quarantined, verified } of report.sources.flatMap(
        ({ tables }) => tables,
      )) {
        expect(verified).toBe(true);
        expect(moved + quarantined).toBe(sourceRows);
      }
      expect(NAMES.map((each) => schemaOf(pathOf(each)))).toEqual(before);
      for (const each of said) expect(numberIn(each, "longest")).toBeLessThan(4000);
      await expectLikeAFreshRun(stores);
    },
  );
});

const IN_CHILD = `
  const { runMigration } = require(${JSON.stringify(join(ROOT, "dist/src/data-migration/run/run-migration.js"))});
  const { cutoverMigration } = require(${JSON.stringify(join(ROOT, "dist/src/data-migration/index.js"))});
  const { Ledger } = require(${JSON.stringify(join(ROOT, "dist/src/data-migration/ledger/ledger.js"))});
  const from = process.env.SOURCE;
  await using_(async (stores) => { SCRIPT });
  async function using_(work) {
    const stores = await UnifiedStoreManager.open({ url });
    try { await work(stores); } finally { await stores.close(); }
  }`;

const inChild = (url: string, script: string) =>
  child(
    IN_CHILD.replace("SCRIPT", () => script),
    url,
    { SOURCE: folder },
  );

describe.each(["SQLite on file", "PostgreSQL"] as const)("to %s, by other processes", (name) => {
  test("the following process is killed while it copies and while it follows, another one resumes, and a third one cuts over", async () => {
    copies(folder, NAMES, "wal");
    const { url, open } = await created(name);
    const killed = `process.kill(process.pid, "SIGKILL")`;
    await writers();
    const first = await inChild(
      url,
      `await runMigration(stores, { from, tenant: "operator", follow: true, batchSize: 20,
        onProgress: ({ phase, done }) => { if (phase === "copy" && done > 30) ${killed}; } });`,
    );
    expect(first).toMatchObject({ signal: "SIGKILL" });
    const resume = (onProgress: string) => `
      const [run] = await new Ledger(stores.internals).runs.all();
      const report = await runMigration(stores, { from, resume: run.id, onProgress: ${onProgress} });
      console.log(report.status, report.error);`;
    const second = await inChild(
      url,
      `let told = 0; ${resume(`({ phase }) => { if (phase === "follow" && ++told > 12) ${killed}; }`)}`,
    );
    expect(second).toMatchObject({ signal: "SIGKILL", stderr: "" });
    const third = inChild(url, resume("() => {}"));
    const stores = await open();
    const ledger = new Ledger(stores.internals);
    const [{ id, sources }] = (await ledger.runs.all()) as [
      Awaited<ReturnType<Ledger["runs"]["all"]>>[number],
    ];
    const before = Math.max(...sources.map(({ followed }) => followed!.position));
    await Promise.race([
      third,
      until(async () =>
        (await ledger.runs.get(id)).sources.some(({ followed }) => followed!.position > before + 10),
      ),
    ]);
    await stopWriters();
    const report = await cutoverMigration(stores, id);
    const done = await third;
    expect(done.stdout).toBe(`${report.status} null\n`);
    expect(report.sources.flatMap(({ tables }) => tables).map(({ verified }) => verified)).not.toContain(
      false,
    );
    await expectLikeAFreshRun(stores);
  });

  test("where no process follows any longer, the cutover applies the rest of the changes by itself", async () => {
    copies(folder, ["memory"], "delete");
    const { url, open } = await created(name);
    const first = await inChild(
      url,
      `await runMigration(stores, { from, tenant: "operator", follow: true, onProgress: ({ phase }) => {
        if (phase === "follow") process.kill(process.pid, "SIGKILL");
        if (phase === "verify") {
          const db = new (require("better-sqlite3"))(from + "/memory.db");
          db.exec("delete from memory_items where id = 1");
          db.close();
        } } });`,
    );
    expect(first).toMatchObject({ signal: "SIGKILL", stderr: "" });
    const deleting = new OtherProgram(
      pathOf("memory"),
      `db.exec("delete from memory_items where id = 2"); say("over");`,
    );
    programs.push(deleting);
    await deleting.hears("over");
    const stores = await open();
    const [run] = await new Ledger(stores.internals).runs.all();
    expect(await cutoverMigration(stores, run!.id)).toMatchObject({ status: "done", error: null });
    await expectLikeAFreshRun(stores);
  });
});
