import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { Bench } from "./files/bench";
import { pictureOf, sha256 } from "./files/picture";

let bench: Bench;
let source: string;
let file: string;

beforeEach(() => {
  bench = new Bench();
  ({ source, file } = bench);
});

afterEach(() => bench.end());

/** Root can write anyway. For root these tests only check that the migrator does not write. */
const READ_ONLY_FILE = 0o444;
const READ_ONLY_FOLDER = 0o555;

test.each(["delete", "wal"])("a read-only file in mode %s in a read-only folder is copied", async (mode) => {
  bench.make(file, `journal_mode = ${mode}`);
  chmodSync(file, READ_ONLY_FILE);
  chmodSync(source, READ_ONLY_FOLDER);
  const before = pictureOf(source);
  const made = await bench.snapshot();
  expect(bench.read(made)).toBe(100);
  expect(pictureOf(source)).toEqual(before);
  chmodSync(source, 0o755);
});

test.each([
  ["wal", ["memory.db", "memory.db-shm", "memory.db-wal"], "insert into item values (1000, '')", 101],
  ["delete", ["memory.db", "memory.db-journal"], "begin; update item set text = 'half'", 100],
])(
  "a file in a read-only folder after a crash in mode %s is copied",
  async (mode, names, statement, rows) => {
    bench.make(file, `journal_mode = ${mode}`);
    const other = bench.program(`
    db.pragma("cache_size = 5"); db.exec(${JSON.stringify(statement)}); say("done"); await said();`);
    await other.hears("done");
    await other.crash();
    for (const name of names) chmodSync(join(source, name), READ_ONLY_FILE);
    chmodSync(source, READ_ONLY_FOLDER);
    const before = pictureOf(source);
    expect(Object.keys(before)).toEqual(names);
    const made = await bench.snapshot();
    expect(bench.read(made, "select count(*) from item where text is not 'half'")).toBe(rows);
    expect(pictureOf(source)).toEqual(before);
    chmodSync(source, 0o755);
  },
);

test("a readable file of another user is copied; only this user can read the copy", async () => {
  bench.make(file, "journal_mode = wal");
  chmodSync(file, READ_ONLY_FILE);
  // Only root can change the owner of a file. For other users, it is their own read-only file.
  if (process.getuid?.() === 0) chownSync(file, 65534, 65534);
  const made = await bench.snapshot();
  expect(bench.read(made)).toBe(100);
  expect(pictureOf(bench.copies)["0.db"]?.split(" ").at(-1)).toBe(String(0o100600));
});

test.each([
  "with spaces.db",
  " begins with a space.db",
  "quotes ' \" ` and ; drop table.db",
  "query?mode=ro&immutable=1#fragment.db",
  "100%20%zz.db",
  "file:colon.db",
  ":memory:",
  "back\\slash.db",
  "ünïcödé 数据库 🐋.db",
  "-wal",
  "no extension",
  "line\nbreak.db",
  `${"long".repeat(50)}.db`,
])("a file named %j is copied, with its log", async (name) => {
  bench.make(file, "journal_mode = wal");
  const other = bench.program(`db.exec("insert into item values (1000, '')"); say("done"); await said();`);
  await other.hears("done");
  await other.crash();
  const path = join(source, name);
  for (const side of ["", "-wal", "-shm"]) renameSync(`${file}${side}`, `${path}${side}`);
  const before = pictureOf(source);
  expect(bench.read(await bench.snapshot(path))).toBe(101);
  expect(pictureOf(source)).toEqual(before);
});

test("a file behind a symbolic link is copied with the side files of the target", async () => {
  bench.make(file, "journal_mode = wal");
  const other = bench.program(`db.exec("insert into item values (1000, '')"); say("done"); await said();`);
  await other.hears("done");
  await other.crash();
  mkdirSync(join(source, "links"));
  const link = join(source, "links", "link.db");
  symlinkSync(file, link);
  const made = await bench.snapshot(link);
  expect(bench.read(made)).toBe(101);
  expect(pictureOf(join(source, "links"))).toEqual({ "link.db": expect.any(String) });
});

test("a path can be relative", async () => {
  bench.make();
  const made = await bench.snapshot(relative(process.cwd(), file));
  expect(made.sha256).toBe(sha256(file));
});

test("a file of the largest pages is copied, and one in UTF-16", async () => {
  bench.make(join(source, "large.db"), "page_size = 65536");
  bench.make(join(source, "wide.db"), "encoding = 'UTF-16'");
  expect(readFileSync(join(source, "large.db")).readUInt16BE(16)).toBe(1);
  expect(bench.read(await bench.snapshot(join(source, "large.db")))).toBe(100);
  expect(bench.read(await bench.snapshot(join(source, "wide.db")))).toBe(100);
});

test("a leftover side file of another database is no obstacle", async () => {
  bench.make();
  writeFileSync(`${file}-shm`, "");
  const before = pictureOf(source);
  const made = await bench.snapshot();
  expect(bench.read(made)).toBe(100);
  expect(pictureOf(source)).toEqual(before);
});
