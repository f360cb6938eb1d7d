import { randomUUID } from "node:crypto";
import fc from "fast-check";
import type { UnifiedStoreManager } from "../../src";
import { nameProblem } from "../../src/core/input/rules";
import { backends, type TestDatabase } from "../backends";
import { rounds } from "../support/rounds";

const hostile = fc.string({
  unit: fc.constantFrom("a", "1", ":", "/", "%", "_", "\\", "'", '"', ".", " ", "é", "😀"),
  maxLength: 6,
});
const name = fc
  .oneof(hostile, fc.string({ unit: "binary", maxLength: 70 }))
  .filter((text) => nameProblem(text) === null);

describe.each(backends)("on $name", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await backend.create();
    stores = await database.open();
  });
  afterAll(() => database.drop());

  test("F1 F2 two scopes with any names do not see each other's rows", async () => {
    const pair = fc.record({ tenant: name, workspace: name });
    await fc.assert(
      fc.asyncProperty(pair, pair, fc.boolean(), async (one, other, sameTenant) => {
        const run = randomUUID();
        const first = { tenant: run + one.tenant, workspace: one.workspace };
        const second = { tenant: sameTenant ? first.tenant : run + other.tenant, workspace: other.workspace };
        fc.pre(first.tenant !== second.tenant || first.workspace !== second.workspace);
        const [a, b] = [stores.scope(first), stores.scope(second)];
        await a.memory.add({ type: "t", content: { text: "only here" } });
        await a.profiles.put({ name: one.tenant, data: 1 });
        expect((await b.memory.list()).items).toEqual([]);
        expect((await b.memory.search({ text: "here" })).items).toEqual([]);
        expect((await b.memory.search({ text: "nly he", mode: "substring" })).items).toEqual([]);
        expect(await b.profiles.get(one.tenant)).toBeNull();
        expect((await a.memory.search({ text: "here" })).items).toHaveLength(1);
      }),
      { numRuns: rounds(20) },
    );
  });
});
