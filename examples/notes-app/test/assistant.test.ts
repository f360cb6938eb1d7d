import type { Scope, UnifiedStoreManager } from "unified-store";
import { createTestStores } from "unified-store/testing";
import { Assistant } from "../src/assistant";

let now: Date;
let stores: UnifiedStoreManager;
let scope: Scope;
let assistant: Assistant;

// Each test has its own database: no cleanup, and no dependence on the order of tests.
beforeEach(async () => {
  now = new Date("2025-01-01T00:00:00Z");
  stores = await createTestStores({ clock: () => now });
  scope = stores.scope({ tenant: "acme" });
  assistant = new Assistant(scope);
});

afterEach(() => stores.close());

const later = (days: number): void => {
  now = new Date(now.getTime() + days * 86_400_000);
};

test("answers with the note that shares the most words with the question", async () => {
  await assistant.note("ada", "The slides for Friday are on the blue drive.");
  await assistant.note("ada", "On Friday the canteen is closed.");
  expect(await assistant.ask("Where are the SLIDES for Friday?", 1)).toEqual([
    "The slides for Friday are on the blue drive.",
  ]);
});

test("has no answer if no note has any of the words", async () => {
  await assistant.note("ada", "On Friday the canteen is closed.");
  expect(await assistant.ask("Who sings?")).toEqual([]);
  expect(await assistant.ask("")).toEqual([]);
});

test("counts the names that an author mentions", async () => {
  await assistant.note("ada", "Ask @grace about compilers.");
  await assistant.note("ada", "@grace and @alan meet at noon.");
  expect(await assistant.mentions("ada")).toEqual(["grace (2)", "alan (1)"]);
});

test("stores neither the note nor the first mention if a later mention fails", async () => {
  const tooLong = "x".repeat(600);
  await expect(assistant.note("ada", `@grace met @${tooLong}`)).rejects.toMatchObject({ code: "validation" });
  expect((await scope.memory.list()).items).toEqual([]);
  expect(await assistant.mentions("ada")).toEqual([]);
});

test("deletes a fleeting note that was not asked for during a week", async () => {
  await assistant.note("ada", "The wifi password of the cafe is cortado.", { fleeting: true });
  await assistant.note("ada", "The bus leaves at nine.", { fleeting: true });
  await assistant.note("ada", "Water boils at 100 degrees.");
  later(5);
  expect(await assistant.ask("wifi password?")).toHaveLength(1);
  later(3);
  expect(await assistant.tidy()).toBe(1);
  const left = (await scope.memory.list()).items.map(({ content }) => content);
  expect(left).toEqual([
    { author: "ada", text: "Water boils at 100 degrees." },
    { author: "ada", text: "The wifi password of the cafe is cortado." },
  ]);
});

test("does not answer from another tenant's notes", async () => {
  await assistant.note("ada", "The vault opens at noon.");
  const stranger = new Assistant(stores.scope({ tenant: "globex" }));
  expect(await stranger.ask("When does the vault open? vault noon")).toEqual([]);
});
