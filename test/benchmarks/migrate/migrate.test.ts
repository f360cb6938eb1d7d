import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Cleanup } from "../../../benchmarks/cleanup";
import { byDriver } from "../../../benchmarks/migrate/copy";
import { makeMemoryFile } from "../../../benchmarks/migrate/memory-file";
import { measure, type Rounds } from "../../../benchmarks/migrate/rounds";
import { Server } from "../../../benchmarks/migrate/server";
import { described, verdicts } from "../../../benchmarks/migrate/verdict";
import { ROOT } from "../../support/child";
import { temporaryFolder } from "../../support/folder";

const ROWS = 300;
let folder: string;
let rounds: Rounds;
let facts: string;
const said: string[] = [];

beforeAll(async () => {
  folder = temporaryFolder();
  const cleanup = new Cleanup();
  const files = join(folder, "files");
  mkdirSync(files);
  try {
    const server = await Server.start(cleanup);
    facts = await server.facts();
    const copier = { what: "COPY through pg", run: byDriver };
    const say = (what: string): void => void said.push(what);
    rounds = await measure(
      { server, copier, folder: files, interrupted: cleanup.interrupted, say },
      { rows: ROWS, rounds: 2 },
    );
  } finally {
    await cleanup.run();
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

test("each contender has a time for every round, and the migrator its memory too", () => {
  expect(rounds.subject).toHaveLength(2);
  for (const { snapshot, rows, verification, peak, memory } of [...rounds.subject, rounds.sqlite]) {
    for (const seconds of [snapshot, rows, verification]) expect(seconds).toBeGreaterThan(0);
    expect(peak).toBeGreaterThan(20);
    expect(memory.length).toBeLessThanOrEqual(20);
  }
  for (const each of [rounds.copied, rounds.bare]) {
    expect(each).toHaveLength(2);
    for (const { items, search, total } of each) expect(total).toBeGreaterThanOrEqual(items + search);
  }
  expect(said.filter((what) => what.startsWith("round "))).toHaveLength(6);
  expect(facts).toContain("server_version");
});

test("all targets are judged, and all figures are printed", () => {
  expect(verdicts(rounds).map(({ what }) => what)).toEqual([
    "rows a second, of COPY with indexes in place",
    "time with verification, of COPY with indexes in place",
    "rows a second, of COPY with indexes made afterwards",
    "time with verification, of COPY with indexes made afterwards",
    "memory",
  ]);
  expect(described(rounds)).toMatch(/the migrator into SQLite +\d+\.\d\d s/);
});

test("a figure just beyond a target misses it", () => {
  const subject = { snapshot: 1, rows: 8, indexes: 1, verification: 10, peak: 299, memory: [] };
  const baseline = { items: 5, search: 5, total: 10 };
  const met = (change: Partial<typeof subject>): (boolean | null)[] =>
    verdicts({ ...rounds, subject: [{ ...subject, ...change }], copied: [baseline], bare: [baseline] }).map(
      (each) => each.met,
    );
  expect(met({})).toEqual([true, true, null, null, true]);
  expect(met({ verification: 10.1 })).toEqual([true, false, null, null, true]);
  expect(met({ rows: 14.7, verification: 0 })).toEqual([false, true, null, null, true]);
  expect(met({ peak: 300 })).toEqual([true, true, null, null, false]);
});

test("the generated file has the columns and formats of the real one", () => {
  const path = join(folder, "made.db");
  makeMemoryFile(path, ROWS);
  const [made, real] = [path, join(ROOT, "examples/quickstart/data/memory.db")].map((file) => {
    using db = disposable(new Database(file, { readonly: true }));
    const columns = db.pragma("table_info(memory_items)") as { name: string; type: string }[];
    const shares = db.prepare(`
      select round(avg(embedding_json = '[]'), 1) as bare, round(avg(ts_created like '%+00:00'), 1) as offset,
        round(avg(length(ts_last_used))) as instant, group_concat(distinct json_type(content_json)) as content,
        group_concat(distinct typeof(pinned) || typeof(decay_score)) as types
      from memory_items`);
    return { columns: columns.map(({ name, type }) => [name, type]), shares: shares.get() };
  });
  expect(made).toEqual(real);
});

test("the run leaves only the files of its folder", () => {
  expect(readdirSync(join(folder, "files")).sort()).toEqual([
    "memory.db",
    "memory_item.txt",
    "memory_item_search.txt",
    "unified.db",
  ]);
});

const disposable = (db: Database.Database): Database.Database & Disposable =>
  Object.assign(db, { [Symbol.dispose]: () => void db.close() });
