import { readFileSync } from "node:fs";
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

describe("a file in rollback mode", () => {
  test("is copied to the byte, and left as it was", async () => {
    bench.make();
    const before = pictureOf(source);
    const made = await bench.snapshot();
    expect(made).toMatchObject({ sha256: sha256(file), live: false });
    expect(sha256(made.path)).toBe(sha256(file));
    expect(bench.read(made)).toBe(100);
    expect(pictureOf(source)).toEqual(before);
  });

  test("is waited for while it is locked, without stopping this process", async () => {
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

  test("is told to be locked when it stays so, and may be tried again", async () => {
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

  test("is copied as of one commit while another process writes on", async () => {
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

  test("is rolled back in the copy alone, where its writer has crashed", async () => {
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
