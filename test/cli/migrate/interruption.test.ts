import { readFileSync } from "node:fs";
import { join } from "node:path";
import { child, ROOT } from "../../support/child";
import type { RunningCommand } from "../command";
import { OPERATOR, Workplace } from "./support";

let place: Workplace;
beforeEach(() => {
  place = new Workplace();
});
afterEach(() => place[Symbol.dispose]());

const COPYING = /^P0 old profiles: copying 2,000 rows$/;

/** A run that stops at the start of the copying. */
async function underWay(...more: string[]): Promise<RunningCommand> {
  const old = place.profiles("old.db", { rows: 2_000 });
  const args = ["run", "--from", old, "--to", place.url, ...OPERATOR, "--batch-size", "50", ...more];
  const running = place.start(args, { holdAt: COPYING });
  await running.says(/: copying 2,000 rows$/m);
  return running;
}

test.each([
  ["Ctrl-C", "SIGINT", 130],
  ["SIGTERM", "SIGTERM", 143],
] as const)("%s stops a run cleanly, which says how to resume it", async (_, signal, exitCode) => {
  const running = await underWay("--report", "r.json");
  running.signal(signal);
  running.release();
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(exitCode);
  expect(stdout).toMatch(/^! The run was interrupted (after|before) /m);
  const [, line] = /^Interrupted\. Resume it with: node \S+main\.js migrate (.*)$/m.exec(stderr) ?? [];
  const report = JSON.parse(readFileSync(place.path("r.json"), "utf8"));
  expect(report).toMatchObject({ status: "interrupted" });
  expect(line).toBe(`run --resume ${report.runId} --to ${place.url}`);
  const resumed = await place.json(...line!.split(" "));
  expect(resumed).toMatchObject({
    code: 0,
    document: {
      runId: report.runId,
      status: "done",
      sources: [{ tables: [{ moved: 2_000, verified: true }] }],
    },
  });
});

test("a second Ctrl-C that npm forwards at once counts as the first; a later one ends the process", async () => {
  const script = `
    const { Interruption } = require(${JSON.stringify(join(ROOT, "dist/src/command-line/interruption.js"))});
    const interruption = new Interruption(() => console.log("stopping"));
    const press = () => process.kill(process.pid, "SIGINT");
    press();
    while (!interruption.signal.aborted) await new Promise(setImmediate);
    press();
    while (process.listenerCount("SIGINT") > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    console.log(interruption.exitCode);
    press();
    await new Promise((resolve) => setTimeout(resolve, 60_000));`;
  expect(await child(script, "")).toEqual({
    code: null,
    signal: "SIGINT",
    stdout: "stopping\n130\n",
    stderr: "",
  });
});

test("a run whose process was killed is recognized, and can be rolled back", async () => {
  const running = await underWay();
  running.signal("SIGKILL");
  await running.ended;
  const { stdout } = await place.migrate("status", "--to", place.url);
  expect(stdout).toMatch(/^\S+ killed /m);
  expect((await place.json("rollback", "latest", "--yes", "--to", place.url)).code).toBe(0);
});

test("two runs at once: the second is refused", async () => {
  const running = await underWay();
  const { code, stderr } = await place.migrate(
    "run",
    "--from",
    place.path("old.db"),
    "--to",
    place.url,
    ...OPERATOR,
  );
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^conflict: .*another data migration is under way/m),
  });
  running.signal("SIGINT");
  running.release();
  expect((await running.ended).code).toBe(130);
});

test("a plan that is interrupted says so, and leaves nothing", async () => {
  const old = place.profiles("old.db", { rows: 2_000 });
  const holdAt = /2,000 rows$/;
  const running = place.start(["plan", "--from", old, "--to", place.url, ...OPERATOR], { holdAt });
  await running.says(/2,000 rows$/m);
  running.signal("SIGINT");
  running.release();
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(stderr).toMatch(/^Interrupted\. A plan writes nothing\.$/m);
  expect(place.files).toEqual(["old.db"]);
});
