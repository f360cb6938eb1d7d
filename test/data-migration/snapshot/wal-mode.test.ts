import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Bench } from "../files/bench";
import { pictureOf, sha256 } from "../files/picture";

let bench: Bench;
let source: string;
let file: string;

beforeEach(() => {
  bench = new Bench();
  ({ source, file } = bench);
});

afterEach(() => bench.end());

describe("a file in WAL mode", () => {
  test("that was closed is copied, and no file appears beside it", async () => {
    bench.make(file, "journal_mode = wal");
    const before = pictureOf(source);
    expect(Object.keys(before)).toEqual(["memory.db"]);
    const made = await bench.snapshot();
    expect(made).toMatchObject({ live: false, sha256: sha256(file) });
    expect(bench.read(made)).toBe(100);
    expect(pictureOf(source)).toEqual(before);
  });

  test("that a crash has left is copied with its log, and its -shm is not touched", async () => {
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

  test("whose log was moved here without its -shm is copied with it", async () => {
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

  test("that another process goes on writing to is copied as of one commit, and neither waits for the other", async () => {
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
    // It got no SQLITE_BUSY, though it does not retry while busy.
    other.say("stop");
    await other.hears("closed");
    expect(readdirSync(source)).toEqual(["memory.db"]);
  });

  test("that a process has for itself alone, without a -shm, is copied when it rests", async () => {
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

  test("that a process has for itself alone and never rests is told to be written", async () => {
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

  test("is copied with the log that lies beside it, though its header names no log", async () => {
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
