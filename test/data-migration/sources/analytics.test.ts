import { analytics } from "../../../src/data-migration/sources/analytics";
import { createTestStores } from "../../../src/testing";
import { coercions, counts, example, forgotten, reasons, rowsOf, TestFiles } from "./files";
import { movedFrom } from "./moved";

const files = new TestFiles();
afterAll(() => files.remove());

const dirty = (statements: string) => movedFrom(files.like("analytics", statements), analytics);

describe("of the real file", () => {
  const moved = movedFrom(example("analytics"), analytics);
  const first = (table: string) => rowsOf(moved, table)[0] as never;

  test("all rows are moved, and complete", () => {
    expect(counts(moved)).toEqual({
      llm_calls: [1250, 0],
      prompt_variants: [20, 0],
      bandit_events: [313, 0],
      human_feedback: [50, 0],
    });
    expect(forgotten(moved)).toEqual([]);
    expect(new Set(moved.flatMap(({ rows }) => rows.map(({ tenant }) => tenant)))).toEqual(
      new Set(["operator"]),
    );
  });

  test("every column arrives", () => {
    expect(first("llm_calls")).toMatchObject({
      task: "debate",
      model: "claude",
      provider: "openai",
      tokensIn: 889,
      tokensOut: 286,
      costUsd: 0.006402,
      latencyMs: 6593.409,
      createdAt: new Date("2025-01-01T00:00:49.317Z"),
      profileId: null,
      success: true,
      toolset: ["sql", "kg"],
    });
    expect(first("prompt_variants")).toMatchObject({
      task: "chat",
      templateHash: "cfcd208495d565ef66e7dff9f98764da",
      description: "variant 0",
      createdAt: new Date(0),
      updatedAt: new Date(0),
    });
    expect(first("bandit_events")).toMatchObject({
      task: "routing",
      context: { len: 21 },
      arm: "c",
      reward: 0.3623,
      createdAt: new Date("2025-01-01T00:00:49.341Z"),
    });
    const { id: callId } = rowsOf(moved, "llm_calls", 25)[0] as { id: string };
    expect(rowsOf(moved, "human_feedback", 1)[0]).toMatchObject({
      callId,
      rating: 2,
      notes: "bad",
      createdAt: new Date("2025-01-01T00:41:10.357Z"),
    });
  });

  test("the store writes the same rows for the same input", async () => {
    await using stores = await createTestStores({ clock: () => new Date(0) });
    const { analytics: store } = stores.scope({ tenant: "acme" });
    expect(await store.calls.add(first("llm_calls"))).toEqual(first("llm_calls"));
    expect(await store.feedback.add(first("human_feedback"))).toEqual(first("human_feedback"));
    expect(await store.bandits.add(first("bandit_events"))).toEqual(first("bandit_events"));
    const { updatedAt, version, ...variant } = first("prompt_variants") as {
      updatedAt: Date;
      version: number;
    };
    expect(await store.variants.put(variant as never)).toEqual({ ...variant, updatedAt, version });
  });
});

test("calls without a task, model or time, and figures that are none, are rejected", () => {
  const moved = dirty(`
    insert into llm_calls (id, task, model, ts, tokens_in, cost, success, toolset) values
      (1, 'chat', 'm', '2025-01-01', 1, 0.5, 1, '["a"]'), (2, null, 'm', '2025-01-01', 1, 1, 1, null),
      (3, 'chat', '', '2025-01-01', 1, 1, 1, null), (4, 'chat', 'm', null, 1, 1, 1, null), (5, 'chat', 'm', '', 1, 1, 1, null),
      (6, 'chat', 'm', '2025-01-01', -1, 1, 1, null), (7, 'chat', 'm', '2025-01-01', 900000000001, 1, 1, null),
      (8, 'chat', 'm', '2025-01-01', 1.5, 1, 1, null), (9, 'chat', 'm', '2025-01-01', 1, 'cheap', 1, null),
      (10, 'chat', 'm', '2025-01-01', 1, -0.5, 1, null), (11, 'chat', 'm', '2025-01-01', 1, 1, 2, null),
      (12, 'chat', 'm', '2025-01-01', 1, 1, 1, 'search'), (13, 'chat', 'm', '2025-01-01', 1, 1, 1, '{"a": NaN}'),
      (14, 'chat', 'm', 1735689600, null, null, null, ''), (15, 'chat', 'm', '2025-01-01', 1, 9e999, 1, null);`);
  expect(reasons(moved, "llm_calls")).toEqual([
    null,
    "task is null",
    expect.stringMatching(/^model must be a non-empty string/),
    "ts is null where an instant is expected",
    "ts is empty where an instant is expected",
    "tokensIn must be a whole number from 0 to 900000000000",
    "tokensIn must be a whole number from 0 to 900000000000",
    "tokens_in is not a whole number",
    "cost is text, not a number",
    "costUsd must be a number from 0 to 900000000000",
    "success is neither 0 nor 1",
    "toolset is not JSON",
    "toolset has NaN or Infinity, which Python writes and JSON does not have",
    null,
    "cost is infinite",
  ]);
  expect(rowsOf(moved, "llm_calls", 13)[0]).toMatchObject({
    createdAt: new Date("2025-01-01T00:00:00Z"),
    tokensIn: null,
    costUsd: null,
    success: null,
    toolset: null,
  });
  expect(coercions(moved, "llm_calls")).toMatchObject({
    "toolset: empty text to null": 1,
    "ts: seconds since 1970 to timestamp": 1,
  });
});

test("empty names of calls are read as absent", () => {
  const moved = dirty(
    "insert into llm_calls (id, task, model, ts, provider, profile_id) values (1, 'chat', 'm', '2025-01-01', '', '')",
  );
  expect(rowsOf(moved, "llm_calls")[0]).toMatchObject({ provider: null, profileId: null });
  expect(coercions(moved, "llm_calls")).toMatchObject({
    "provider: empty text to null": 1,
    "profile_id: empty text to null": 1,
  });
});

test("feedback needs its call and its time, an event its arm and time, a variant its task and hash", () => {
  const moved = dirty(`
    insert into human_feedback values (1, null, 1, null, '2025-01-01'), (2, 1, 1, null, null), (3, 1, null, null, '2025-01-01'),
      (4, 1, 'good', null, '2025-01-01');
    insert into bandit_events values (1, 'r', null, null, 1, '2025-01-01'), (2, 'r', null, 'a', 1, null),
      (3, 'r', '', 'a', null, '2025-01-01'), (4, 'r', null, 'a', 1e12, '2025-01-01');
    insert into prompt_variants values (1, null, 'h', null), (2, 't', null, null), (3, 't', 'h', '');`);
  expect(reasons(moved, "human_feedback")).toEqual([
    "llm_call_id is null, so the row has no key",
    "ts is null where an instant is expected",
    null,
    "rating is text, not a number",
  ]);
  expect(reasons(moved, "bandit_events")).toEqual([
    "chosen_arm is null",
    "ts is null where an instant is expected",
    null,
    "reward must be a number from -900000000000 to 900000000000",
  ]);
  expect(reasons(moved, "prompt_variants")).toEqual(["task is null", "template_hash is null", null]);
  expect(rowsOf(moved, "prompt_variants", 2)[0]).toMatchObject({ description: "" });
  expect(forgotten(moved)).toEqual([]);
});

test("an older file lacks columns", () => {
  const moved = movedFrom(
    files.make(`
      create table llm_calls (id integer primary key, task text, model text, ts text);
      create table prompt_variants (id integer primary key, task text, template_hash text);
      create table bandit_events (id integer primary key, task text, chosen_arm text, ts text);
      create table human_feedback (id integer primary key, llm_call_id integer, ts text);
      insert into llm_calls values (1, 'chat', 'm', '2025-01-01');
      insert into prompt_variants values (1, 'chat', 'h');
      insert into bandit_events values (1, 'routing', 'a', '2025-01-01');
      insert into human_feedback values (1, 1, '2025-01-01');`),
    analytics,
  );
  expect(Object.values(counts(moved))).toEqual(Array.from({ length: 4 }, () => [1, 0]));
  expect(forgotten(moved)).toEqual([]);
});

test("unknown columns are kept in the row's JSON, if it has an object", () => {
  const moved = dirty(`
    alter table llm_calls add column region text;
    alter table bandit_events add column seed integer;
    insert into llm_calls (id, task, model, ts, toolset, region) values
      (1, 'chat', 'm', '2025-01-01', '["a"]', 'eu'), (2, 'chat', 'm', '2025-01-01', null, 'eu');
    insert into bandit_events (id, task, chosen_arm, ts, context, seed) values (1, 'r', 'a', '2025-01-01', '{"len": 1}', 7);`);
  expect(rowsOf(moved, "llm_calls")[0]).toMatchObject({ toolset: ["a"] });
  expect(rowsOf(moved, "llm_calls", 1)[0]).toMatchObject({ toolset: { legacyColumns: { region: "eu" } } });
  expect(rowsOf(moved, "bandit_events")[0]).toMatchObject({
    context: { len: 1, legacyColumns: { seed: 7 } },
  });
  expect(coercions(moved, "llm_calls")).toMatchObject({
    "region: unknown column not kept: the row's JSON is no object": 1,
    "region: unknown column kept in the row's JSON": 1,
  });
});
