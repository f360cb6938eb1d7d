import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { type PostgresServer, startPostgres } from "../../../src/testing/postgres/server";
import { ROOT } from "../../support/child";
import { temporaryFolder } from "../../support/folder";
import { EFFECTS } from "./effects";
import { type Command, type Ended, inTest } from "./in-test";
import { stable } from "./stable";

/** The parts of the compiled example that are called here. */
interface Example {
  STEPS: { name: string; title: string; run(day: { shell: object; server: object }): Promise<void> }[];
  Server: new (url: string) => { superuser: object; app: { url: string } };
  Shell: new (folder: string, show: (text: string) => void, run?: Runner) => Shell;
  inChild: Runner;
}
interface Shell {
  heading(text: string): void;
  node(args: string[]): Promise<void>;
  refused(as: object, statement: string, code: string): Promise<void>;
}
type Runner = (command: Command) => Promise<Ended>;

const PAGE = join(ROOT, "docs/operators-day.md");
/** Timeout: the compiler and a server, and then 24 commands, perhaps beside other tests. */
const A_DAY_MS = 120_000;

/** One server of its own: the roles are the server's, and the suite's has settings of a test. */
let server: PostgresServer;
let compiled: string;
let folder: string;
beforeAll(async () => {
  folder = temporaryFolder();
  // Inside the project, so that the package's name resolves to it like an installed package.
  compiled = mkdtempSync(join(ROOT, "dist/operations-"));
  await node(TSC, ["-p", "examples/operations", "--outDir", compiled]);
  server = await start();
}, A_DAY_MS);
afterAll(async () => {
  await server?.stop();
  for (const each of [folder, compiled]) rmSync(each, { recursive: true });
});

const TSC = "node_modules/typescript/bin/tsc";

/** It asks the roles for their passwords. */
function start(): Promise<PostgresServer> {
  const rules = join(folder, "pg_hba.conf");
  writeFileSync(rules, "local all postgres trust\nlocal all all scram-sha-256\n");
  chmodSync(folder, 0o755);
  return startPostgres({ durable: true, settings: { hba_file: rules, timezone: "UTC" } });
}

const node = (script: string, args: string[], env: NodeJS.ProcessEnv = {}) =>
  promisify(execFile)(process.execPath, [script, ...args], { cwd: ROOT, env: { ...process.env, ...env } });

/** The example as people start it, where it is to stop. */
async function stopped(url: string, ...args: string[]): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await node(join(compiled, "src/main.js"), args, { ADMIN_DATABASE_URL: url }).catch(
    (error) => error,
  );
  return { code, stderr };
}

const parts = (): Example =>
  Object.assign({}, ...["day", "run", "server", "shell"].map((name) => require(join(compiled, "src", name))));

test(
  "each step of the day has its effect, the page has the transcript of today, and no second day begins",
  async () => {
    const { STEPS, Server, Shell, inChild } = parts();
    expect(STEPS.map(({ name }) => name)).toEqual(Object.keys(EFFECTS));
    const project = join(folder, "agents");
    const lines: string[] = [];
    const doctorCodes: unknown[] = [];
    const run: Runner = async (command) => {
      // Those in a process of their own show that the example can run both kinds of commands.
      const isOwn = command.program === "node" || command.args[0] === "health";
      const ended = await (isOwn ? inChild : inTest)(command);
      if (command.args[0] === "doctor") doctorCodes.push(ended.code);
      return ended;
    };
    const shell = new Shell(project, (text) => lines.push(text), run);
    const day = { server: new Server(server.url), shell };
    await using database = new LateClient(server.url.replace("/postgres?", "/agents?"));
    for (const { name, title, run } of STEPS) {
      shell.heading(title);
      await run(day);
      await EFFECTS[name]!({ folder: project, admin: () => database.client(), doctorCodes });
    }
    mustBeOnPage(stable(`${lines.join("\n").trim()}\n`, { folder: project, url: day.server.app.url }));

    const second = await stopped(server.url, join(folder, "second"));
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining("drop database agents;") });
    expect(existsSync(join(folder, "second"))).toBe(false);
  },
  A_DAY_MS,
);

/** With UPDATE_OPERATORS_DAY=1 (`npm run operators-day`) the page gets it. */
function mustBeOnPage(transcript: string): void {
  const page = readFileSync(PAGE, "utf8");
  const today = page.replace(/```console\n[^`]*```\n/, () => `\`\`\`console\n${transcript}\`\`\`\n`);
  if (process.env.UPDATE_OPERATORS_DAY === "1") writeFileSync(PAGE, today);
  expect(readFileSync(PAGE, "utf8")).toBe(today);
  expect(today).toContain(transcript);
}

test("it does not begin with a folder that exists, or without a server", async () => {
  const taken = await stopped(server.url, folder);
  expect(taken).toEqual({ code: 1, stderr: expect.stringContaining(`There is something at ${folder}`) });
  for (const [url, ...args] of [
    [""],
    ["sqlite:store.db"],
    [server.url, "one", "two"],
    [server.url, "--fast"],
  ])
    expect([url, ...args, (await stopped(url!, ...args)).code]).toEqual([url, ...args, 2]);
});

test("it stops at a command that ends in another way, and at a statement that is not refused", async () => {
  const { Server, Shell } = parts();
  const lines: string[] = [];
  const shell = new Shell(folder, (text) => lines.push(text));
  await shell.node(["-e", "console.log(1)"]);
  await expect(shell.node(["-e", "process.exit(3)"])).rejects.toThrow("ended with 3, and not with 0");
  expect(lines).toEqual(["$ node -e 'console.log(1)'", "1", "$ node -e 'process.exit(3)'", "# exit code 3"]);
  const { superuser } = new Server(server.url);
  await expect(shell.refused(superuser, "select 1", "42501")).rejects.toThrow("was to refuse");
});

/** A connection to a database that is made later. */
class LateClient implements AsyncDisposable {
  private opened: Promise<Client> | undefined;

  constructor(private readonly url: string) {}

  client(): Promise<Client> {
    this.opened ??= connected(this.url);
    return this.opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.opened)?.end();
  }
}

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}
