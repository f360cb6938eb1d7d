import { join } from "node:path";
import { UnifiedStoreManager } from "../../../src";
import { debates } from "../../../src/data-migration/sources/debates";
import type { DebateInput } from "../../../src/stores/debates/types";
import { ROOT } from "../../support/child";
import { coercionsOf, forgottenColumns, movedFromStatements, refusalsOf, rowsOf } from "./file-of";
import { movedFrom } from "./moved";

const EVENTS = ["debate_agents", "debate_critiques", "debate_votes"];
const real = movedFrom(join(ROOT, "examples/quickstart/data/debate.db"), debates);

/** Without the constraints of the old schema, which real rows violate. */
const DEBATES = `create table debates (id integer primary key, tenant, workspace, query, panel_config_json, n_rounds, final_output, created_at);
  create table debate_agents (id integer primary key, debate_id, role, model, output, cost_usd, latency_ms, round, confidence);
  create table debate_critiques (id integer primary key, debate_id, from_role, target_role, content, round);
  create table debate_votes (id integer primary key, debate_id, voter_role, chosen_role, reason, round);`;
const GOOD = "insert into debates values (1, 'acme', 'main', 'Why?', '[]', 2, 'So.', '2025-01-01 10:00:00');";

test("every row of a debate.db becomes a debate, a turn, a critique or a vote", () => {
  expect(real.filter(({ rejection }) => rejection)).toEqual([]);
  expect(["debates", ...EVENTS].map((table) => rowsOf(real, table).length)).toEqual([100, 600, 200, 200]);
  expect(forgottenColumns(real)).toEqual([]);

  const createdAt = new Date("2025-01-01T00:15:30.909Z");
  const [debate] = rowsOf(real, "debates");
  expect(real[0]!.rows[0]).toMatchObject({ tenant: "initech", workspace: "default" });
  expect(debate).toEqual({
    id: expect.any(String),
    query: "Is a plant cell a kind of tree?",
    rounds: 2,
    panel: { roles: ["proponent", "skeptic", "judge"], temperature: 0.7 },
    finalOutput: "No: a plant cell is a cell (plant cell → cell → living thing), which is no tree.",
    createdAt,
    concludedAt: createdAt,
    version: 1,
  });
  const common = { id: expect.any(String), debateId: debate!.id, round: 1, createdAt };
  expect(rowsOf(real, "debate_agents")[0]).toMatchObject({
    ...common,
    role: "proponent",
    model: "gpt-4o",
    output: expect.stringMatching(/^Yes\. A plant cell is defined as: /),
    costUsd: 0.002765,
    latencyMs: 3258.08,
    confidence: 0.69,
  });
  expect(rowsOf(real, "debate_critiques")[0]).toMatchObject({
    ...common,
    from: "skeptic",
    to: "proponent",
    content: "The definition of plant cell alone does not show that it is a tree; name the steps in between.",
  });
  const [vote, , third] = rowsOf(real, "debate_votes");
  expect(vote).toMatchObject({ ...common, voter: "judge", chosen: "skeptic", reason: null });
  expect(third).toMatchObject({ reason: "the steps in between were missing" });
});

test("events of a debate have its tenant and workspace, sorted by round, then kind, then insertion", () => {
  const [debate] = rowsOf(real, "debates");
  const events = real.flatMap(({ rows }) => rows).filter(({ row }) => row.debateId === debate!.id);
  expect(new Set(events.map(({ tenant, workspace }) => `${tenant}/${workspace}`))).toEqual(
    new Set(["initech/default"]),
  );
  const inOrder = events.map(({ row }) => row).sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  const kindOf = (row: object) => ("voter" in row ? "vote" : "critique");
  expect(inOrder.map((row) => `${row.round} ${row.role ?? kindOf(row)}`)).toEqual(
    [1, 2].flatMap((round) =>
      ["proponent", "skeptic", "judge", "critique", "vote"].map((what) => `${round} ${what}`),
    ),
  );
});

test("debates and their events equal those that the store makes", async () => {
  await using stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  const store = stores.scope({ tenant: "acme" }).debates;
  for (const row of rowsOf(real, "debates").slice(0, 10)) {
    const { concludedAt, version, ...input } = row;
    expect(await store.add(input as unknown as DebateInput)).toEqual({ ...input, concludedAt, version });
    const collections = [store.turns, store.critiques, store.votes];
    for (const [i, table] of EVENTS.entries()) {
      const events = rowsOf(real, table).filter(({ debateId }) => debateId === row.id);
      for (const event of events) expect(await collections[i]!.add(event as never)).toEqual(event);
    }
  }
});

test("debates that do not fit are rejected, one without an outcome is open, and an empty outcome is one", () => {
  const moved = movedFromStatements(
    `${DEBATES} ${GOOD}
    insert into debates values (2, '', null, 'Open?', null, '3', null, 1735725600), (3, 'acme', 'main', 'Empty?', 'null', 2, '', '2025-01-01'),
      (4, 'acme', 'main', null, '[]', 2, 'So.', '2025-01-01'), (5, 'acme', 'main', 'No rounds?', '[]', 0, 'So.', '2025-01-01'),
      (6, 'acme', 'main', 'No round?', '[]', null, 'So.', '2025-01-01'), (7, 'acme', 'main', 'When?', '[]', 2, 'So.', ''),
      (8, 'acme', 'main', 'Who?', '', 2, 'So.', '2025-01-01'), (9, 'acme', 'main', 'Who?', '{"t": Infinity}', 2, 'So.', '2025-01-01'),
      (10, 'acme', 'main', cast(x'ff' as text), '[]', 2, 'So.', '2025-01-01'), (11, 'acme', 'main', 'Never?', '[]', 2, 'So.', null);`,
    debates,
  );
  expect(refusalsOf(moved, "debates")).toEqual([
    null,
    null,
    null,
    "query is null",
    "rounds must be a whole number from 1 to 10000",
    "n_rounds is null",
    "created_at is empty where an instant is expected",
    "panel_config_json is empty where JSON is expected",
    "panel_config_json has NaN or Infinity, which Python writes and JSON does not have",
    "query has bytes that are not valid UTF-8",
    "created_at is null where an instant is expected",
  ]);
  const [, open, empty] = rowsOf(moved, "debates");
  expect(open).toMatchObject({ rounds: 3, panel: null, finalOutput: null, concludedAt: null });
  expect(empty).toMatchObject({ finalOutput: "", concludedAt: new Date("2025-01-01") });
  expect(moved[1]!.rows[0]).toMatchObject({ tenant: "operator", workspace: "default" });
  expect(coercionsOf(moved, "debates")).toMatchObject({
    "tenant: empty text to null": 1,
    "n_rounds: text to number": 1,
    "created_at: seconds since 1970 to timestamp": 1,
  });
});

test("turns, critiques and votes that do not fit are rejected, those of no debate too", () => {
  const moved = movedFromStatements(
    `${DEBATES} ${GOOD} insert into debates values (2, 'acme', 'main', 'When?', '[]', 2, 'So.', 'soon');
    insert into debate_agents values (1, '1', 'judge', 'm', 'So.', '0.5', null, 1, -0.0), (2, 9, 'judge', 'm', 'So.', 0, 0, 1, 0),
      (3, null, 'judge', 'm', 'So.', 0, 0, 1, 0), (4, 1, '', 'm', 'So.', 0, 0, 1, 0), (5, 1, 'judge', null, 'So.', 0, 0, 1, 0),
      (6, 1, 'judge', 'm', 'So.', 'free', 0, 1, 0), (7, 1, 'judge', 'm', 'So.', -1, 0, 1, 0), (8, 1, 'judge', 'm', 'So.', 0, 9e999, 1, 0),
      (9, 1, 'judge', 'm', 'So.', 0, 0, -1, 0), (10, 1, 'judge', 'm', 'So.', 0, 0, 1e300, 0), (11, 2, 'judge', 'm', 'So.', 0, 0, 1, 0);
    insert into debate_critiques values (1, 1, 'a', 'b', null, 1), (2, 1, 'a', 'b', '', 20000), (3, 1, 'a', 'b', 5, 1);
    insert into debate_votes values (1, 1, 'a', null, null, 1), (2, 1, 'a', 'b', '', 1), (3, 8, 'a', 'b', '', 1);`,
    debates,
  );
  expect(refusalsOf(moved, "debate_agents")).toEqual([
    null,
    "debate_id names no row of debates",
    "debate_id is null",
    expect.stringContaining("role must"),
    "model is null",
    "cost_usd is text, not a number",
    "costUsd must be a number from 0 to 900000000000",
    "latency_ms is infinite",
    "round must be a whole number from 0 to 10000",
    "round is not a whole number",
    expect.stringMatching(/^debates\.created_at is not an instant: /),
  ]);
  expect(rowsOf(moved, "debate_agents")).toMatchObject([
    { debateId: rowsOf(moved, "debates")[0]!.id, costUsd: 0.5, latencyMs: null, confidence: 0 },
  ]);
  expect(refusalsOf(moved, "debate_critiques")).toEqual([
    "content is null",
    "round must be a whole number from 0 to 10000",
    null,
  ]);
  expect(refusalsOf(moved, "debate_votes")).toEqual([
    "chosen_role is null",
    null,
    "debate_id names no row of debates",
  ]);
  expect(coercionsOf(moved, "debate_agents")).toMatchObject({
    "cost_usd: text to number": 1,
    "confidence: negative zero to zero": 1,
    "debates.created_at: text to timestamp, no offset taken as UTC": 1,
  });
  expect(coercionsOf(moved, "debate_critiques")).toMatchObject({ "content: number to text": 1 });
});

test("the turns of a duplicate debate are moved once, to the first one", () => {
  const moved = movedFromStatements(
    `create table debates (id integer, tenant text, workspace text, query text, n_rounds integer, created_at text);
    insert into debates values (1, 'acme', 'main', 'Why?', 2, '2025-01-01'), (1, 'globex', 'main', 'Why?', 2, '2025-01-02');
    create table debate_votes (id integer primary key, debate_id, voter_role, chosen_role, round);
    insert into debate_votes values (1, 1, 'a', 'b', 1);`,
    debates,
  );
  expect(moved.filter(({ table }) => table === "debate_votes").flatMap(({ rows }) => rows)).toMatchObject([
    { tenant: "acme", row: { createdAt: new Date("2025-01-01") } },
  ]);
});

test("an older file without some columns and tables is moved", () => {
  const moved = movedFromStatements(
    `create table debates (id integer primary key, tenant, workspace, query, n_rounds, created_at);
    insert into debates values (1, 'acme', 'main', 'Why?', 2, '2025-01-01');
    create table debate_agents (id integer primary key, debate_id, role, model, output, round);
    insert into debate_agents values (1, 1, 'a', 'm', 'So.', 1);
    create table debate_votes (id integer primary key, debate_id, voter_role, chosen_role, round);
    insert into debate_votes values (1, 1, 'a', 'b', 1);`,
    debates,
  );
  expect(moved.map(({ rejection }) => rejection)).toEqual([null, null, null]);
  expect(moved.flatMap(({ rows }) => rows)).toMatchObject([
    { row: { panel: null, finalOutput: null, concludedAt: null } },
    { row: { costUsd: null, latencyMs: null, confidence: null } },
    { row: { reason: null } },
  ]);
});

test("events of a file without debates are rejected, not guessed at", () => {
  const moved = movedFromStatements(
    `create table debate_votes (id integer primary key, debate_id, voter_role, chosen_role, round);
    insert into debate_votes values (1, 1, 'a', 'b', 1);`,
    debates,
  );
  expect(refusalsOf(moved, "debate_votes")).toEqual(["debate_id names no row of debates"]);
});

test("an unknown column is kept in a debate's panel", () => {
  const moved = movedFromStatements(
    `create table debates (id integer primary key, tenant, workspace, query, panel_config_json, n_rounds, final_output, created_at, winner);
    insert into debates values (1, 'acme', 'main', 'Why?', '{"a": 1}', 2, 'So.', '2025-01-01', 'judge');`,
    debates,
  );
  expect(rowsOf(moved, "debates")[0]).toMatchObject({ panel: { a: 1, legacyColumns: { winner: "judge" } } });
});
