import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { takeSnapshot } from "../../../src/data-migration/snapshot/snapshot";
import { Bench, numbers } from "../files/bench";
import { sha256 } from "../files/picture";

let bench: Bench;
let copies: string;
let file: string;

beforeEach(() => {
  bench = new Bench();
  ({ copies, file } = bench);
});

afterEach(() => bench.end());

test("rows keep their rowids, where there are gaps and no key of theirs", async () => {
  const db = new Database(file);
  db.exec(
    "create table item (text); insert into item values ('a'), ('b'), ('c'); delete from item where text = 'b'",
  );
  db.close();
  expect(bench.read(await bench.snapshot(), "select group_concat(rowid) from item")).toBe("1,3");
});

test("a large file is copied in parts, in which this process goes on", async () => {
  bench.make();
  const db = new Database(file);
  db.exec(`insert into item select null, randomblob(1000000) from ${numbers(30)}`);
  db.close();
  let turns = 0;
  const ticking = setInterval(() => turns++, 1);
  const made = await bench.snapshot();
  clearInterval(ticking);
  expect(turns).toBeGreaterThan(5);
  expect(sha256(made.path)).toBe(sha256(file));
});

test("snapshots of one file at once are all sound, and are removed", async () => {
  bench.make();
  const made = await Promise.all([1, 2, 3].map((i) => takeSnapshot(file, join(copies, `at once ${i}.db`))));
  expect(new Set(made.map((each) => each.fingerprint)).size).toBe(1);
  expect(made.map((each) => bench.read(each))).toEqual([100, 100, 100]);
  for (const each of made) await each[Symbol.asyncDispose]();
  expect(readdirSync(copies)).toEqual([]);
});

test("a file that is moved away is not there any more", async () => {
  bench.make();
  renameSync(file, `${file}.old`);
  await expect(bench.snapshot()).rejects.toMatchObject({ message: `${file} does not exist` });
});
