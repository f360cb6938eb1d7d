import { Pool, type PoolClient } from "pg";
import { internalsOf, poolInternalsOf } from "../../src/dialect/postgres/connection/driver-internals";
import { backend } from "../backends";

test("the installed driver has the internals that cancelling, lending and addresses depend on", async () => {
  const database = await backend("PostgreSQL").create({ migrated: false });
  const pool = new Pool({ connectionString: database.url });
  let client: PoolClient | undefined;
  try {
    const { Client, options } = poolInternalsOf(pool);
    const unconnected = new Client({ ...options });
    expect(typeof unconnected.host).toBe("string");
    expect(typeof unconnected.port).toBe("number");
    expect(unconnected.database).toMatch(/^us_test_/);

    client = await pool.connect();
    const internals = internalsOf(client);
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    expect(internals.processID).toBe(rows[0]!.pid);
    expect(["number", "object"]).toContain(typeof internals.secretKey);
    expect(internals.secretKey).not.toBeNull();
    expect([typeof internals.host, typeof internals.port]).toEqual(["string", "number"]);
    expect(typeof internals.connection.stream.destroy).toBe("function");
    expect(internals.getTransactionStatus()).toBe("I");
    await client.query("begin");
    expect(internals.getTransactionStatus()).toBe("T");
    // A query rejects at the server's error message, and the new status comes behind that. The
    // second query is sent when it is there.
    await client.query("select 1/0").catch(() => undefined);
    await client.query("select 1").catch(() => undefined);
    expect(internals.getTransactionStatus()).toBe("E");
    await client.query("rollback");
  } finally {
    client?.release();
    await pool.end();
    await database.drop();
  }
});
