import BetterSqlite3 from "better-sqlite3";
import { Client } from "pg";
import { fills } from "../../../benchmarks/fill";
import { EDGES_PER_NODE, idOf, nodesFor } from "../../../benchmarks/fill/rows";
import {
  CHUNKS_PER_DOCUMENT,
  documentContent,
  documentPieces,
  documentSource,
} from "../../../benchmarks/fill/stores/documents";
import { fillGraph } from "../../../benchmarks/fill/stores/graph";
import { fillMemory, memoryContent } from "../../../benchmarks/fill/stores/memory";
import { linkRows } from "../../../benchmarks/fill/stores/profiles";
import type { Scope } from "../../../src";
import { type Backend, backend } from "../../backends";
import { FILLED } from "../../plans/stores";

/** Filling bypasses the stores, but must produce the same rows as the stores would write. */
const ROWS = 60;
const SCOPE = { tenant: "a\\b\ttenant", workspace: "w" };
/**
 * In two parts, as for databases that grow. The second part begins in the middle of a node's edges.
 */
const PART = EDGES_PER_NODE * 5 + 1;

/** Upserted rows also have the time of the write, which must be equal. Only the clock is faked. */
beforeAll(() => {
  jest.useFakeTimers({
    now: Date.UTC(2026, 0, 1),
    doNotFake: [
      "hrtime",
      "nextTick",
      "performance",
      "queueMicrotask",
      "setImmediate",
      "clearImmediate",
      "setInterval",
      "clearInterval",
      "setTimeout",
      "clearTimeout",
    ],
  });
});
afterAll(() => {
  jest.useRealTimers();
});

async function addAll(scope: Scope): Promise<void> {
  for (const { add } of Object.values(fills)) await add(scope, 0, ROWS);
}

async function fillAll(url: string): Promise<void> {
  for (const { fill } of Object.values(fills)) {
    await fill({ address: { url }, scope: SCOPE }, 0, PART);
    await fill({ address: { url }, scope: SCOPE }, PART, ROWS);
  }
}

type Contents = Record<string, string[]>;

/** The rowid of a search table has no meaning, and each recording has another name. */
const OTHER = ["entry", "recording"];

/** Columns that only the store gives a value. */
const GIVEN_BY_STORE: Record<string, string[]> = {
  document: ["created_at", "updated_at"],
  document_section: ["id"],
  document_chunk: ["id", "section_id", "created_at"],
  document_chunk_search: ["item_id"],
  memory_association: ["created_at", "updated_at"],
};

/** Clusters are made from vectors, which the filled items do not have. */
const isAdded = (table: string): boolean => !table.startsWith("memory_cluster");

async function contentsOf(rows: (query: string) => Promise<object[]>): Promise<Contents> {
  const contents: Contents = {};
  for (const table of FILLED.filter(isAdded)) {
    const found = await rows(`select * from ${table}`);
    const left = [...OTHER, ...(GIVEN_BY_STORE[table] ?? [])];
    const other = Object.fromEntries(left.map((column) => [column, undefined]));
    contents[table] = found.map((row) => JSON.stringify({ ...row, ...other })).sort();
  }
  return contents;
}

async function inDatabase<T>(
  name: Backend["name"],
  work: (url: string, scope: Scope) => Promise<T>,
): Promise<T> {
  const database = await backend(name).create();
  try {
    const stores = await database.open();
    return await work(database.url, stores.scope(SCOPE));
  } finally {
    await database.drop();
  }
}

const fileOf = (url: string): string => url.replace(/^sqlite:/, "");

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  await client.query("set search_path to unified_store");
  return work(client).finally(() => client.end());
}

const engines: [Backend["name"], (url: string) => Promise<Contents>][] = [
  [
    "SQLite on file",
    (url) => {
      const db = new BetterSqlite3(fileOf(url));
      return contentsOf(async (query) => db.prepare<[], object>(query).all()).finally(() => db.close());
    },
  ],
  [
    "PostgreSQL",
    (url) =>
      connected(url, (client) => contentsOf(async (query) => (await client.query<object>(query)).rows)),
  ],
];

test.each(engines)("%s: a filled database has the rows that the stores write", async (name, read) => {
  const written = await inDatabase(name, async (url, scope) => {
    await addAll(scope);
    return read(url);
  });
  await inDatabase(name, async (url, { memory }) => {
    await fillAll(url);
    expect(await read(url)).toEqual(written);
    const content = memoryContent(7);
    const found = await memory.search({ text: content.text, mode: "words" });
    expect(found.items.map((item) => item.content)).toEqual([content]);
  });
  expect(written.memory_item).toHaveLength(ROWS);
  // Some profiles, such as the first, have two links to the same profile.
  expect(new Set(linkRows(0).map(({ to }) => to)).size).toBe(1);
  expect(written.profile_link!.length).toBeLessThan(2 * ROWS);
});

test.each(engines)("%s: the stores read what they have not written as their own", async (name) => {
  await inDatabase(name, async (url, { documents, memory }) => {
    await fillAll(url);
    const [source, content] = [documentSource(1), documentContent(1)];
    const put = { source, ...content, meta: content.meta as never };
    expect(await documents.put(put)).toMatchObject({ outcome: "unchanged", chunksKept: CHUNKS_PER_DOCUMENT });
    const [before, changed, behind] = documentPieces(1);
    const text = `${before}${changed} A change.${behind}`;
    const kept = { chunksAdded: 1, chunksKept: CHUNKS_PER_DOCUMENT - 1, chunksRemoved: 1 };
    expect(await documents.put({ ...put, text })).toMatchObject({ outcome: "changed", ...kept });
    const chunks = (await documents.chunks.list({ source })).items;
    const sections = await documents.sections.getMany(chunks.map(({ sectionId }) => sectionId));
    for (const [i, chunk] of chunks.entries()) expect(sections[i]!.text).toContain(chunk.text);
    expect(await documents.text(source)).toBe(text);
    const clusters = (await memory.clusters.list()).items;
    expect(clusters).toHaveLength(1);
    expect(Math.hypot(...clusters[0]!.centroid)).toBeCloseTo(1);
    const { items } = await memory.clusters.items({ clusterId: clusters[0]!.id, limit: 100 });
    expect(items).toHaveLength(ROWS);
    expect(await memory.get(items[0]!.itemId)).not.toBeNull();
  });
});

describe("PostgreSQL", () => {
  const definitions = async (client: Client): Promise<unknown[]> => {
    // Those that keep rows unique are not dropped: the others are younger afterwards.
    const indexes =
      "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index where indrelid = any ($1::regclass[]) order by indisunique, indexrelid";
    const constraints =
      "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = any ($1::regclass[]) order by conname";
    const both = [await client.query(indexes, [FILLED]), await client.query(constraints, [FILLED])];
    return both.map(({ rows }) => rows);
  };

  test("a database that grows by many rows has all rows and indexes", async () => {
    await inDatabase("PostgreSQL", (url, scope) =>
      connected(url, async (client) => {
        const before = await definitions(client);
        const rows = 25_001;
        await fillGraph({ address: { url }, scope: SCOPE }, 0, rows);
        expect(await definitions(client)).toEqual(before);
        const counted =
          "select (select count(*) from unified_store.graph_node) || ' ' || (select count(*) from unified_store.graph_edge) as it";
        expect((await client.query(counted)).rows).toEqual([{ it: `${nodesFor(rows)} ${rows}` }]);
        expect(await scope.graph.edges.get(idOf("edge", rows - 1))).toMatchObject({ type: "knows" });
      }),
    );
  });

  test("a fill with refused rows writes nothing", async () => {
    await inDatabase("PostgreSQL", async (url, { memory }) => {
      const target = { address: { url }, scope: SCOPE };
      await fillMemory(target, 0, 5);
      await expect(fillMemory(target, 4, 10)).rejects.toMatchObject({ code: "unique_violation" });
      expect((await memory.list()).items).toHaveLength(5);
    });
  });
});
