import { createServer, type Server, type Socket } from "node:net";
import { Client, Pool } from "pg";
import { refused, thrown } from "../../conformance/suite";
import { type ManagerOptions, type UnifiedStoreError, UnifiedStoreManager } from "../../src";
import { type PostgresServer, startPostgres } from "../../src/testing/postgres/server";

/**
 * Log-in and privileges, and their error messages, on a server with its own roles and passwords.
 */
let server: PostgresServer;
let admin: Client;
/** The query of a URL, which names the socket's folder. */
let query: string;

beforeAll(async () => {
  server = await startPostgres();
  query = new URL(server.url.replace("postgresql:", "http:")).search;
  admin = new Client({ connectionString: server.url });
  await admin.connect();
  for (const statement of [
    "create role app login",
    "create role careful login password 'right'",
    "create role unlisted login",
    "create role rejected login",
    "create role nologin nologin",
    "create database closed",
    "revoke connect on database closed from public",
  ])
    await admin.query(statement);
  await admit([
    "local all postgres,app,nologin,ghost trust",
    "local all careful scram-sha-256",
    "local all rejected reject",
  ]);
});
afterAll(async () => {
  await admin?.end();
  await server?.stop();
});

/**
 * Rewrites pg_hba.conf and waits. When the postmaster has notified its child processes, it has read
 * the file.
 */
async function admit(lines: string[]): Promise<void> {
  const { rows } = await admin.query(
    "select current_setting('hba_file') as file, pg_conf_load_time()::text as at",
  );
  const values = lines.map((line) => `('${line}')`).join(", ");
  await admin.query(`copy (select line from (values ${values}) as t (line)) to '${rows[0].file}'`);
  await admin.query("select pg_reload_conf()");
  for (let at = rows[0].at; at === rows[0].at; )
    at = (await admin.query("select pg_conf_load_time()::text as at")).rows[0].at;
}

const url = (user: string, database: string, more = ""): string =>
  `postgres://${user}@localhost:5432/${database}${query}${more}`;
const open = (options: ManagerOptions): Promise<UnifiedStoreManager> => UnifiedStoreManager.open(options);

/**
 * The statement in a message that the user should run: in its first pair of backticks, or in the
 * pair with the index `which`.
 */
const cureIn = ({ message }: UnifiedStoreError, which = 0): string =>
  [...message.matchAll(/`([^`]+)`/g)][which]![1]!;

async function on<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url("postgres", database) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe("logging in", () => {
  const at = /at \/.+\/\.s\.PGSQL\.5432/;
  test.each<[string, () => string, RegExp]>([
    [
      "a wrong password",
      () => url("careful:s3cret", "postgres"),
      /the server refused user "careful" or the password/,
    ],
    ["no password", () => url("careful", "postgres"), /requires a password for user "careful".*PGPASSWORD/],
    ["a role that is not there", () => url("ghost", "postgres"), /user "ghost" does not exist/],
    [
      "a role that may not log in",
      () => url("nologin", "postgres"),
      /user "nologin" may not log in.*alter role/,
    ],
    ["a database that is not there", () => url("app", "none"), /database "none" does not exist/],
    [
      "no database",
      () => url("app", ""),
      /database "app" \(the URL names no database, so this one was taken\) does not/,
    ],
    [
      "a role without a line in pg_hba.conf",
      () => url("unlisted", "postgres"),
      /does not accept user "unlisted" for database "postgres".*pg_hba/,
    ],
    [
      "a role that pg_hba.conf rejects",
      () => url("rejected", "postgres"),
      /does not accept user "rejected".*pg_hba/,
    ],
  ])("with %s: connection, not retryable, with user, database and host", async (_what, place, message) => {
    const error = await refused(open({ url: place() }), "connection", message);
    expect(error.message).toMatch(at);
    expect([error.retryable, error.mayHaveCommitted]).toEqual([false, false]);
    expect(`${error.stack} ${(error.cause as Error).stack} ${JSON.stringify(error)}`).not.toContain("s3cret");
  });

  test("without a user in the URL the message names the user that was used", async () => {
    const before = process.env.PGUSER;
    process.env.PGUSER = "ghost";
    try {
      const place = `postgres://localhost/postgres${query}`;
      await refused(
        open({ url: place }),
        "connection",
        /user "ghost" \(the URL names none, so this one was taken\)/,
      );
    } finally {
      if (before === undefined) delete process.env.PGUSER;
      else process.env.PGUSER = before;
    }
  });

  test("without the privilege to connect: permission, and the GRANT in the message fixes it", async () => {
    const error = await refused(
      open({ url: url("app", "closed") }),
      "permission",
      /role "app" may not connect/,
    );
    await admin.query(cureIn(error));
    await refused(open({ url: url("app", "closed") }), "permission", /may not create schema "unified_store"/);
  });

  test("a server without SSL is reported if the URL requires SSL", async () => {
    const place = `${server.url}&sslmode=verify-full`;
    // The driver also requests SSL over a unix socket.
    await refused(open({ url: place }), "connection", /the server offers no SSL/);
    await refused(
      open({ url: `${place}&sslrootcert=/none/ca.pem` }),
      "connection",
      /\/none\/ca\.pem.*cannot be read/,
    );
  });
});

describe("a peer that is not a PostgreSQL server", () => {
  const sockets = new Set<Socket>();
  async function peer(answer: (socket: Socket) => void): Promise<[Server, number]> {
    const listening = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      answer(socket);
    });
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    return [listening, (listening.address() as { port: number }).port];
  }
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  });

  test.each<[string, string, (socket: Socket) => void, RegExp]>([
    ["hangs up", "", (socket) => socket.end(), /ended the connection.*is it PostgreSQL/],
    ["speaks HTTP", "", (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), /connection/],
    [
      "agrees to TLS and speaks none",
      "?sslmode=no-verify",
      (socket) => {
        socket.once("data", () => socket.write("S"));
        socket.on("data", () => socket.write("nothing of the kind"));
      },
      /no SSL connection/,
    ],
  ])("that %s: connection, and nothing was sent", async (_what, more, answer, message) => {
    const [listening, port] = await peer(answer);
    const error = await refused(
      open({ url: `postgres://app@127.0.0.1:${port}/main${more}` }),
      "connection",
      message,
    );
    expect(error.mayHaveCommitted).toBe(false);
    listening.close();
  });

  test("that never answers: a write has mayHaveCommitted false, and a read is not retried", async () => {
    let connections = 0;
    const [listening, port] = await peer(() => {
      connections++;
    });
    const pool = new Pool({ host: "127.0.0.1", port, user: "app", connectionTimeoutMillis: 50 });
    const error = await refused(open({ pool, migrateSchema: false }), "connection", /did not answer in time/);
    expect([error.retryable, error.mayHaveCommitted, connections]).toEqual([true, false, 1]);
    await pool.end();
    listening.close();
  });
});

describe("a role with few privileges", () => {
  beforeAll(async () => {
    await admin.query("create database tenants");
    await on("tenants", (client) => client.query("create schema theirs"));
  });

  test("may not create the schema: the message names role, database and two corrections, and each works", async () => {
    await admin.query("create database bare");
    const error = await refused(
      open({ url: url("app", "bare") }),
      "permission",
      /^open: role "app" may not create schema "unified_store" in database "bare": `grant create on database/,
    );
    expect(error.retryable).toBe(false);
    await on("bare", (client) => client.query(cureIn(error, 1)));
    await (await open({ url: url("app", "bare") })).close();
    await on("bare", (client) => client.query(cureIn(error, 0)));
    await (await open({ url: url("app", "bare"), schema: "another" })).close();
  });

  test("may not create tables in an existing schema: the GRANT in the message fixes it", async () => {
    const options = { url: url("app", "tenants"), schema: "theirs" };
    const error = await refused(
      open(options),
      "permission",
      /role "app" may not create tables in schema "theirs"/,
    );
    await on("tenants", (client) => client.query(cureIn(error)));
    await (await open(options)).close();
  });

  test("may not use the tables: opening and calls report it, and the GRANT in the message fixes it", async () => {
    await (await open({ url: url("postgres", "tenants") })).close();
    const serving = { url: url("app", "tenants"), migrateSchema: false };
    const error = await refused(
      open(serving),
      "permission",
      /role "app" may not do this with schema "unified_store"/,
    );
    await refused(open({ url: url("app", "tenants") }), "permission");
    await on("tenants", (client) => client.query(cureIn(error)));
    const stores = await open(serving);
    const { memory } = stores.scope({ tenant: "t" });
    await memory.add({ type: "t", content: 1 });

    await on("tenants", (client) =>
      client.query("revoke insert on all tables in schema unified_store from app"),
    );
    const add = await refused(
      memory.add({ type: "t", content: 2 }),
      "permission",
      /memory\.add \(tenant "t", workspace "default"\): role "app" may not do this with table "memory_item/,
    );
    expect(add.mayHaveCommitted).toBe(false);
    expect((await memory.list()).items).toHaveLength(1);
    await on("tenants", (client) => client.query(cureIn(add)));
    await memory.add({ type: "t", content: 2 });
    expect((await stores.health()).status).toBe("ok");

    await on("tenants", (client) => client.query("grant create on schema unified_store to app"));
    const { dialect } = stores.internals;
    const foreign = await thrown(
      dialect.schema.exclusively((runner) => runner.query("alter table memory_item add column note text")),
    );
    expect(dialect.explain(foreign)).toMatchObject({
      code: "permission",
      message: expect.stringContaining('role "app" does not own "memory_item"'),
    });
    await stores.close();
  });

  test("a violated policy of the table is reported as a policy", async () => {
    await (await open({ url: url("postgres", "tenants"), schema: "guarded" })).close();
    await on("tenants", async (client) => {
      await client.query("grant usage on schema guarded to app");
      await client.query("grant select, insert, update, delete on all tables in schema guarded to app");
      await client.query("alter table guarded.memory_item enable row level security");
    });
    const stores = await open({ url: url("app", "tenants"), schema: "guarded", migrateSchema: false });
    await refused(
      stores.scope({ tenant: "t" }).memory.add({ type: "t", content: 1 }),
      "permission",
      /row-level security policy/,
    );
    await stores.close();
  });
});
