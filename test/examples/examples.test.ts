import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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

/** Timeout: the quickstart moves 21,113 rows, perhaps beside other tests. */
const ONE_RUN_MS = 180_000;
const ALL_MOVED = /All 21,113 rows of 10 files moved and verified/;

test(
  "the quickstart moves all files to a SQLite file, a new one in the place of an earlier one",
  async () => {
    const folder = temporaryFolder();
    for (const suffix of ["", "-wal"])
      writeFileSync(join(folder, `quickstart.db${suffix}`), "an earlier one");
    try {
      const { stdout, stderr } = await node([compiled], folder);
      expect(stderr).toBe("");
      expect(stdout).toContain("SQLite 3.");
      expect(stdout).toMatch(ALL_MOVED);
      expect(stdout).toContain("143 deleted.");
      expect(readdirSync(folder).sort()).toEqual(["quickstart.db", "quickstart.html"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  ONE_RUN_MS,
);

// What a second run finds is tested with all files in data-migration/run/all-files.test.ts.
test(
  "the quickstart moves all files to PostgreSQL",
  async () => {
    const folder = temporaryFolder();
    const database = await backend("PostgreSQL").create({ migrated: false });
    try {
      const { stdout, stderr } = await node([compiled], folder, { DATABASE_URL: database.url });
      expect(stderr).toBe("");
      expect(stdout).toContain("PostgreSQL 1");
      expect(stdout).toMatch(ALL_MOVED);
      expect(readdirSync(folder)).toEqual(["quickstart.html"]);
    } finally {
      await database.drop();
      rmSync(folder, { recursive: true });
    }
  },
  ONE_RUN_MS,
);

const ANSWERS = `> What is a dolphin?
dolphin: whale, which is mammal, which is animal (from "What a whale is").
> What is PostgreSQL?
postgresql: database, which is program (from "Where agents keep things").
> What is a unicorn?
I have not heard of that.
> Thank you!
Ask me "What is …?"
`;

test.each(["SQLite on file", "PostgreSQL"] as const)(
  "the agent loop runs on %s, and again without learning anything twice",
  async (name) => {
    const folder = mkdtempSync(join(ROOT, "dist/agent-loop-"));
    const database = await backend(name).create({ migrated: false });
    try {
      // Inside the project, so that the package's name resolves to it like an installed package.
      await node(
        [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "examples/agent-loop", "--outDir", folder],
        ROOT,
      );
      const main = join(folder, "src/main.js");
      const first = await node([main], folder, { DATABASE_URL: database.url });
      expect(first.stderr).toBe("");
      expect(first.stdout).toContain("2 new talks to learn.");
      expect(first.stdout.match(/^Learned: /gm)).toHaveLength(2);
      expect(first.stdout).toContain(`${ANSWERS}4 answers given so far.`);
      const second = await node([main], folder, { DATABASE_URL: database.url });
      expect(second.stdout).toBe(`0 new talks to learn.\n${ANSWERS}8 answers given so far.\n`);
    } finally {
      await database.drop();
      rmSync(folder, { recursive: true });
    }
  },
);

test.each(["notes-app", "agent-loop", "nestjs"])("%s passes its own tests", async (name) => {
  const { stderr } = await node(
    [join(ROOT, "node_modules/jest/bin/jest.js"), "--config", `examples/${name}/jest.config.js`],
    ROOT,
  );
  expect(stderr).toMatch(/Tests: +\d+ passed/);
});
