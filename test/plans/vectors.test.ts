import { Client } from "pg";
import { hashedWords } from "../../conformance/embedder";
import type { Scope } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { type Plan, type Recording, statementsOf } from "./plan";
import { explainPostgres, recordPostgres } from "./postgres";

/**
 * Plans of searches by vector, and of the look-up of pending texts, with 100,000 vectors in a
 * scope: before the first ANALYZE and after it. A search reads each sketch once, from the index
 * alone, and then the vectors of its 200 candidates.
 */
const SIZE = 100_000;
/** Items behind these have no vectors. */
const EMBEDDED = 50_000;
const DIMENSIONS = 64;
const BITS = 4;
const SCOPE = { tenant: "big", workspace: "default" };
/** Candidates of a search, and some rows that a batch of pending texts passes over. */
const FEW = 2000;

let database: TestDatabase;
let client: Client;
let recording: Recording;

const FILL = [
  `insert into embedding_model (tenant_id, name, dimensions, bits, baseline, state, created_at, activated_at, version)
    values ('big', 'words', ${DIMENSIONS}, ${BITS}, 0, 'active', now(), now(), 1)`,
  `insert into memory_item (tenant_id, workspace_id, id, type, content, policy_name, decay_score, pinned, archived, created_at, last_used_at, version)
    select 'big', 'default', ${idOf("i")}, case when i % 1000 = 1 then 'rare' else 'fact' end, '{"text":"a text"}', 'default', 1, false, false, now(), now(), 1 from generate_series(1, ${SIZE}) as i`,
  `insert into memory_item_search (tenant_id, workspace_id, item_id, part, search_text, text_hash, search_keys)
    select 'big', 'default', ${idOf("i")}, '', 'a text', 'hash', '{}' from generate_series(1, ${SIZE}) as i`,
  `insert into memory_item_vector (tenant_id, workspace_id, model, item_id, part, text_hash, vector)
    select 'big', 'default', 'words', ${idOf("i")}, '', 'hash', decode(repeat('0000803f', ${DIMENSIONS}), 'hex') from generate_series(1, ${EMBEDDED}) as i`,
  `insert into memory_item_sketch (tenant_id, workspace_id, model, item_id, part, sketch)
    select 'big', 'default', 'words', ${idOf("i")}, '', ('x' || md5(i::text) || md5(i || 'b'))::bit(256)::varbit from generate_series(1, ${EMBEDDED}) as i`,
];

function idOf(i: string): string {
  return `('01900000-0000-7000-8000-' || lpad(to_hex(${i}), 12, '0'))::uuid`;
}

beforeAll(async () => {
  database = await backend("PostgreSQL").create();
  client = new Client({ connectionString: database.url });
  client.on("error", () => {});
  await client.connect();
  await client.query("set search_path to unified_store");
  // The rows are right by construction: looking up each parent takes longer than writing.
  await client.query("set session_replication_role = replica");
  for (const statement of FILL) await client.query(statement);
  await client.query("reset session_replication_role");
  recording = await recordPostgres(database.url, { embedder: hashedWords("words", DIMENSIONS) });
}, 400_000);
afterAll(async () => {
  await recording?.close();
  await client?.end();
  await database?.drop();
});

const vector = new Float32Array(DIMENSIONS).fill(1);
const nearest = (scope: Scope, where: object): Promise<unknown> =>
  scope.retrieval.search({ vector, in: ["memory"], where, weights: { lexical: 0 } });

async function plansOf(
  call: (stores: Scope) => PromiseLike<unknown>,
  table: string,
  kind: "custom" | "generic",
): Promise<Plan[]> {
  const sent = await statementsOf(recording, recording.stores.scope(SCOPE), {
    call: (tx) => call(tx as Scope),
  });
  const plans: Plan[] = [];
  for (const statement of sent.filter(({ text }) => text.includes(table)))
    plans.push(await explainPostgres(client, statement, kind));
  expect(plans.length).toBeGreaterThan(0);
  return plans;
}

/** Rows that are read of a table, and by which indexes. */
function readings(plans: readonly Plan[], table: string): { rows: number; indexes: (string | null)[] } {
  const of = plans.flatMap((plan) => plan.readings).filter((reading) => reading.table === table);
  return {
    rows: of.reduce((sum, { rows }) => sum + rows, 0),
    indexes: [...new Set(of.map(({ index }) => index))],
  };
}

describe.each(["before the first ANALYZE", "after it"])("%s", (when) => {
  beforeAll(async () => {
    if (when === "after it") await client.query("vacuum analyze");
  }, 120_000);

  describe.each(["custom", "generic"] as const)("%s plans", (kind) => {
    test("nearest neighbors", async () => {
      const plans = await plansOf((stores) => nearest(stores, {}), "memory_item_sketch", kind);
      // From the index or the table: all sketches are of this scope.
      expect(readings(plans, "memory_item_sketch").rows).toBe(EMBEDDED);
      expect(readings(plans, "memory_item_vector").indexes).toEqual(["memory_item_vector_pk"]);
      expect(readings(plans, "memory_item_vector").rows).toBeLessThanOrEqual(FEW);
      expect(readings(plans, "memory_item_search").indexes).toEqual(["memory_item_search_pk"]);
      expect(readings(plans, "memory_item_search").rows).toBeLessThanOrEqual(FEW);
    });

    test("nearest neighbors behind a filter that one row in a thousand passes", async () => {
      const filtered = { memory: { type: "rare" } };
      const plans = await plansOf((stores) => nearest(stores, filtered), "memory_item_sketch", kind);
      // By either side: the rows that pass, or all sketches, but each once.
      expect(readings(plans, "memory_item_sketch").rows).toBeLessThanOrEqual(EMBEDDED);
      expect(readings(plans, "memory_item").rows).toBeLessThanOrEqual(SIZE);
      expect(readings(plans, "memory_item_vector").rows).toBeLessThanOrEqual(FEW);
    });

    test("a batch of pending texts", async () => {
      const call = (stores: Scope) => stores.retrieval.embedPending({ in: ["memory"], limit: 20 });
      jest.spyOn(Math, "random").mockReturnValue(0.99);
      const plans = await plansOf(call, 'insert into "unified_store"."memory_item_vector" as c', kind);
      jest.restoreAllMocks();
      for (const table of ["memory_item_search", "memory_item_vector"]) {
        const { rows, indexes } = readings(plans, table);
        expect([table, indexes]).toEqual([table, [`${table}_pk`]]);
        expect(rows).toBeLessThanOrEqual(2 * SIZE);
      }
    });
  });
});
