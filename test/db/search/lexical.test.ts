import type { Scope, UnifiedStoreManager } from "../../../src";
import { Call } from "../../../src/db/call";
import { completeLexical, lexicalCandidates } from "../../../src/db/search/any/lexical";
import type { LexicalTable } from "../../../src/db/search/any/postings";
import { name, sql } from "../../../src/dialect/sql";
import { item } from "../../../src/stores/memory/item";
import { backends, type TestDatabase } from "../../backends";

/** What retrieval asks of the lexical index, below the stores. */
const ITEMS: LexicalTable = { table: item, alias: "m" };
const idOf = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const LONG = `${"lorem ipsum ".repeat(500)}needle`;

describe.each(backends)("on $name", ({ create }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let scope: Scope;
  let call: Call;
  beforeAll(async () => {
    database = await create();
    stores = await database.open();
    scope = stores.scope({ tenant: "t" });
    const executor = stores.internals;
    const context = {
      executor,
      tenant: "t",
      workspace: "default",
      now: () => new Date(),
      newId: () => idOf(0),
    };
    call = new Call(context, "retrieval", "search");
    const texts = ["reset my password", "the password", "my harbour", "node.js", "js and node", LONG, "hay"];
    await scope.memory.addMany(
      texts.map((content, i) => ({ id: idOf(i), type: i % 2 === 0 ? "even" : "odd", content })),
    );
    await stores.scope({ tenant: "u" }).memory.add({ id: idOf(0), type: "even", content: "reset password" });
  });
  afterAll(() => database.drop());

  const ids = (matches: readonly { id: string }[]): number[] =>
    matches.map(({ id }) => Number.parseInt(id.slice(-12), 16));

  test("candidates have a score from 0 to 1 and the words that matched", async () => {
    const found = await lexicalCandidates(call, ITEMS, { text: "Reset my password", limit: 10 });
    expect(ids(found)).toEqual([0, 2, 1]);
    expect(found.map(({ words }) => words)).toEqual([["reset", "my", "password"], ["my"], ["password"]]);
    expect(found[0]!.score).toBe(1);
    for (const { score } of found) expect(score > 0 && score <= 1).toBe(true);
    expect(await lexicalCandidates(call, ITEMS, { text: "Reset my password", limit: 1 })).toEqual([found[0]]);
    expect(await lexicalCandidates(call, ITEMS, { text: "?!", limit: 1 })).toEqual([]);
  });

  test("a filter is applied before the limit", async () => {
    const where = sql`m.type = ${name("odd")}`;
    const found = await lexicalCandidates(call, ITEMS, { text: "my password", where, limit: 1 });
    expect(ids(found)).toEqual([1]);
  });

  test("completed scores are those of the candidates", async () => {
    for (const text of ["reset my password", "node.js", "node js hay", "lorem hay", "unicorn password"]) {
      const found = await lexicalCandidates(call, ITEMS, { text, limit: 10 });
      const all = Array.from({ length: 9 }, (_, i) => idOf(i));
      expect({ text, found: await completeLexical(call, ITEMS, { text, ids: all }) }).toEqual({
        text,
        found,
      });
    }
    const some = await completeLexical(call, ITEMS, { text: "password", ids: [idOf(1), idOf(6), idOf(1)] });
    expect(ids(some)).toEqual([1]);
    expect(await completeLexical(call, ITEMS, { text: "password", ids: [] })).toEqual([]);
  });

  test("a word behind what is scored is known by its key", async () => {
    const found = await lexicalCandidates(call, ITEMS, { text: "needle", limit: 10 });
    expect(ids(found)).toEqual([5]);
    expect(await completeLexical(call, ITEMS, { text: "needle", ids: [idOf(5)] })).toEqual(found);
    expect(found[0]!.score).toBeLessThan(0.9);
  });
});
