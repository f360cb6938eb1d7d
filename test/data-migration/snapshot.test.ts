import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { takeSnapshot } from "../../src/data-migration/snapshot/snapshot";
import { Bench, numbers } from "./files/bench";
import { pictureOf, sha256 } from "./files/picture";

let bench: Bench;
let source: string;
let copies: string;
let file: string;

beforeEach(() => {
  bench = new Bench();
  ({ source, copies, file } = bench);
});

afterEach(() => bench.end());

describe("a file in rollback mode", () => {
  test("is copied byte for byte, and not changed", async () => {
    bench.make();
    const before = pictureOf(source);
    const made = await bench.snapshot();
    expect(made).toMatchObject({ sha256: sha256(file), live: false });
    expect(sha256(made.path)).toBe(sha256(file));
    expect(bench.read(made)).toBe(100);
    expect(pictureOf(source)).toEqual(before);
  });

  test("is awaited while it is locked, without blocking this process", async () => {
    bench.make();
    const other = bench.program(`
      db.exec("begin exclusive"); say("locked"); await said();
      db.exec("insert into item values (1000, 'committed'); commit"); db.close(); await said();`);
    await other.hears("locked");
    let turns = 0;
    const ticking = setInterval(() => {
      if (++turns === 10) other.say("commit");
    }, 5);
    const made = await bench.snapshot();
    clearInterval(ticking);
    expect(turns).toBeGreaterThanOrEqual(10);
    expect(bench.read(made)).toBe(101);
  });

  test("is reported as locked if it stays locked, and can be retried", async () => {
    bench.make();
    const other = bench.program(`db.exec("begin exclusive"); say("locked"); await said();`);
    await other.hears("locked");
    await expect(bench.snapshot(file, { busyMs: 50 })).rejects.toMatchObject({
      code: "connection",
      retryable: true,
      message: `${file} is locked by another process: close the application that uses it, or try again later`,
    });
  });

  test("is copied without the rows of a transaction that is open in another process", async () => {
    bench.make();
    const other = bench.program(`
      db.exec("begin immediate; insert into item values (1000, 'uncommitted')"); say("inserted");
      await said(); db.exec("commit"); say("committed"); await said();`);
    await other.hears("inserted");
    const before = pictureOf(source);
    expect(Object.keys(before)).toEqual(["memory.db", "memory.db-journal"]);
    const made = await bench.snapshot();
    expect(made.live).toBe(true);
    expect(bench.read(made)).toBe(100);
    expect(pictureOf(source)).toEqual(before);
    other.say("commit");
    await other.hears("committed");
  });

  test("is copied as of one commit while another process keeps writing", async () => {
    bench.make();
    const other = bench.program(`
      db.exec("create table twin (id integer primary key)");
      const both = db.transaction(() => {
        db.exec("insert into item values (null, printf('%.5000c', 'y')); insert into twin values (null)");
      });
      for (let i = 0; ; i++) {
        try { both(); } catch (error) { if (!/BUSY/.test(error.code)) throw error; }
        if (i === 20) say("writing");
        if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }`);
    await other.hears("writing");
    for (let i = 0; i < 3; i++) {
      const made = await bench.snapshot();
      expect(bench.read(made)).toBe(100 + bench.read(made, "select count(*) from twin"));
    }
  });

  test("is rolled back only in the copy after its writer has crashed", async () => {
    bench.make();
    const other = bench.program(`
      db.pragma("cache_size = 5");
      db.exec("begin; update item set text = 'half'"); say("spilled"); await said();`);
    await other.hears("spilled");
    await other.crash();
    const before = pictureOf(source);
    expect(Object.keys(before)).toEqual(["memory.db", "memory.db-journal"]);
    expect(readFileSync(file).includes("half")).toBe(true);
    const made = await bench.snapshot();
    expect(made).toMatchObject({ live: true, sha256: sha256(file) });
    expect(bench.read(made, "select count(*) from item where text = 'half'")).toBe(0);
    expect(pictureOf(source)).toEqual(before);
  });

  test.each(["persist", "truncate"])(
    "is no crashed one for the journal that mode %s leaves",
    async (mode) => {
      bench.make(file, `journal_mode = ${mode}`);
      const before = pictureOf(source);
      expect(Object.keys(before)).toEqual(["memory.db", "memory.db-journal"]);
      const made = await bench.snapshot();
      expect(bench.read(made)).toBe(100);
      expect(sha256(made.path)).toBe(sha256(file));
      expect(pictureOf(source)).toEqual(before);
    },
  );
});

describe("a file in WAL mode", () => {
  test("that was closed is copied without a new file beside it", async () => {
    bench.make(file, "journal_mode = wal");
    const before = pictureOf(source);
    expect(Object.keys(before)).toEqual(["memory.db"]);
    const made = await bench.snapshot();
    expect(made).toMatchObject({ live: false, sha256: sha256(file) });
    expect(bench.read(made)).toBe(100);
    expect(pictureOf(source)).toEqual(before);
  });

  test("is copied with its log after a crash, and its -shm is not touched", async () => {
    bench.make(file, "journal_mode = wal");
    const other = bench.program(
      `db.exec("insert into item values (1000, 'in the log')"); say("done"); await said();`,
    );
    await other.hears("done");
    await other.crash();
    const before = pictureOf(source);
    expect(Object.keys(before)).toEqual(["memory.db", "memory.db-shm", "memory.db-wal"]);
    const made = await bench.snapshot();
    expect(made).toMatchObject({ live: true, sha256: sha256(file) });
    expect(bench.read(made)).toBe(101);
    expect(pictureOf(source)).toEqual(before);
  });

  test("whose log was moved without its -shm is copied with the log", async () => {
    bench.make(file, "journal_mode = wal");
    const other = bench.program(
      `db.exec("insert into item values (1000, 'in the log')"); say("done"); await said();`,
    );
    await other.hears("done");
    await other.crash();
    rmSync(`${file}-shm`);
    const before = pictureOf(source);
    expect(bench.read(await bench.snapshot())).toBe(101);
    expect(pictureOf(source)).toEqual(before);
  });

  test("that another process has open and at rest is copied without touching anything", async () => {
    bench.make(file, "journal_mode = wal");
    const other = bench.program(`
      db.exec("insert into item values (1000, 'in the log')"); say("done"); await said();
      db.exec("insert into item values (1001, 'more')"); db.close(); say("closed"); await said();`);
    await other.hears("done");
    const before = pictureOf(source);
    const made = await bench.snapshot();
    expect(made.live).toBe(true);
    expect(bench.read(made)).toBe(101);
    expect(pictureOf(source)).toEqual(before);
    other.say("go on");
    await other.hears("closed");
    expect(readdirSync(source)).toEqual(["memory.db"]);
  });

  test("is copied as of one commit while another process keeps writing, and neither waits for the other", async () => {
    bench.make(file, "journal_mode = wal");
    const other = bench.program(`
      db.pragma("busy_timeout = 0");
      db.exec("create table twin (id integer primary key)");
      const both = db.transaction(() => {
        db.exec("insert into item values (null, printf('%.5000c', 'y')); insert into twin values (null)");
      });
      let stopped = false;
      said().then(() => { stopped = true; });
      for (let i = 0; !stopped; i++) {
        both();
        if (i === 300) say("writing");
        if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      db.close(); say("closed"); await said();`);
    await other.hears("writing");
    for (let i = 0; i < 3; i++) {
      const made = await bench.snapshot();
      expect(made.live).toBe(true);
      expect(made.sha256).toBe(sha256(made.path));
      expect(bench.read(made)).toBe(100 + bench.read(made, "select count(*) from twin"));
      expect(readdirSync(source)).toEqual(["memory.db", "memory.db-shm", "memory.db-wal"]);
    }
    // The writer has met no SQLITE_BUSY, although it has no busy timeout.
    other.say("stop");
    await other.hears("closed");
    expect(readdirSync(source)).toEqual(["memory.db"]);
  });

  test("that a process has locked exclusively, without a -shm, is copied while it is idle", async () => {
    bench.make(file, "journal_mode = wal");
    const other = bench.program(`
      db.pragma("locking_mode = exclusive");
      db.exec("insert into item values (1000, 'in the log')"); say("done"); await said();`);
    await other.hears("done");
    const before = pictureOf(source);
    expect(Object.keys(before)).toEqual(["memory.db", "memory.db-wal"]);
    expect(bench.read(await bench.snapshot())).toBe(101);
    expect(pictureOf(source)).toEqual(before);
  });

  test("that a process has locked exclusively and keeps writing is reported as busy", async () => {
    bench.make(file, "journal_mode = wal");
    const other = bench.program(`
      db.pragma("locking_mode = exclusive");
      for (let i = 0; ; i++) {
        db.exec("insert into item values (null, 'y')");
        if (i === 20) say("writing");
        if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }`);
    await other.hears("writing");
    await expect(bench.snapshot(file, { busyMs: 200 })).rejects.toMatchObject({
      code: "connection",
      retryable: true,
      message: expect.stringContaining(`${file} is being written by another process`),
    });
  });

  test("is copied with the log beside it, even if its header names no log", async () => {
    bench.make(file, "journal_mode = wal");
    const other = bench.program(
      `db.exec("insert into item values (1000, 'in the log')"); say("done"); await said();`,
    );
    await other.hears("done");
    await other.crash();
    const bytes = readFileSync(file);
    bytes.fill(1, 18, 20);
    writeFileSync(file, bytes);
    rmSync(`${file}-shm`);
    const before = pictureOf(source);
    expect(bench.read(await bench.snapshot())).toBe(101);
    expect(pictureOf(source)).toEqual(before);
  });
});

describe("the fingerprint", () => {
  test("is the same after copies, opens, closes and checkpoints, and differs after a write", async () => {
    bench.make(file, "journal_mode = wal");
    const closed = await bench.snapshot();
    const other = bench.program(`
      db.exec("begin; select count(*) from item; commit"); say("open"); await said();
      db.exec("insert into item values (1000, 'new')"); say("inserted"); await said();
      db.pragma("wal_checkpoint(truncate)"); say("checkpointed"); await said();`);
    await other.hears("open");
    expect((await bench.snapshot()).fingerprint).toBe(closed.fingerprint);
    other.say("insert");
    await other.hears("inserted");
    const inserted = await bench.snapshot();
    expect(inserted.fingerprint).not.toBe(closed.fingerprint);
    other.say("checkpoint");
    await other.hears("checkpointed");
    expect((await bench.snapshot()).fingerprint).toBe(inserted.fingerprint);
    await other.crash();
    expect((await bench.snapshot()).fingerprint).toBe(inserted.fingerprint);
  });

  test("is the same of a file that was being written and of the same file at rest", async () => {
    bench.make(file, "journal_mode = wal");
    const other = bench.program(`
      let stopped = false;
      said().then(() => { stopped = true; });
      for (let i = 0; !stopped; i++) {
        // A new log with the same rows.
        db.exec("begin; insert into item values (1000, 'x'); rollback; begin; update item set id = id where id = 1; commit");
        if (i === 50) say("writing");
        if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      say("stopped"); await said();`);
    await other.hears("writing");
    const moving = await bench.snapshot();
    other.say("stop");
    await other.hears("stopped");
    expect((await bench.snapshot()).fingerprint).toBe(moving.fingerprint);
  });
});

test("rows keep their rowids, with gaps and without an integer key", async () => {
  const db = new Database(file);
  db.exec(
    "create table item (text); insert into item values ('a'), ('b'), ('c'); delete from item where text = 'b'",
  );
  db.close();
  expect(bench.read(await bench.snapshot(), "select group_concat(rowid) from item")).toBe("1,3");
});

test("a large file is copied in parts, and this process keeps running between them", async () => {
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

describe("an ended snapshot leaves no copy", () => {
  test("a signal that was aborted before", async () => {
    bench.make();
    await expect(bench.snapshot(file, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
  });

  test("a signal while it waits for a lock", async () => {
    bench.make();
    const other = bench.program(`db.exec("begin exclusive"); say("locked"); await said();`);
    await other.hears("locked");
    const controller = new AbortController();
    const taking = bench.snapshot(file, { signal: controller.signal, busyMs: 60_000 });
    setTimeout(() => controller.abort(), 30);
    await expect(taking).rejects.toMatchObject({
      code: "aborted",
      message: `the copying of ${file} was aborted by its signal`,
    });
  });

  test("a signal at any moment of copying, checking and hashing", async () => {
    bench.make(file, "journal_mode = wal");
    const db = new Database(file);
    db.exec(`insert into item select null, randomblob(100000) from ${numbers(100)}`);
    db.close();
    const before = pictureOf(source);
    let copied = 0;
    for (let ms = 0; ms < 200; ms += 20) {
      try {
        await bench.snapshot(file, { signal: AbortSignal.timeout(ms) });
        copied++;
      } catch (error) {
        expect(error).toMatchObject({ code: "timeout" });
      }
      expect(readdirSync(copies)).toHaveLength(copied);
    }
    expect(copied).toBeLessThan(10);
    expect(pictureOf(source)).toEqual(before);
  });

  test("an existing file is not changed", async () => {
    bench.make();
    writeFileSync(join(copies, "0.db"), "somebody else's");
    await expect(bench.snapshot()).rejects.toMatchObject({
      code: "validation",
      message: expect.stringContaining("is there already"),
    });
    expect(readFileSync(join(copies, "0.db"), "utf8")).toBe("somebody else's");
    rmSync(join(copies, "0.db"));
    await expect(takeSnapshot(file, file)).rejects.toMatchObject({ code: "validation" });
  });

  test("a missing folder is named", async () => {
    bench.make();
    const into = join(copies, "absent", "0.db");
    await expect(takeSnapshot(file, into)).rejects.toMatchObject({
      code: "validation",
      message: `${into} cannot be made: its folder does not exist`,
    });
  });
});

test("concurrent snapshots of one file are all valid, and are removed", async () => {
  bench.make();
  const made = await Promise.all([1, 2, 3].map((i) => takeSnapshot(file, join(copies, `at once ${i}.db`))));
  expect(new Set(made.map((each) => each.fingerprint)).size).toBe(1);
  expect(made.map((each) => bench.read(each))).toEqual([100, 100, 100]);
  for (const each of made) await each[Symbol.asyncDispose]();
  expect(readdirSync(copies)).toEqual([]);
});

test("a file that was moved away is reported as missing", async () => {
  bench.make();
  renameSync(file, `${file}.old`);
  await expect(bench.snapshot()).rejects.toMatchObject({ message: `${file} does not exist` });
});
