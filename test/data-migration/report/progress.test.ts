import {
  ProgressDisplay,
  type ProgressEvent,
  type ProgressStream,
} from "../../../src/data-migration/report/progress";
import { Screen } from "./screen";

const START = Date.parse("2026-03-01T09:30:00Z");

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

const pass = (ms: number): void => {
  jest.advanceTimersByTime(ms);
};

const event = (done: number, changes: Partial<ProgressEvent> = {}): ProgressEvent => ({
  tier: "P0",
  source: "memory",
  table: "memory_items",
  phase: "copy",
  done,
  total: 2000,
  ...changes,
});

class Log implements ProgressStream {
  text = "";
  write(text: string): void {
    this.text += text;
  }
  get lines(): string[] {
    return this.text.split("\n").slice(0, -1);
  }
}

describe("progress on a terminal", () => {
  const shown = (columns: number, env: NodeJS.ProcessEnv = {}): [ProgressDisplay, Screen] => {
    const screen = new Screen(columns);
    return [new ProgressDisplay({ stream: screen, env }), screen];
  };

  it("is a bar with its speed and the remaining time", () => {
    const [display, screen] = shown(101);
    display.update(event(0));
    expect(screen.text).toEqual([`P0 memory memory_items  copying  ${"░".repeat(40)}    0 %  0/2,000`]);
    pass(2500);
    display.update(event(500));
    expect(screen.text).toEqual([
      `P0 memory memory_items  copying  ${"█".repeat(8)}${"░".repeat(24)}   25 %  500/2,000  200/s  8 s left`,
    ]);
    expect(screen.cursorVisible).toBe(false);
  });

  it("leaves a line for a finished phase, and restores the terminal", () => {
    const [display, screen] = shown(100);
    display.update(event(0));
    pass(1250);
    display.update(event(2000));
    display.update(event(0, { phase: "indexes", total: 3 }));
    pass(200);
    display.update(event(3, { phase: "indexes", total: 3 }));
    display.stop();
    expect(screen.text).toEqual(["✓ P0 memory memory_items: 2,000 rows copied in 1.25 s (1.60k/s)"]);
    expect(screen.cursorVisible).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("shows several bars, and permanent lines above them", () => {
    const [display, screen] = shown(60);
    display.update(event(0, { table: "a" }));
    display.update(event(0, { table: "b" }));
    display.say("a remark\u001b[2J");
    pass(200);
    expect(screen.text.map((line) => line.slice(0, 12).trim())).toEqual([
      "a remark\ufffd[2J",
      "P0 memory a",
      "P0 memory b",
    ]);
  });

  it("shows no more bars than the terminal has lines", () => {
    const screen = new Screen(60, 5);
    const display = new ProgressDisplay({ stream: screen, env: {} });
    for (let i = 0; i < 6; i++) display.update(event(0, { table: `t${i}` }));
    expect(screen.text.map((line) => line.slice(0, 12).trim())).toEqual([
      "P0 memory t0",
      "P0 memory t1",
      "P0 memory t2",
      "and 3 more",
    ]);
  });

  it("is drawn at most 25 times a second, for any number of events", () => {
    const [display, screen] = shown(80);
    const times: number[] = [];
    let drawn = 0;
    for (let ms = 0; ms < 3000; ms += 5) {
      // Twice as many phases as bars begin and end.
      if (ms % 20 === 0) display.update(event(2000, { table: `t${ms}` }));
      else display.update(event(ms));
      pass(5);
      for (; drawn < screen.writes.length; drawn++) times.push(Date.now());
    }
    display.stop();
    times.push(Date.now());
    for (const at of times)
      expect(times.filter((each) => each >= at && each < at + 1000).length).toBeLessThanOrEqual(25);
    expect(screen.text).toHaveLength(150 + 1);
  });

  it("shows the last event soon, even without further events", () => {
    const [display, screen] = shown(100);
    display.update(event(0));
    pass(10);
    display.update(event(1999));
    expect(screen.text[0]).toContain("0/2,000");
    pass(100);
    expect(screen.text[0]).toContain("1,999/2,000");
  });

  it("shows a decreasing speed without events", () => {
    const [display, screen] = shown(100);
    display.update(event(0));
    pass(1250);
    display.update(event(1000));
    expect(screen.text[0]).toContain("800/s  2 s left");
    pass(9000);
    expect(screen.text[0]).toContain("97.6/s  11 s left");
  });

  it.each(Array.from({ length: 17 }, (_, i) => 40 + i * 10))("is never wider than %d columns", (columns) => {
    const [display, screen] = shown(columns);
    const table = "a_table_whose_name_is_as_long_as_names_can_be_in_a_database";
    display.update(event(0, { table, total: 1e9 }));
    display.update(event(0, { table: "記憶".repeat(30), source: "x" }));
    for (let i = 1; i <= 10; i++) {
      pass(400);
      display.update(event(i * 12_345_678, { table, total: 1e9 }));
    }
    display.update(event(1e9, { table, total: 1e9 }));
    display.stop();
    expect(screen.widest).toBeLessThan(columns);
  });

  it("draws over lines that a narrower terminal has wrapped", () => {
    const [display, screen] = shown(90);
    display.update(event(0));
    pass(1000);
    screen.columns = 40;
    screen.writes.length = 0;
    // A bar of 88 columns now takes three lines of 40.
    const width = screen.text[0]!.length;
    screen.write("\n".repeat(Math.ceil(width / 40) - 1));
    display.update(event(100));
    pass(100);
    expect(screen.writes.at(-1)).toContain(`\u001b[${Math.ceil(width / 40)}A`);
  });

  it("shows the progress at an interruption, and nothing after that", () => {
    const [display, screen] = shown(100);
    display.update(event(0));
    display.update(event(1000));
    display.stop();
    expect(screen.text[0]).toContain("1,000/2,000");
    expect(screen.cursorVisible).toBe(true);
    const { length } = screen.writes;
    display.update(event(1500));
    display.say("late");
    display.stop();
    pass(5000);
    expect(screen.writes).toHaveLength(length);
  });

  it("writes nothing without events", () => {
    const [display, screen] = shown(100);
    display.stop();
    expect(screen.writes).toEqual([]);
  });

  it("follows without an end", () => {
    const [display, screen] = shown(100);
    display.update(event(0, { phase: "follow", total: 0 }));
    expect(screen.text[0]).toBe("P0 memory memory_items  following  up to date");
    pass(500);
    display.update(event(1000, { phase: "follow", total: 1234 }));
    expect(screen.text[0]).toBe("P0 memory memory_items  following  234 rows behind  2.00k/s");
    display.update(event(1234, { phase: "follow", total: 1234 }));
    pass(1000);
    expect(screen.text[0]).toContain("up to date");
  });

  it("is in colours, but not with NO_COLOR", () => {
    const [display, screen] = shown(100);
    display.update(event(1000));
    expect(screen.writes.join("")).toContain("\u001b[32m█");
    const [plain, other] = shown(100, { NO_COLOR: "1" });
    plain.update(event(1000));
    expect(other.writes.join("")).not.toContain("m█");
    expect(other.text).toEqual(screen.text);
    plain.stop();
    display.stop();
  });

  it("leaves no finished lines if they are not permanent", () => {
    const screen = new Screen(100);
    const display = new ProgressDisplay({ stream: screen, env: {}, lasting: false });
    display.update(event(0));
    expect(screen.text[0]).toContain("0/2,000");
    display.update(event(2000));
    display.stop();
    expect(screen.text).toEqual([]);
    expect(screen.cursorVisible).toBe(true);
  });

  it("is lines on a terminal that cannot draw", () => {
    const [display, screen] = shown(100, { TERM: "dumb" });
    display.update(event(0));
    expect(screen.writes).toEqual(["P0 memory memory_items: copying 2,000 rows\n"]);
  });
});

describe("progress in a log", () => {
  const logged = (): [ProgressDisplay, Log] => {
    const log = new Log();
    return [new ProgressDisplay({ stream: log, env: {} }), log];
  };

  it("is a line at the beginning, one at the end, and one every ten seconds between", () => {
    const [display, log] = logged();
    for (let second = 0; second <= 25; second++) {
      display.update(event(second * 80));
      pass(1000);
    }
    expect(log.lines).toEqual([
      "P0 memory memory_items: copying 2,000 rows",
      "P0 memory memory_items: copying, 800/2,000, 40 %, 80.0/s, 15 s left",
      "P0 memory memory_items: copying, 1,600/2,000, 80 %, 80.0/s, 5 s left",
      "P0 memory memory_items: 2,000 rows copied in 25.0 s (80.0/s)",
    ]);
  });

  it("is only the lines between if they are not permanent", () => {
    const log = new Log();
    const display = new ProgressDisplay({ stream: log, env: {}, lasting: false });
    for (let second = 0; second <= 25; second++) {
      display.update(event(second * 80));
      pass(1000);
    }
    expect(log.lines.map((line) => line.split(", ")[1])).toEqual(["800/2,000", "1,600/2,000"]);
  });

  it("has a line for each phase, with words for the counted items", () => {
    const [display, log] = logged();
    display.update(event(0, { phase: "snapshot", total: 4 }));
    display.update(event(4, { phase: "snapshot", total: 4 }));
    display.update(event(0, { total: 1 }));
    pass(500);
    display.update(event(1, { total: 1 }));
    display.update(event(0, { phase: "indexes", total: 1 }));
    display.update(event(1, { phase: "indexes", total: 1 }));
    display.update(event(0, { phase: "verify", total: 0 }));
    display.update(event(0, { phase: "follow", total: 0 }));
    pass(10_000);
    display.update(event(1, { phase: "follow", total: 3 }));
    display.stop();
    expect(log.lines.map((line) => line.replace("P0 memory memory_items: ", ""))).toEqual([
      "reading a snapshot",
      "snapshot read in 0 s",
      "copying 1 row",
      "1 row copied in 0.50 s (2.00/s)",
      "building indexes",
      "indexes built in 0 s",
      "no rows",
      "following",
      "following, 1 change applied, 2 rows behind, last change applied 2026-03-01 09:30:10 UTC",
    ]);
  });

  it("is one line every ten seconds for all followed files, also without changes", () => {
    const [display, log] = logged();
    for (const table of ["a", "b"]) display.update(event(5, { table, phase: "follow", total: 5 }));
    for (let second = 0; second < 31; second++) {
      const total = second < 10 ? 5 : 8;
      for (const table of ["a", "b"])
        display.update(event(second < 15 ? 5 : 8, { table, phase: "follow", total }));
      pass(1000);
    }
    display.stop();
    expect(log.lines).toEqual([
      "P0 memory a: following",
      "P0 memory b: following",
      "2 files: following, 0 changes applied, 3 rows behind, no change applied so far",
      "2 files: following, 6 changes applied, up to date, last change applied 2026-03-01 09:30:15 UTC",
      "2 files: following, 6 changes applied, up to date, last change applied 2026-03-01 09:30:15 UTC",
    ]);
  });

  it("computes the speed only from the work of this run", () => {
    const [display, log] = logged();
    display.update(event(1500));
    pass(5000);
    display.update(event(2000));
    expect(log.lines).toEqual([
      "P0 memory memory_items: copying 2,000 rows, of which 1,500 are done already",
      "P0 memory memory_items: 500 rows copied in 5.00 s (100/s)",
    ]);
  });

  it("shows the number of written rows if it is less than the number read", () => {
    const [display, log] = logged();
    display.update(event(0, { written: 0 }));
    display.update(event(2000, { written: 1993 }));
    display.update(event(1500, { table: "again", written: 1500 }));
    display.update(event(2000, { table: "again", written: 1500 }));
    expect(log.lines.filter((_, i) => i % 2 === 1)).toEqual([
      "P0 memory memory_items: 2,000 rows read, 1,993 written in 0 s",
      "P0 memory again: 500 rows read, 0 written in 0 s",
    ]);
  });

  it("reports an end once, and a new start", () => {
    const [display, log] = logged();
    for (const done of [0, 2000, 2000, 0, 2000]) display.update(event(done, { phase: "verify" }));
    expect(log.lines).toHaveLength(4);
  });

  it("has no escape codes, for any names", () => {
    const [display, log] = logged();
    display.update(event(0, { table: "a\u001b[2J\r\nb" }));
    display.say("c\u001b[2J");
    expect(log.text).toBe("P0 memory a\ufffd[2J\ufffd\ufffdb: copying 2,000 rows\nc\ufffd[2J\n");
  });
});
