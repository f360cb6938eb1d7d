import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Bench } from "./files/bench";
import { pictureOf } from "./files/picture";

let bench: Bench;
let source: string;
let file: string;

beforeEach(() => {
  bench = new Bench();
  ({ source, file } = bench);
});

afterEach(() => bench.end());

/**
 * Takes a snapshot, which has to fail and to leave the source as it is, and gives what it was told.
 */
async function errorOf(path = file): Promise<string> {
  const before = pictureOf(source);
  const error = await bench.snapshot(path).then(
    () => null,
    (reason) => reason,
  );
  expect(error).toMatchObject({ name: "UnifiedStoreError", code: "validation", retryable: false });
  expect(error.message.startsWith(`${path} `)).toBe(true);
  expect(pictureOf(source)).toEqual(before);
  return error.message.slice(path.length + 1);
}

/** Changes bytes of the file like a defective disk. */
function spoil(change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(file, bytes);
}

test("a file that is not there", async () => {
  expect(await errorOf()).toBe("does not exist");
});

test("an empty file", async () => {
  writeFileSync(file, "");
  expect(await errorOf()).toBe("is empty, and so no SQLite database");
});

test.each([
  ["of another kind", Buffer.from("id,text\n1,hello\n".repeat(100))],
  ["shorter than the word it would begin with", Buffer.from("SQLite")],
  ["encrypted from its first byte", Buffer.from([...Array(4096).keys()].map((i) => (i * 167 + 13) % 251))],
])("a file that is %s", async (_, bytes) => {
  writeFileSync(file, bytes);
  expect(await errorOf()).toBe("is not a SQLite database, or it is encrypted");
});

test.each(["delete", "wal"])("a file in mode %s of which the end is missing", async (mode) => {
  bench.make(file, `journal_mode = ${mode}`);
  const { length } = readFileSync(file);
  truncateSync(file, length - 5000);
  expect(await errorOf()).toBe(`is truncated: ${length - 5000} of ${length} bytes: take it from a backup`);
});

test("a file with only its header", async () => {
  bench.make();
  truncateSync(file, 60);
  expect(await errorOf()).toContain("is truncated: 60 of at least 512 bytes");
});

test("a file of an old SQLite version without a page count that ends within a page", async () => {
  bench.make();
  const { length } = readFileSync(file);
  spoil((bytes) => bytes.writeUInt32BE(0, 92));
  truncateSync(file, length - 100);
  expect(await errorOf()).toContain(`is truncated: ${length - 100} of ${length} bytes`);
});

test("a file with extra bytes at its end has all its rows", async () => {
  bench.make();
  appendFileSync(file, "behind the end");
  expect(bench.read(await bench.snapshot())).toBe(100);
});

test.each(["delete", "wal"])("a file in mode %s with a page that was overwritten", async (mode) => {
  bench.make(file, `journal_mode = ${mode}`);
  spoil((bytes) => bytes.fill(0x5a, 8192, 12288));
  expect(await errorOf()).toMatch(/^is damaged: .*(page|tree).*; take it from a backup, or recover it with/i);
});

test("a file with an overwritten schema", async () => {
  bench.make();
  spoil((bytes) => bytes.fill(0xff, 100, 4096));
  expect(await errorOf()).toMatch(/^is damaged: /);
});

test("a file with an impossible page size in its header", async () => {
  bench.make();
  spoil((bytes) => bytes.writeUInt16BE(1000, 16));
  expect(await errorOf()).toMatch(/^is damaged, or it is encrypted: file is not a database/);
});

test("a folder", async () => {
  mkdirSync(file);
  const told = bench.snapshot(file);
  await expect(told).rejects.toMatchObject({ message: `${file} is a folder, not a SQLite database` });
});

test("a FIFO and a device, without waiting", async () => {
  const fifo = join(bench.copies, "..", "fifo.db");
  execFileSync("mkfifo", [fifo]);
  expect(await errorOf(fifo)).toBe("is no regular file, and so no SQLite database");
  expect(await errorOf("/dev/null")).toBe("is no regular file, and so no SQLite database");
});

test("a file whose name ends in white space, which the driver would trim", async () => {
  bench.make(file);
  writeFileSync(`${file} `, readFileSync(file));
  expect(await errorOf(`${file} `)).toContain("has a name that ends in white space");
});

/** Root can read everything, and so reads these files too. */
const isRoot = process.getuid?.() === 0;

test("a file that this user cannot read, unless it is root", async () => {
  bench.make();
  chmodSync(file, 0);
  const told = await bench.snapshot().then(
    () => "copied",
    (error) => error.message,
  );
  const cure = "give this user the right to read it and to enter its folder";
  expect(told).toBe(isRoot ? "copied" : `${file} cannot be read (permission denied): ${cure}`);
});

test("a file whose log this user cannot read, unless it is root", async () => {
  bench.make(file, "journal_mode = wal");
  const other = bench.program(`db.exec("insert into item values (1000, '')"); say("done"); await said();`);
  await other.hears("done");
  await other.crash();
  chmodSync(`${file}-wal`, 0);
  const told = await bench.snapshot().then(
    () => "copied",
    (error) => error.message,
  );
  expect(told).toContain(isRoot ? "copied" : `${file}-wal cannot be read (permission denied)`);
});

describe("findings of quick_check that are no damage", () => {
  function change(statements: string): void {
    const db = new Database(file);
    db.unsafeMode();
    db.exec(
      `create table item (id integer primary key, text); insert into item values (1, null), (2, 'b'); ${statements}`,
    );
    db.close();
  }
  const schema = (sql: string, name = "item"): string =>
    `pragma writable_schema = on; update sqlite_schema set sql = '${sql}' where name = '${name}'; pragma writable_schema = reset;`;

  test("nulls in a not null column", async () => {
    change(schema("create table item (id integer primary key, text not null)"));
    expect(bench.read(await bench.snapshot())).toBe(2);
  });

  test("values that violate a check", async () => {
    change(schema("create table item (id integer primary key check (id > 5), text)"));
    expect(bench.read(await bench.snapshot())).toBe(2);
  });

  test("a broken full-text index", async () => {
    change(`create virtual table words using fts5(text); insert into words values ('hello'), ('world');
      update words_data set block = x'00ff' where id > 10;`);
    expect(bench.read(await bench.snapshot())).toBe(2);
  });

  test("collations and functions that only the application defines", async () => {
    change(`create index by_text on item (text); create table other (a); insert into other values (1);
      ${schema("create index by_text on item (text collate mine)", "by_text")}`);
    expect(bench.read(await bench.snapshot())).toBe(2);
  });

  test("damage is reported even if some tables cannot be checked", async () => {
    change(`create index by_text on item (text); create table other (a);
      insert into other values (zeroblob(9000));
      ${schema("create index by_text on item (text collate mine)", "by_text")}`);
    const { length } = readFileSync(file);
    // The pages of the large value, which are after those of the tables.
    spoil((bytes) => bytes.fill(0xff, length - 8192));
    expect(await errorOf()).toMatch(/^is damaged: /);
  });
});
