import type { UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { command } from "./command";

describe("get, list and search", () => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let to: string[];
  beforeAll(async () => {
    database = await backend("SQLite on file").create();
    stores = await database.open();
    to = ["--to", database.url];
    const { memory } = stores.scope({ tenant: "acme" });
    await memory.addMany([
      { type: "fact", content: "Whales are mammals" },
      { type: "plan", content: "Call \u001b[31mAda" },
    ]);
  });
  afterAll(() => database.drop());

  test("show rows as a table, or as one document", async () => {
    const tenant = ["--tenant", "acme", ...to];
    const [listed, json, found, none] = await Promise.all([
      command("list", "memory", "--limit", "1", ...tenant),
      command("list", "memory", "--filter", "type=fact", "--json", ...tenant),
      command("search", "memory", "whales mammals", ...tenant),
      command("list", "memory", "--workspace", "w", ...tenant),
    ]);
    expect(listed).toMatchObject({ code: 0, stderr: expect.stringContaining("The first 1 rows") });
    expect(listed.stdout).toMatch(/^id +type +content.*\n1 row\n$/s);
    // Control characters of a content do not reach the terminal.
    expect(listed.stdout).not.toContain("\u001b");
    const { items } = JSON.parse(json.stdout);
    expect(items).toMatchObject([{ type: "fact", content: "Whales are mammals" }]);
    expect(found.stdout).toMatch(/Whales are mammals.*\n1 row\n$/s);
    expect(none).toMatchObject({
      code: 0,
      stderr: "There are no such rows. Workspaces of the tenant: default.\n",
    });
    const one = await command("get", "memory", items[0].id, ...tenant);
    expect(one.stdout).toMatch(/^id +[0-9a-f-]{36}\ntype +fact\ncontent +Whales are mammals\n/);
  });

  test("say what there is, where something is missing or wrong", async () => {
    const cases = [
      [["list", "memory", ...to], 2, /Whose rows\? Give --tenant\. There are acme\./],
      [["list", "memory", "--tenant", "nobody", ...to], 0, /The tenant has no rows\. There are acme\./],
      [
        ["list", "memory", "--tenant", "acme", "--filter", "kind=x", ...to],
        2,
        /kind is not known here: use archived/,
      ],
      [
        ["get", "memory", "0198c5b2-7d1e-7c3a-9a51-3b0a3f6c2e11", "--tenant", "acme", ...to],
        1,
        /no such row/,
      ],
      [["search", "memory", "--help"], 0, /^$/],
    ] as const;
    const ends = await Promise.all(cases.map(([args]) => command(...args)));
    for (const [i, [, code, message]] of cases.entries()) {
      expect(ends[i]!.stderr).toMatch(message);
      expect(ends[i]!.code).toBe(code);
    }
  });
});
