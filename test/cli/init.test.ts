import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { init } from "../../src/cli/init";
import { askedFor } from "../../src/cli/init/questions";
import { readProject } from "../../src/operations/init/project";
import type { InitOptions } from "../../src/operations/init/types";
import { temporaryFolder } from "../support/folder";
import type { Ended } from "./command";
import { inProcess } from "./in-process";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]): Promise<Ended> => inProcess(init, args, { folder, environment: {} });

test("without a terminal it takes the defaults and says so; the next commands come last", async () => {
  const { code, stdout, stderr } = await run();
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^There is no terminal to ask on\. Taken: development sqlite, .*runner node:test\.\n$/,
  );
  expect(stdout).toMatch(/written {3}src\/store\.ts\n[\s\S]*\n {2}npm install\n {2}cp .*\n {2}npm test\n$/);
  expect(existsSync(join(folder, "compose.yaml"))).toBe(true);
});

test("flags decide, and the document has files and next steps without contents", async () => {
  const flags = [
    "--language",
    "javascript",
    "--modules",
    "commonjs",
    "--runner",
    "jest",
    "--production=none",
  ];
  const { code, stdout, stderr } = await run("--folder", "new", ...flags, "--yes", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const report = JSON.parse(stdout);
  expect(report.files[0]).toEqual({ path: "src/store.js", action: "written" });
  expect(report).toMatchObject({ dryRun: false, settings: { language: "javascript", testRunner: "jest" } });
  expect(report.next).toHaveLength(3);
  expect(readFileSync(join(folder, "new/src/store.js"), "utf8")).toContain('require("unified-store")');
});

test("a dry run writes nothing and shows contents, also in the document", async () => {
  const { code, stdout } = await run("--dry-run", "--yes");
  expect(code).toBe(0);
  expect(stdout).toMatch(/--- compose\.yaml\n# PostgreSQL[\s\S]*would be written {3}compose\.yaml/);
  const { files } = JSON.parse((await run("--dry-run", "--yes", "--json")).stdout);
  expect(files[0].contents).toContain("openStores");
  expect(readdirSync(folder)).toEqual([]);
});

test("--force needs a yes, and replaces with it", async () => {
  writeFileSync(join(folder, "compose.yaml"), "mine");
  expect((await run("--yes")).stdout).toMatch(/kept {6}compose\.yaml/);
  rmSync(join(folder, "src"), { recursive: true });
  const asked = await run("--force");
  expect(asked.code).toBe(2);
  expect(asked.stderr).toMatch(
    /Replacing .*\.env\.example, compose\.yaml, .* loses what is in them\..*say --yes/,
  );
  expect(readFileSync(join(folder, "compose.yaml"), "utf8")).toBe("mine");
  expect(existsSync(join(folder, "src"))).toBe(false);
  const { code, stdout } = await run("--force", "--yes");
  expect(code).toBe(0);
  expect(stdout).toMatch(/replaced {2}compose\.yaml[\s\S]*kept {6}package\.json/);
  expect(readFileSync(join(folder, "compose.yaml"), "utf8")).toContain("healthcheck");
});

test("usage errors are reported, and nothing is written", async () => {
  writeFileSync(join(folder, "file"), "");
  mkdirSync(join(folder, "own"));
  writeFileSync(join(folder, "own", "package.json"), "[]");
  const cases = [
    [["--runner", "mocha"], /--runner takes node:test, vitest or jest, not "mocha"/],
    [["--language", "rust"], /--language takes typescript or javascript/],
    [["--lang", "javascript"], /There is no option --lang\. Did you mean --language\?/],
    [["--database", "My App"], /options\.database must be 1 to 63 small letters/],
    [["--development", "postgres", "--production", "none"], /must be postgres where development is/],
    [["--folder", "file"], /is a file: name a folder/],
    [["--folder", "file/below"], /file is not a folder/],
    [["--folder", "own"], /package\.json that is not a JSON object/],
    [["my-agent"], /init does not take "my-agent": name the folder with --folder/],
  ] as const;
  for (const [args, message] of cases) {
    const ended = await run(...args, "--yes");
    expect([args, ended.code]).toEqual([args, 2]);
    expect(ended.stderr).toMatch(message);
  }
  expect(readdirSync(folder).sort()).toEqual(["file", "own"]);
  expect((await run("--help")).stdout).toMatch(/Examples:[\s\S]*Exit code 0/);
});

describe("questions", () => {
  /** What a person types, and what is on the screen. */
  async function answered(typed: string, given: InitOptions = {}) {
    const ends = { input: new PassThrough(), output: new PassThrough() };
    ends.input.end(typed);
    const asking = askedFor(given, readProject(folder), ends);
    const settings = await asking.catch((error: Error) => error);
    return { settings, screen: String(ends.output.read()) };
  }

  test("an empty answer is the default, which is as the project has it", async () => {
    writeFileSync(join(folder, "package.json"), `{"devDependencies":{"jest":"30"}}`);
    const { settings, screen } = await answered("\n\n\n\n\n\n");
    expect(settings).toEqual({
      ...{ development: "sqlite", production: "postgres", language: "javascript" },
      ...{ modules: "commonjs", testRunner: "jest", database: "app" },
    });
    expect(screen).toContain("Language: typescript or javascript? [javascript] ");
  });

  test("only what no flag says is asked, and a wrong answer again", async () => {
    const given = { language: "typescript", modules: "esm", database: "x" } as const;
    const { settings, screen } = await answered("mysql\npostgres\n mocha\n vitest \n", given);
    expect(settings).toEqual({ ...given, development: "postgres", testRunner: "vitest" });
    expect(screen).toContain("Answer sqlite or postgres.\n");
    expect(screen).toContain("Answer node:test, vitest or jest.\n");
    expect(screen).not.toMatch(/Language|production|Name of/);
  });

  test("a name that cannot be one is asked for again", async () => {
    const { settings, screen } = await answered("\n\n\n\n\nMy App\nnotes\n");
    expect(settings).toMatchObject({ database: "notes" });
    expect(screen).toContain("The name must be 1 to 63 small letters");
  });

  test("the end of the input, as Ctrl-D, ends it", async () => {
    const { settings } = await answered("sqlite\n");
    expect(settings).toMatchObject({ message: "Interrupted. Nothing was written.", exitCode: 130 });
  });
});
