import { join } from "node:path";
import { child, ROOT } from "../support/child";

const CLEANUP = JSON.stringify(join(ROOT, "dist/benchmarks/cleanup.js"));

test("a signal ends the work, then all is cleaned up, and one that npm hands on does not cut it short", async () => {
  const script = `
    const { Cleanup } = require(${CLEANUP});
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const cleanup = new Cleanup();
    cleanup.defer(() => console.log("what was made first"));
    cleanup.defer(async () => {
      process.kill(process.pid, "SIGTERM");
      await pause(50);
      console.log("what was made last");
      throw new Error("it was gone");
    });
    cleanup.interrupted.addEventListener("abort", () => console.log("aborted"));
    process.kill(process.pid, "SIGTERM");
    await pause(60_000);`;
  expect(await child(script, "")).toEqual({
    code: 143,
    signal: null,
    stdout: "aborted\nwhat was made last\nwhat was made first\n",
    stderr: expect.stringContaining("while cleaning up: Error: it was gone"),
  });
});

test("what a signal has ended has the signal's exit code, and nothing is left that hears signals", async () => {
  const script = `
    const { cleanedUp } = require(${CLEANUP});
    console.log(await cleanedUp(async () => 7), process.listenerCount("SIGINT"));
    const failed = await cleanedUp(async () => { throw new Error("no database"); }).catch(String);
    console.log(failed, process.listenerCount("SIGINT"));`;
  expect(await child(script, "")).toMatchObject({ code: 0, stdout: "7 0\nError: no database 0\n" });
});
