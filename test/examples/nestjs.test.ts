import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { ROOT } from "../support/child";

/** The NestJS application as its users start it, called over HTTP on a free port. */
let folder: string;
let server: ChildProcess;
let url: string;
let stderr = "";

beforeAll(async () => {
  // Inside the project, so that the package's name resolves to it like an installed package.
  folder = mkdtempSync(join(ROOT, "dist/nestjs-"));
  const tsc = [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "examples/nestjs", "--outDir", folder];
  await promisify(execFile)(process.execPath, tsc, { cwd: ROOT });
  server = spawn(process.execPath, ["src/main.js"], {
    cwd: folder,
    env: { ...process.env, PORT: "0", HOST: "127.0.0.1", DATABASE_URL: "sqlite::memory:" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  server.stderr!.on("data", (chunk) => {
    stderr += chunk;
  });
  const [line] = (await Promise.race([
    once(createInterface(server.stdout!), "line"),
    once(server, "exit").then(() => [`it ended: ${stderr}`]),
  ])) as [string];
  url = line.replace("Listening on ", "");
}, 120_000);

afterAll(async () => {
  if (server.exitCode === null && server.signalCode === null) {
    server.kill("SIGKILL");
    await once(server, "exit");
  }
  rmSync(folder, { recursive: true });
});

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each answer has another shape
  body: any;
}

async function ask(tenant: string | null, call: string, body?: unknown): Promise<Answer> {
  const [method, path] = call.split(" ");
  const response = await fetch(`${url}${path}`, {
    method: method!,
    headers: { "content-type": "application/json", ...(tenant !== null && { "x-tenant": tenant }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

const refused = (field: string, message: string, code = "validation", status = 400): Answer => ({
  status,
  body: { statusCode: status, code, field, message },
});

test("an item is added, listed, read, changed and removed", async () => {
  const input = { type: "fact", content: { text: "Whales are mammals" } };
  const given = { ...input, embedding: [1, 0.5], createdAt: "2026-01-31T12:00:00Z" };
  const added = await ask("ada", "POST /memory", given);
  expect(added).toMatchObject({ status: 201, body: { ...input, createdAt: "2026-01-31T12:00:00.000Z" } });
  const { id, version } = added.body;
  expect(await ask("ada", `GET /memory/${id}`)).toEqual({ status: 200, body: added.body });
  const changed = await ask("ada", `PATCH /memory/${id}?ifVersion=${version}`, { pinned: true });
  expect(changed.body).toEqual({ ...added.body, pinned: true, version: version + 1 });
  expect((await ask("ada", "GET /memory?pinned=true")).body).toEqual({
    items: [changed.body],
    nextCursor: null,
  });
  expect(await ask("ada", `DELETE /memory/${id}`)).toEqual({ status: 200, body: { removed: true } });
  expect((await ask("ada", "GET /memory")).body.items).toEqual([]);
});

test("an update of a changed row is a conflict, and a missing row is not found", async () => {
  const { body } = await ask("ada", "POST /memory", { type: "fact", content: 1 });
  await ask("ada", `PATCH /memory/${body.id}`, { content: 2 });
  const late = await ask("ada", `PATCH /memory/${body.id}?ifVersion=1`, { content: 3 });
  expect(late).toMatchObject({ status: 409, body: { code: "version_conflict" } });
  expect(await ask("ada", `DELETE /memory/${body.id}?ifVersion=1`)).toMatchObject({ status: 409 });
  const none = "01890000-0000-7000-8000-000000000000";
  for (const call of [`GET /memory/${none}`, `PATCH /memory/${none}`])
    expect(await ask("ada", call, call.startsWith("PATCH") ? { content: 3 } : undefined)).toMatchObject({
      status: 404,
      body: { code: "not_found", field: "id" },
    });
});

test("tenants do not see each other", async () => {
  const { body } = await ask("grace", "POST /memory", { type: "secret", content: "Grace's" });
  expect((await ask("ada", "GET /memory?type=secret")).body.items).toEqual([]);
  expect(await ask("ada", `GET /memory/${body.id}`)).toMatchObject({ status: 404 });
  expect(await ask("ada", `DELETE /memory/${body.id}`)).toEqual({ status: 200, body: { removed: false } });
  expect(await ask("grace", `GET /memory/${body.id}`)).toEqual({ status: 200, body });
  // Concurrent requests have separate scopes.
  const counts = await Promise.all(
    ["ada", "grace", "ada", "grace"].map((tenant) => ask(tenant, "GET /memory?type=secret")),
  );
  expect(counts.map((each) => each.body.items.length)).toEqual([0, 1, 0, 1]);
});

test("a request without a tenant, or with an invalid one, is refused", async () => {
  expect(await ask(null, "GET /memory")).toMatchObject({
    status: 400,
    body: { message: "the header x-tenant is missing" },
  });
  expect(await ask("x".repeat(600), "GET /memory")).toMatchObject({
    status: 400,
    body: { code: "validation", field: "tenant" },
  });
});

test("an invalid input is reported with its field", async () => {
  const valid = { type: "fact", content: 1 };
  const posted = (more: object) => ask("ada", "POST /memory", { ...valid, ...more });
  expect(await posted({ decayScore: "1" })).toEqual(
    refused("decayScore", "decayScore must be a finite number"),
  );
  expect(await posted({ content: undefined })).toEqual(
    refused(
      "content",
      "content is missing: it must be a JSON value: string, number, boolean, null, array or plain object",
    ),
  );
  expect(await posted({ colour: "blue" })).toEqual(refused("colour", "property colour should not exist"));
  expect(await posted({ createdAt: "soon" })).toEqual(
    refused(
      "createdAt",
      "createdAt must be a valid Date between the years 1 and 9999, such as 2026-01-31T12:00:00Z",
    ),
  );
  const patched = await ask("ada", "PATCH /memory/no-id", {});
  expect(patched).toMatchObject({ status: 400, body: { code: "validation", field: "id" } });
  const version = await ask("ada", "DELETE /memory/no-id?ifVersion=one");
  expect(version).toMatchObject({ status: 400, body: { code: "validation", field: "options.ifVersion" } });
});

test("a query's limit, cursor and dates are parsed", async () => {
  for (const day of ["01", "02", "03"])
    await ask("dates", "POST /memory", { type: "day", content: day, createdAt: `2026-01-${day}` });
  const days = async (query: string): Promise<unknown> =>
    (await ask("dates", `GET /memory?${query}`)).body.items.map((item: { content: string }) => item.content);
  expect(await days("createdFrom=2026-01-02")).toEqual(["03", "02"]);
  expect(await days("createdFrom=2026-01-01T00:00:00Z&createdTo=2026-01-03T00:00:00Z")).toEqual(["02", "01"]);
  const page = (await ask("dates", "GET /memory?limit=2")).body;
  expect(page.items).toHaveLength(2);
  expect(await days(`limit=2&cursor=${encodeURIComponent(page.nextCursor)}`)).toEqual(["01"]);
  expect(await ask("dates", "GET /memory?limit=0")).toEqual(
    refused("limit", "limit must be a whole number from 1 to 1000: read further pages by their cursor"),
  );
  expect(await ask("dates", "GET /memory?createdFrom=2026-01-02&createdTo=2026-01-01")).toEqual(
    refused("createdTo", "createdTo must not be before createdFrom: nothing can lie between the two"),
  );
});

test("jobs are enqueued, claimed, completed and failed", async () => {
  for (const externalId of ["v1", "v2"])
    expect(
      await ask("ada", "POST /jobs", { source: "talks", externalId, payload: { externalId } }),
    ).toMatchObject({ status: 201, body: { created: true, job: { externalId, status: "queued" } } });
  expect((await ask("grace", "POST /jobs/claim", { workerId: "w" })).body).toEqual([]);
  const claimed = await ask("ada", "POST /jobs/claim", { workerId: "w", limit: 2 });
  expect(claimed).toMatchObject({ status: 200, body: [{ externalId: "v1" }, { externalId: "v2" }] });
  const [first, second] = claimed.body.map((job: { id: string; attempts: number }) => ({
    id: job.id,
    workerId: "w",
    attempt: job.attempts,
  }));
  const completed = await ask("ada", "POST /jobs/complete", { job: first, input: { result: [1] } });
  expect(completed).toMatchObject({ status: 200, body: { status: "done", result: [1] } });
  expect(await ask("ada", "POST /jobs/complete", { job: first })).toMatchObject({ status: 409 });
  const failed = await ask("ada", "POST /jobs/fail", { job: second, input: { error: "no sound" } });
  expect(failed).toMatchObject({ status: 200, body: { status: "queued", error: "no sound" } });
  expect(await ask("ada", "POST /jobs/fail", { job: second, input: {} })).toMatchObject({
    status: 400,
    body: { field: "error" },
  });
});

test("it ends on SIGTERM, without errors", async () => {
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  const [code, signal] = await ended;
  expect({ code, signal, stderr }).toEqual({ code: null, signal: "SIGTERM", stderr: "" });
});
