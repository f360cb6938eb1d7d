import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { takeSnapshot } from "../../../src/data-migration/snapshot/snapshot";
import { Bench, numbers } from "../files/bench";
import { pictureOf } from "../files/picture";

let bench: Bench;
let source: string;
let copies: string;
let file: string;

beforeEach(() => {
  bench = new Bench();
  ({ source, copies, file } = bench);
});

afterEach(() => bench.end());

describe("what ends a snapshot leaves no copy", () => {
  test("a signal that was given before", async () => {
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

  test("a file that is there already stays as it is", async () => {
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

  test("a folder that is not there is named", async () => {
    bench.make();
    const into = join(copies, "absent", "0.db");
    await expect(takeSnapshot(file, into)).rejects.toMatchObject({
      code: "validation",
      message: `${into} cannot be made: its folder does not exist`,
    });
  });
});
