import { rmSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { getLoadablePath } from "sqlite-vec";
import { DataSource } from "typeorm";
import { hashedWords } from "../../conformance/embedder";
import { type Scope, UnifiedStoreManager } from "../../src";
import { ALWAYS, TableName } from "../../src/dialect/sql";
import { backend } from "../backends";
import { temporaryFolder } from "../support/folder";

/** sqlite-vec's scalar functions: the same hits in the same order as without them. */
const vectorExtension = getLoadablePath();
const embedder = hashedWords("words", 96);
/** More than the candidates of a search, so that the distances decide. */
const TEXTS = Array.from({ length: 700 }, (_, i) => `whales number ${i} of ${i % 7} and ${i % 13} seas`);
const QUERY = { text: "whales of 3 and 5 seas", in: ["memory"], limit: 50 } as const;

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function filled(stores: UnifiedStoreManager): Promise<Scope> {
  const scope = stores.scope({ tenant: "t" });
  await scope.memory.addMany(TEXTS.map((text) => ({ type: "fact", content: { text } })));
  await scope.retrieval.embedPending();
  return scope;
}

async function found(stores: UnifiedStoreManager): Promise<unknown> {
  const { hits, notes } = await stores.scope({ tenant: "t" }).retrieval.search(QUERY);
  expect(notes.legs.memory!.path).toBe("sketch");
  expect(hits).toHaveLength(50);
  return hits.map(({ id, score, parts }) => [id, score, parts.cosine]);
}

const functions = (stores: UnifiedStoreManager): string => {
  const { sketchScan } = stores.internals.dialect;
  const { strings } = sketchScan.nearest({
    table: new TableName("memory_item_sketch"),
    where: ALWAYS,
    sketch: new Uint8Array(4),
    limit: 1,
  });
  return /\b\w+(?=\(\s*(vec_bit|cast))/.exec(strings.join(""))![0];
};

test("on a file, which can be opened without it as well", async () => {
  const url = `sqlite:${join(folder, "a.db")}`;
  const without = await UnifiedStoreManager.open({ url, embedder });
  await filled(without);
  const expected = await found(without);
  expect(functions(without)).toMatch(/^nearest_sketches$/);
  await without.close();
  const stores = await UnifiedStoreManager.open({ url, embedder, vectorExtension });
  expect(functions(stores)).toMatch(/^vec_distance_hamming$/);
  expect(await found(stores)).toEqual(expected);
  await stores.scope({ tenant: "t" }).memory.add({ type: "fact", content: { text: "one more" } });
  await stores.scope({ tenant: "t" }).retrieval.embedPending();
  const after = await found(stores);
  await stores.close();
  const again = await UnifiedStoreManager.open({ url, embedder });
  expect(await found(again)).toEqual(after);
  await again.close();
});

test("in memory, and on an image", async () => {
  const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:", embedder, vectorExtension });
  await filled(stores);
  const expected = await found(stores);
  const image = stores.image();
  await stores.close();
  const copy = UnifiedStoreManager.fromImage(image, { embedder, vectorExtension });
  expect(functions(copy)).toMatch(/^vec_distance_hamming$/);
  expect(await found(copy)).toEqual(expected);
  await copy.close();
  const without = UnifiedStoreManager.fromImage(image, { embedder });
  expect(functions(without)).toMatch(/^nearest_sketches$/);
  expect(await found(without)).toEqual(expected);
  await without.close();
});

test("on the connection of a DataSource", async () => {
  const dataSource = new DataSource({ type: "better-sqlite3", database: ":memory:" });
  await dataSource.initialize();
  const stores = await UnifiedStoreManager.open({ dataSource, embedder, vectorExtension });
  expect(functions(stores)).toMatch(/^vec_distance_hamming$/);
  await filled(stores);
  await found(stores);
  await stores.close();
  await dataSource.destroy();
});

describe("refusals name the option", () => {
  const refusal = (given: unknown) =>
    UnifiedStoreManager.open({ url: "sqlite::memory:", vectorExtension: given as string }).catch(
      (error: unknown) => error,
    );

  test.each([
    ["a number", 5, /must be the path/],
    ["an empty path", "", /must be the path/],
    ["a file that is not there", join(__dirname, "none.so"), /cannot be loaded/],
    ["a file that is no library", __filename, /cannot be loaded/],
  ])("%s", async (_, given, message) => {
    expect(await refusal(given)).toMatchObject({
      code: "validation",
      field: "vectorExtension",
      message: expect.stringMatching(message),
    });
  });

  test("a library without the function", async () => {
    // A connection whose functions are looked for, but not found.
    const db = new BetterSqlite3(":memory:");
    jest.spyOn(BetterSqlite3.prototype, "loadExtension").mockReturnValueOnce(db);
    expect(await refusal("libother.so")).toMatchObject({
      code: "validation",
      message: expect.stringMatching(/has no function vec_distance_hamming/),
    });
    db.close();
  });
});

test("PostgreSQL does not load it", async () => {
  const database = await backend("PostgreSQL").create();
  const stores = await database.open({ embedder, vectorExtension: join(__dirname, "none.so") });
  await filled(stores);
  await found(stores);
  await database.drop();
});
