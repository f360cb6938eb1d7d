import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { temporaryFolder } from "../support/folder";
import { command } from "./command";

describe.each([backend("SQLite on file")])("tenants on $name", ({ create, engine }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await create();
    stores = await database.open();
    for (const [tenant, workspace] of [
      ["acme", "default"],
      ["acme", "research"],
      ["beta", "default"],
    ] as const)
      await stores.scope({ tenant, workspace }).memory.add({ type: "fact", content: `note of ${tenant}` });
  });
  afterAll(() => database.drop());

  test("list and stats", async () => {
    const [listed, first, ofAcme, whole] = await Promise.all([
      command("tenants", "list", "--to", database.url),
      command("tenants", "list", "--to", database.url, "--limit", "1", "--json"),
      command("tenants", "stats", "acme", "--to", database.url, "--json"),
      command("stats", "--to", database.url, "--json"),
    ]);
    expect(listed).toMatchObject({ code: 0, stderr: "" });
    expect(listed.stdout).toMatch(/^acme +default, research\nbeta +default\n2 tenants\n$/m);
    expect(JSON.parse(first.stdout)).toEqual({
      tenants: [{ tenant: "acme", workspaces: ["default", "research"], hasMoreWorkspaces: false }],
    });
    expect(JSON.parse(ofAcme.stdout)).toMatchObject({ tenant: "acme", workspace: null, rows: 4 });
    expect(JSON.parse(whole.stdout)).toMatchObject({ engine: { name: engine }, schema: { pending: [] } });
  });

  test("erase asks, shows, deletes with a receipt", async () => {
    const receipt = join(temporaryFolder(), "receipt.json");
    const refused = await command("tenants", "erase", "acme", "--to", database.url);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/4 rows of tenant acme will be deleted for good\..*--yes/);
    const dry = await command(
      "tenants",
      "erase",
      "acme",
      "--workspace",
      "research",
      "--to",
      database.url,
      "--dry-run",
    );
    expect(dry).toMatchObject({ code: 0, stderr: "" });
    expect(dry.stdout).toMatch(/^acme, workspace research: 2 rows would be deleted\n {2}memory_item: 1\n/);
    const done = await command(
      "tenants",
      "erase",
      "acme",
      "--to",
      database.url,
      "--yes",
      "--receipt",
      receipt,
    );
    expect(done.stdout).toMatch(/acme: 4 rows deleted\n.*Counted again: nothing is left\.\n$/s);
    expect(JSON.parse(readFileSync(receipt, "utf8"))).toMatchObject({
      tenant: "acme",
      deleted: { memory_item: 2, memory_item_search: 2 },
      complete: true,
    });
    expect((await stores.tenants()).items.map(({ tenant }) => tenant)).toEqual(["beta"]);
  });
});

test("usage errors are reported", async () => {
  const to = ["--to", "sqlite:nowhere.db"];
  const cases = [
    [["tenants", "list", ...to], 1, /there is no store at/],
    [["tenants", "erase", ...to], 2, /needs the name of a tenant/],
    [["tenants", "stats", "--workspace", "w", ...to], 2, /--workspace needs the tenant/],
    [["tenants", "purge"], 2, /There is no command tenants "purge"/],
    [["tenants", "erase", "--help"], 0, /^$/],
    [["stats", "--help"], 0, /^$/],
  ] as const;
  const ends = await Promise.all(cases.map(([args]) => command(...args)));
  for (const [i, [, code, message]] of cases.entries()) {
    expect(ends[i]!.code).toBe(code);
    expect(ends[i]!.stderr).toMatch(message);
  }
});
