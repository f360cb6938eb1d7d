import { Client } from "pg";
import { randomOf } from "../../benchmarks/fill/made-vectors";
import type { Scope } from "../../src";
import { cosine } from "../../src/core/vectors/similarity";
import { backend, type TestDatabase } from "../backends";

/**
 * Filters of searches by vector, where the rows that pass are few, many, or far from the query.
 * Each is answered in another way, and gives the same as comparing all rows.
 */
const DIMENSIONS = 64;
/** More of a kind than are looked up by their ids. */
const OF_A_KIND = 2_500;
const FEW = 40;
const EMBEDDED_OF_PENDING = 30;

const random = randomOf(7);
/** Vectors of one kind lie around their own axis. */
function vectorNear(axis: number): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random() - 0.2);
  vector[axis]! += 2;
  return vector;
}
const QUERY = vectorNear(0);

const KINDS = [
  { type: "near", axis: 0, count: OF_A_KIND, embedded: OF_A_KIND },
  { type: "far", axis: 8, count: OF_A_KIND, embedded: OF_A_KIND },
  { type: "few", axis: 4, count: FEW, embedded: FEW },
  { type: "pending", axis: 12, count: OF_A_KIND, embedded: EMBEDDED_OF_PENDING },
];

describe.each(["SQLite in memory", "PostgreSQL"] as const)("%s", (name) => {
  let database: TestDatabase;
  let scope: Scope;
  /** By id: its kind, and its cosine. */
  const rows = new Map<string, { type: string; cosine: number }>();

  beforeAll(async () => {
    database = await backend(name).create();
    scope = (await database.open()).scope({ tenant: "t" });
    for (const { type, axis, count, embedded } of KINDS) {
      const items = Array.from({ length: count }, (_, i) => ({
        type,
        content: { text: `${type} ${i}` },
        ...(i < embedded && { embedding: vectorNear(axis) }),
      }));
      for (let from = 0; from < count; from += 1000) {
        const added = await scope.memory.addMany(items.slice(from, from + 1000));
        for (const [i, { id }] of added.entries()) {
          const { embedding } = items[from + i]!;
          if (embedding) rows.set(id, { type, cosine: cosine(embedding, QUERY) });
        }
      }
    }
  }, 120_000);
  afterAll(() => database?.drop());

  async function found(memory: object | undefined, limit = 10): Promise<string[]> {
    const where = memory && { memory };
    const query = { vector: QUERY, in: ["memory"] as const, where, limit, weights: { lexical: 0 } };
    const { hits } = await scope.retrieval.search(query);
    return hits.map(({ id }) => id);
  }

  /** How many of the hits are among as many rows of these kinds that have the best cosines. */
  function recall(hits: readonly string[], types: readonly string[]): number {
    const all = [...rows].filter(([, { type }]) => types.includes(type));
    const best = new Set(
      all
        .sort(([, a], [, b]) => b.cosine - a.cosine)
        .slice(0, hits.length)
        .map(([id]) => id),
    );
    return hits.filter((id) => best.has(id)).length;
  }

  test("none", async () => {
    const hits = await found(undefined);
    expect(hits).toHaveLength(10);
    expect(recall(hits, ["near"])).toBeGreaterThanOrEqual(7);
  });

  test("many rows pass, and the nearest are among them", async () => {
    const unfiltered = await found(undefined);
    expect(await found({ type: "near" })).toEqual(unfiltered);
    expect(await found({ archived: false })).toEqual(unfiltered);
  });

  test("many rows pass, and none of the nearest is among them", async () => {
    const hits = await found({ type: "far" });
    expect(hits).toHaveLength(10);
    expect(recall(hits, ["far"])).toBeGreaterThanOrEqual(7);
  });

  test("few rows pass: all of them are compared", async () => {
    const hits = await found({ type: "few" }, FEW + 5);
    expect(hits).toHaveLength(FEW);
    expect(recall(hits, ["few"])).toBe(FEW);
  });

  test("many rows pass, of which few have a vector", async () => {
    const hits = await found({ type: "pending" }, 50);
    expect(hits).toHaveLength(EMBEDDED_OF_PENDING);
    expect(recall(hits, ["pending"])).toBe(EMBEDDED_OF_PENDING);
  });

  test("no row passes", async () => {
    expect(await found({ type: "other" })).toEqual([]);
  });
});

test("the nearest rows have other texts by now: with a filter and without, the next ones are found", async () => {
  const database = await backend("PostgreSQL").create();
  const memory = (await database.open()).scope({ tenant: "t" }).memory;
  const items = Array.from({ length: OF_A_KIND }, (_, i) => ({
    type: "fact",
    content: { text: `text ${i}` },
    ...(i < 600 && { embedding: vectorNear(i < 500 ? 0 : 8) }),
  }));
  const ids: string[] = [];
  for (let from = 0; from < items.length; from += 500)
    ids.push(...(await memory.addMany(items.slice(from, from + 500))).map(({ id }) => id));
  // As by a process that has read the tenant's models before there were any.
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    "update unified_store.memory_item_search set text_hash = 'other' where item_id = any($1)",
    [ids.slice(0, 500)],
  );
  await client.end();
  const scope = (await database.open()).scope({ tenant: "t" });
  for (const where of [undefined, { memory: { type: "fact" } }]) {
    const query = { vector: QUERY, in: ["memory"] as const, where, limit: 50, weights: { lexical: 0 } };
    const { hits } = await scope.retrieval.search(query, { timeoutMs: 20_000 });
    expect(hits).toHaveLength(50);
  }
  await database.drop();
});
