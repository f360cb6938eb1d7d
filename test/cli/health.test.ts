import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { UnifiedStoreManager } from "../../src";
import { ask } from "../../src/cli/health/ask";
import { lineOf } from "../../src/cli/health/text";
import { targetAt } from "../../src/cli/target/target";
import { milliseconds } from "../../src/command-line/duration";
import { UsageError } from "../../src/command-line/usage-error";
import { backend, type TestDatabase } from "../backends";
import { run } from "../operations/doctor/support";
import { temporaryFolder } from "../support/folder";
import { command, RunningCommand } from "./command";

const NEVER = new AbortController().signal;
const limits = { timeoutMs: 5000, signal: NEVER };

describe.each([backend("SQLite on file"), backend("PostgreSQL")])("health on $name", ({ create, engine }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await create();
    stores = await database.open();
  });
  afterAll(() => database.drop());
  const steps = (): string => stores.internals.dialect.table("unified_store_schema_migration");
  const renamed = (from: string, to: string): Promise<void> =>
    run(stores, `update ${steps()} set name = '${to}' where name = '${from}'`);

  test("ok is 0, in one line or as a document", async () => {
    const [text, json] = await Promise.all([
      command("health", "--to", database.url),
      command("health", "--to", database.url, "--json", "--quiet"),
    ]);
    const name = engine === "sqlite" ? "SQLite" : "PostgreSQL";
    expect(text).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(`^ok: ${name} [\\d.]+, [\\d.]+ \\S+\n$`),
    });
    expect({ ...json, stdout: JSON.parse(json.stdout).status }).toEqual({
      code: 0,
      stdout: "ok",
      stderr: "",
    });
  });

  test("a newer version, and pending schema migrations, are 3", async () => {
    await run(
      stores,
      `insert into ${steps()} (name, applied_at) values ('9999-later', '2026-01-01T00:00:00.000Z')`,
    );
    expect(lineOf(await ask(targetAt({ to: database.url }), limits))).toMatch(
      /^newer: .*unknown .* 9999-later$/,
    );
    await renamed("9999-later", "0017-retention-x");
    await renamed("0017-retention", "9999-later");
    const { code, stdout } = await command("health", "--to", database.url);
    expect({ code, stdout }).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/^degraded: .*pending/),
    });
    await renamed("9999-later", "0017-retention");
    await run(stores, `delete from ${steps()} where name = '0017-retention-x'`);
  });

  test("a database that was never migrated is degraded or down, and stays as it was", async () => {
    const empty = await create({ migrated: false });
    try {
      const before = await ask(targetAt({ to: empty.url }), limits);
      expect(before.status).toBe(engine === "sqlite" ? "down" : "degraded");
      expect(await ask(targetAt({ to: empty.url }), limits)).toMatchObject({ status: before.status });
    } finally {
      await empty.drop();
    }
  });
});

test("no file is made; what is not there is down, until the time to wait is over", async () => {
  const folder = temporaryFolder();
  try {
    const to = `sqlite:${join(folder, "none.db")}`;
    const [now, later] = await Promise.all([
      command("health", "--to", to),
      command("health", "--to", to, "--wait", "600ms"),
    ]);
    expect([now.code, later.code]).toEqual([1, 1]);
    expect(now.stdout).toMatch(/^down: SQLite: there is no store at/);
    expect(later.stderr).toMatch(/waiting, up to/);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("--wait ends as soon as the store is there", async () => {
  const folder = temporaryFolder();
  try {
    const path = join(folder, "sub", "late.db");
    const waiting = new RunningCommand(["health", "--to", `sqlite:${path}`, "--wait", "50s"]);
    await waiting.says(/waiting/);
    mkdirSync(join(folder, "sub"));
    await (await UnifiedStoreManager.open({ url: `sqlite:${path}` })).close();
    const { code, stdout } = await waiting.ended;
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ok: SQLite/) });
    expect(existsSync(path)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a server that accepts and never answers is down in time; Ctrl-C ends the waiting", async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
  try {
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const to = `postgres://app:secret@127.0.0.1:${port}/x`;
    const waiting = new RunningCommand(["health", "--to", to, "--timeout", "200ms", "--wait", "1h"]);
    const once = await command("health", "--to", to, "--timeout", "200ms");
    expect(once).toMatchObject({ code: 1, stdout: expect.stringMatching(/did not answer within 200 ms/) });
    await waiting.says(/waiting/);
    waiting.signal("SIGINT");
    const { code, stdout, stderr } = await waiting.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).not.toContain("secret");
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

test("times have a unit", () => {
  const read = ["1ms", "1.5s", "5m", "2min", "1h"].map((text) => milliseconds("wait", text));
  expect(read).toEqual([1, 1500, 300_000, 120_000, 3_600_000]);
  for (const text of ["", "5", "s", "-1s", "5 s", "5d", "25h", "0s"])
    expect(() => milliseconds("wait", text)).toThrow(UsageError);
});
