import { execFile } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { backend } from "../backends";
import { ROOT } from "../support/child";
import { temporaryFolder } from "../support/folder";

const run = promisify(execFile);
const node = (
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ stdout: string; stderr: string }> => {
  const { DATABASE_URL: _, JEST_WORKER_ID: __, ...inherited } = process.env;
  return run(process.execPath, args, { cwd, env: { ...inherited, ...env }, maxBuffer: 1 << 24 });
};
const compiled = join(ROOT, "examples/quickstart/dist/main.js");

beforeAll(async () => {
  await node([join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "examples/quickstart"], ROOT);
});

test("the quickstart runs on a SQLite file, and its counts agree with the sources", async () => {
  const folder = temporaryFolder();
  try {
    const { stdout, stderr } = await node([compiled], folder);
    expect(stderr).toBe("");
    expect(stdout).toContain("SQLite 3.");
    expect(readdirSync(folder)).toContain("quickstart.db");
    expect(await node([compiled], folder)).toMatchObject({ stderr: "" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the quickstart runs on PostgreSQL, and again", async () => {
  const folder = temporaryFolder();
  const database = await backend("PostgreSQL").create({ migrated: false });
  try {
    for (let round = 0; round < 2; round++) {
      const { stdout, stderr } = await node([compiled], folder, { DATABASE_URL: database.url });
      expect(stderr).toBe("");
      expect(stdout).toContain("PostgreSQL 1");
    }
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    await database.drop();
    rmSync(folder, { recursive: true });
  }
});

test("the notes app passes its own tests", async () => {
  const { stderr } = await node(
    [join(ROOT, "node_modules/jest/bin/jest.js"), "--config", "examples/notes-app/jest.config.js"],
    ROOT,
  );
  expect(stderr).toMatch(/Tests: +\d+ passed/);
});
