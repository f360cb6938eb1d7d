import { Bench } from "../files/bench";

let bench: Bench;
let file: string;

beforeEach(() => {
  bench = new Bench();
  ({ file } = bench);
});

afterEach(() => bench.end());

describe("the fingerprint", () => {
  test("is the same however the file was copied, opened, closed and checkpointed, and another one after a write", async () => {
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
        // A new log, and the same rows.
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
