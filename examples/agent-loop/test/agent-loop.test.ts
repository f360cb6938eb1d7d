import type { Scope, UnifiedStoreManager } from "unified-store";
import { createTestStores } from "unified-store/testing";
import { Chat } from "../src/chat";
import { TALKS } from "../src/feed";
import { handOver, LEARNED, learnAll } from "../src/librarian";
import { type Model, ScriptedModel } from "../src/model";

let now: Date;
let stores: UnifiedStoreManager;
let scope: Scope;
const model = new ScriptedModel();

beforeEach(async () => {
  now = new Date("2026-01-01T00:00:00Z");
  stores = await createTestStores({ clock: () => now });
  scope = stores.scope({ tenant: "acme" });
});

afterEach(() => stores.close());

test("each talk is learned once, with several workers and repeated hand-overs", async () => {
  expect(await handOver(scope, TALKS)).toBe(2);
  const learned = await Promise.all(["a", "b", "c"].map((worker) => learnAll(scope, model, worker)));
  expect(learned.flat().sort()).toEqual(["databases", "whales"]);
  expect(await handOver(scope, TALKS)).toBe(0);
  expect(await learnAll(scope, model, "a")).toEqual([]);
  const { items: events } = await scope.agents.events.list({ topic: LEARNED });
  expect(events.map(({ payload }) => payload)).toHaveLength(2);
});

test("answers from learned facts, and says if it knows none", async () => {
  await handOver(scope, TALKS);
  await learnAll(scope, model, "a");
  const chat = await Chat.with(scope, model, "ada");
  expect(await chat.ask("What is a dolphin?")).toBe(
    'dolphin: whale, which is mammal, which is animal (from "What a whale is").',
  );
  expect(await chat.ask("What is a unicorn?")).toBe("I have not heard of that.");
  expect(await chat.ask("Hello")).toBe('Ask me "What is …?"');
  expect((await scope.agents.state.getOrThrow("answers")).value).toBe(3);
});

test("a talk that cannot be learned is rolled back, and is retried", async () => {
  let fail = true;
  const moody: Model = {
    name: "moody",
    next: (turns) => model.next(turns),
    extract(sentence) {
      if (fail && sentence.includes("breathes")) throw new Error("overloaded");
      return model.extract(sentence);
    },
  };
  await handOver(scope, [TALKS[0]!]);
  expect(await learnAll(scope, moody, "a")).toEqual([]);
  expect((await scope.graph.nodes.list()).items).toEqual([]);
  expect((await scope.memory.list()).items).toEqual([]);
  const { items } = await scope.ingest.jobs.list();
  expect(items).toMatchObject([{ status: "queued", attempts: 1, error: "overloaded" }]);

  fail = false;
  expect(await learnAll(scope, moody, "a")).toEqual([]);
  now = new Date(now.getTime() + 3_600_000);
  expect(await learnAll(scope, moody, "b")).toEqual(["whales"]);
  expect((await scope.graph.nodes.list()).items).toHaveLength(4);
});
