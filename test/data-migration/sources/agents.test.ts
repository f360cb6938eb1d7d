import { join } from "node:path";
import { UnifiedStoreManager } from "../../../src";
import { agents } from "../../../src/data-migration/sources/agents";
import { ROOT } from "../../support/child";
import { quoted, withMadeFile } from "./made-file";
import { movedFrom } from "./moved";
import { asRead, coercionsOf, forgotten, rejections, rowsTo } from "./target-rows";

const FILE = join(ROOT, "examples/quickstart/data/workflow_states.db");

test("every row of a workflow_states.db becomes a state of the operator's tenant", () => {
  const moved = movedFrom(FILE, agents);
  const states = rowsTo(moved, "agent_state");
  expect(moved.filter(({ rejection }) => rejection)).toEqual([]);
  expect(states).toHaveLength(75);
  expect(forgotten(moved)).toEqual([]);
  expect(states[3]).toMatchObject({ tenant: "operator", workspace: "default", row: { key: "wf-3" } });
  expect(asRead(states[3]!.row)).toEqual({
    key: "wf-3",
    value: {
      step: 0,
      messages: [
        {
          role: "user",
          content: "Collect what is known of a sound unit: any acoustic unit of measurement.",
        },
      ],
    },
    version: 1,
    createdAt: new Date("2026-11-21T02:57:08.000Z"),
    updatedAt: new Date("2026-11-21T02:57:08.000Z"),
    fenceLease: null,
    fenceToken: null,
  });
});

test("a moved state equals one that the store makes", async () => {
  await using stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  const { state } = stores.scope({ tenant: "operator" }).agents;
  for (const { row } of rowsTo(movedFrom(FILE, agents), "agent_state").slice(0, 3)) {
    const { fenceLease, fenceToken, ...made } = asRead(row) as Record<string, never>;
    const times = { createdAt: made.createdAt, updatedAt: made.updatedAt };
    expect(await state.put({ key: made.key!, value: made.value!, ...times })).toEqual(made);
  }
});

const insert = (id: string | null, state: string, createdAt = "null"): string =>
  `insert into workflow_states values (${id === null ? "null" : quoted(id)}, ${state}, ${createdAt}, '')`;

test("states that do not fit are rejected, each with its reason, and the rest is coerced", () => {
  const moved = withMadeFile(
    [
      "create table workflow_states (workflow_id text, state_json, created_at, updated_at)",
      insert("fine", quoted('{"step": 1}')),
      insert("old", quoted("[1]"), "1700000000"),
      insert(null, "'{}'"),
      insert("", "'{}'"),
      insert("nan", quoted('{"score": NaN}')),
      insert("cut", quoted('{"score": 1')),
      insert("twice", quoted('{"a": 1, "a": 2}')),
      insert("none", "null"),
      insert("time", "'{}'", "'yesterday'"),
    ],
    (path) => movedFrom(path, agents),
  );
  const states = rowsTo(moved, "agent_state").map(({ row }) => asRead(row));
  expect(states).toMatchObject([
    { key: "fine", value: { step: 1 }, createdAt: null, updatedAt: null },
    { key: "old", value: [1], createdAt: new Date(1_700_000_000_000), updatedAt: null },
  ]);
  expect(Object.values(rejections(moved, "workflow_states"))).toEqual([
    "workflow_id is null",
    "workflow_id must not be empty",
    "state_json has NaN or Infinity, which Python writes and JSON does not have",
    "state_json is not JSON",
    "state_json has the same key twice in one object",
    "state_json is null",
    expect.stringMatching(/^created_at is not an instant: /),
  ]);
  const coercions = coercionsOf(moved.filter(({ rejection }) => rejection === null));
  expect(coercions).toEqual({
    "created_at: seconds since 1970 to timestamp": 1,
    "updated_at: empty text to null": 2,
    "state_json: JSON text to JSON": 2,
  });
});

test("a state without times is moved, and keeps unknown columns", () => {
  const moved = withMadeFile(
    [
      "create table workflow_states (workflow_id text primary key, state_json text, owner text)",
      "insert into workflow_states values ('a', '{\"step\": 1}', 'ada'), ('b', '[]', 'ada'), ('c', '{}', null)",
    ],
    (path) => movedFrom(path, agents),
  );
  const unknown = { createdAt: null, updatedAt: null };
  expect(rowsTo(moved, "agent_state").map(({ row }) => asRead(row))).toMatchObject([
    { key: "a", value: { step: 1, legacyColumns: { owner: "ada" } }, ...unknown },
    { key: "b", value: [], ...unknown },
    { key: "c", value: {}, ...unknown },
  ]);
  expect(coercionsOf(moved)).toMatchObject({
    "owner: unknown column kept in the row's JSON": 1,
    "owner: unknown column not kept: the row's JSON is no object": 1,
  });
});
