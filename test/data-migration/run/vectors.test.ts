import type { Scope, UnifiedStoreManager } from "../../../src";
import { FallbackStores } from "../../../src/data-migration/on-demand/stores";
import type { RunOptions } from "../../../src/data-migration/options";
import type { MigrationReport } from "../../../src/data-migration/report/types";
import { retryRejectedRows } from "../../../src/data-migration/run/rejections";
import { rollbackMigration } from "../../../src/data-migration/run/rollback";
import { runMigration } from "../../../src/data-migration/run/run-migration";
import { verifyMigration } from "../../../src/data-migration/run/verify";
import { selection } from "../../../src/db/table";
import { embedBatch } from "../../../src/db/vectors/pending";
import { PendingWalk } from "../../../src/db/vectors/pending-walk";
import { raw, sql, TableName } from "../../../src/dialect/sql";
import { searchedItems } from "../../../src/stores/memory/item";
import { type Backend, backends, type TestDatabase } from "../../backends";
import { SideTables } from "../../db/vectors/support";
import { TestFiles } from "../sources/files";
import { contentsOf } from "../support/contents";

const item = (id: number, embedding: string, text = `text ${id}`, tenant = "acme") => `
  insert or replace into memory_items (id, tenant, workspace, type, content_json, embedding_json, ts_created, ts_last_used, retention_policy)
  values (${id}, '${tenant}', 'default', 'fact', '{"text":"${text}"}', '${embedding}', '2024-01-01', '2024-01-01', 'none');`;

describe.each<Backend>([...backends])("on $name", ({ create }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let files: TestFiles;
  let scope: Scope;
  let side: SideTables;
  beforeEach(async () => {
    database = await create();
    stores = await database.open();
    files = new TestFiles();
    scope = stores.scope({ tenant: "acme" });
    side = new SideTables(stores, "acme");
  });
  afterEach(async () => {
    files.remove();
    await database.drop();
  });

  const run = (from: string, options: Partial<RunOptions> = {}) => runMigration(stores, { from, ...options });
  const itemsIn = ({ sources }: MigrationReport) =>
    sources.flatMap(({ tables }) => tables).find(({ table }) => table === "memory_items")!;
  const coercionsIn = (report: MigrationReport) =>
    Object.fromEntries(itemsIn(report).coercions.map(({ name, count }) => [name, count]));
  /** Vectors by the text of their items. */
  const vectors = async (): Promise<Record<string, number[]>> => {
    const found = await side.vectors("memory_item");
    const items = await scope.memory.getMany(Object.keys(found) as never[]);
    return Object.fromEntries(
      items.map((each) => [(each!.content as { text: string }).text, found[each!.id]!]),
    );
  };
  const nearest = async (vector: readonly number[]): Promise<string[]> => {
    const items = await scope.memory.getMany((await side.nearest("memory_item", vector)) as never[]);
    return items.map((each) => (each!.content as { text: string }).text);
  };
  const execute = (table: string, change: string) =>
    stores.internals.run({
      statement: sql`${raw(change)} ${new TableName(table)}`,
      returns: selection<object>({}),
      context: { operation: "test" },
    });

  test("every vector is moved, found, and verified", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => item(i + 1, `[${i + 1}, 0.1, -0.0]`));
    const from = files.like("memory", rows.join("") + item(301, "[]") + item(302, "[]"));
    const report = await run(from, { batchSize: 100 });
    expect(itemsIn(report)).toMatchObject({ moved: 302, quarantined: 0, verified: true });
    expect(await side.count("memory_item", "vector")).toBe(300);
    expect(await side.count("memory_item", "sketch")).toBe(300);
    expect((await vectors())["text 7"]).toEqual([7, Math.fround(0.1), 0]);
    expect((await nearest([1, 0.1, 0]))[0]).toBe("text 1");
    expect(await side.models()).toMatchObject([
      { name: "unnamed-3", dimensions: 3, bits: 4, state: "active", baseline: 0 },
    ]);
    // The application's own vectors go on in the same model.
    const { id } = await scope.memory.add({ type: "fact", content: { text: "own" }, embedding: [0, 0, 1] });
    expect((await side.nearest("memory_item", [0, 0, 1]))[0]).toBe(id);
  });

  test("a vector that no search could find is left out and counted, and its row is moved", async () => {
    const bad = [
      "[0, 0]",
      "[1e-50, -0.0]",
      "[NaN, 1]",
      "[1, -Infinity]",
      "[1e39, 1]",
      "[1e999, 1]",
      JSON.stringify(Array.from({ length: 16_385 }, () => 1)),
    ];
    const from = files.like("memory", bad.map((each, i) => item(i + 1, each)).join("") + item(8, '["a"]'));
    const report = await run(from);
    expect(itemsIn(report)).toMatchObject({ moved: 7, quarantined: 1, verified: true });
    expect(coercionsIn(report)).toMatchObject({
      "embedding_json: embedding of zeros to null": 2,
      "embedding_json: embedding with NaN or infinity to null": 4,
      "embedding_json: embedding of more than 16384 numbers to null": 1,
    });
    expect(itemsIn(report).coercions.filter(({ lossy }) => lossy)).toHaveLength(3);
    expect(await vectors()).toEqual({});
    expect(await side.models()).toEqual([]);
    const [reject] = (await stores.internals.run({
      statement: sql`select ${raw("id")} from ${new TableName("migration_rejection")}`,
      returns: selection<{ id: string }>({ id: "uuid" }),
      context: { operation: "test" },
    })) as { id: string }[];
    const mended = { [reject!.id]: { embedding_json: "[1, 2]" } };
    expect(await retryRejectedRows(stores, report.runId, { values: mended })).toMatchObject({ moved: 1 });
    expect(await vectors()).toEqual({ "text 8": [1, 2] });
  });

  test("the option names the model; a whole number above 2^53 is no reason for a rejection", async () => {
    const from = files.like("memory", item(1, "[9007199254740993, 1]"));
    const report = await run(from, { embeddingModel: "m-1" });
    expect(itemsIn(report)).toMatchObject({ moved: 1, verified: true });
    expect(await side.models()).toMatchObject([{ name: "m-1", dimensions: 2 }]);
    await expect(run(from, { embeddingModel: "" })).rejects.toMatchObject({
      code: "validation",
      field: "embeddingModel",
    });
  });

  test("several dimensions are several models, named or not, of every tenant", async () => {
    const rows = [
      item(1, "[1, 2]"),
      item(2, "[1, 2, 3]"),
      item(3, "[2, 1]"),
      item(4, "[1]", "other", "other"),
    ];
    const from = files.like("memory", rows.join(""));
    const report = await run(from);
    expect((await side.models()).map(({ name, state }) => [name, state])).toEqual([
      ["unnamed-2", "active"],
      ["unnamed-3", "filling"],
    ]);
    expect(await new SideTables(stores, "other").models()).toMatchObject([{ name: "unnamed-1" }]);
    await rollbackMigration(stores, report.runId);
    const named = await run(from, { embeddingModel: "m" });
    expect(itemsIn(named)).toMatchObject({ moved: 4, verified: true });
    expect((await side.models()).map(({ name, dimensions }) => [name, dimensions])).toEqual([
      ["m", 2],
      ["m-3", 3],
    ]);
    expect(await vectors()).toEqual({ "text 1": [1, 2], "text 2": [1, 2, 3], "text 3": [2, 1] });
    // Without the option, a later run goes on with the name.
    const again = await run(from);
    expect(itemsIn(again)).toMatchObject({ unchanged: 4, verified: true });
    expect((await verifyMigration(stores, again.runId)).sources[0]!.tables[1]).toMatchObject({
      verified: true,
    });
  });

  test("a rollback removes vectors and models, and leaves the application's", async () => {
    await scope.memory.add({ type: "fact", content: { text: "own" }, embedding: [3, 3] });
    const before = await contentsOf(stores);
    const from = files.like("memory", item(1, "[1, 2]") + item(2, "[1, 2, 3]"));
    const report = await run(from);
    expect((await side.models()).map(({ name }) => name)).toEqual(["unnamed-2", "unnamed-3"]);
    expect(await rollbackMigration(stores, report.runId)).toMatchObject({ removed: 2, leftAlone: 0 });
    expect(await contentsOf(stores)).toEqual(before);
    expect((await side.models()).map(({ name }) => name)).toEqual(["unnamed-2"]);
  });

  test("a model that the application has filled since stays after a rollback", async () => {
    const report = await run(files.like("memory", item(1, "[1, 2]")));
    await scope.memory.add({ type: "fact", content: { text: "own" }, embedding: [3, 3] });
    expect(await rollbackMigration(stores, report.runId)).toMatchObject({ removed: 1 });
    expect(await side.models()).toMatchObject([{ name: "unnamed-2" }]);
    expect(await nearest([1, 1])).toEqual(["own"]);
  });

  test("a second run moves new and changed vectors, and a rollback brings the old ones back", async () => {
    const from = files.like(
      "memory",
      item(1, "[1, 2]") + item(2, "[2, 1]") + item(3, "[1, 1]") + item(4, "[]"),
    );
    await run(from);
    const before = await contentsOf(stores);
    files.change(
      from,
      item(1, "[5, 5]") +
        item(2, "[2, 1]", "changed") +
        item(3, "[]") +
        item(4, "[7, 7]") +
        item(5, "[6, 6]"),
    );
    const second = await run(from);
    expect(itemsIn(second)).toMatchObject({ updated: 4, unchanged: 0, verified: true });
    expect(await vectors()).toEqual({
      "text 1": [5, 5],
      changed: [2, 1],
      "text 4": [7, 7],
      "text 5": [6, 6],
    });
    expect(await nearest([2, 1])).toContain("changed");
    expect(await rollbackMigration(stores, second.runId)).toMatchObject({ removed: 1, restored: 4 });
    expect(await contentsOf(stores)).toEqual(before);
  });

  test("vectors that the application makes or drops are no changes of a row", async () => {
    const from = files.like("memory", item(1, "[]") + item(2, "[2, 1]") + item(3, "[]"));
    await run(from, { embeddingModel: "m" });
    const embed = (texts: readonly string[]): number[][] => texts.map(() => [4, 4]);
    const named = await database.open({ embedder: { model: "m", dimensions: 2, embed } });
    const embedding = new SideTables(stores, "acme");
    // In memory each manager has a database of its own.
    const client = [...named.internals.shared.embeddings.clients.values()][0]!;
    const [model] = await embedding.models();
    await embedBatch(
      embedding.call(),
      { searched: searchedItems, model: model!, client },
      10,
      new PendingWalk(),
    );
    expect(Object.keys(await vectors()).sort()).toEqual(["text 1", "text 2", "text 3"]);
    expect(itemsIn(await run(from))).toMatchObject({ unchanged: 3, kept: 0, verified: true });
    files.change(from, item(1, "[]", "changed") + item(3, "[9, 9]"));
    const second = await run(from);
    expect(itemsIn(second)).toMatchObject({ updated: 2, unchanged: 1, quarantined: 0, verified: true });
    expect(await vectors()).toEqual({ "text 2": [2, 1], "text 3": [9, 9] });
    await execute("memory_item_vector", "delete from");
    const third = await run(from);
    expect(itemsIn(third)).toMatchObject({ quarantined: 0, kept: 2 });
    files.change(from, item(2, "[8, 8]"));
    expect(itemsIn(await run(from))).toMatchObject({ quarantined: 0, updated: 1, verified: true });
    expect(await vectors()).toEqual({ "text 2": [8, 8] });
  });

  test("an item that the application has changed is kept, and its old vector is not found", async () => {
    const from = files.like("memory", item(1, "[1, 2]"));
    await run(from);
    const [moved] = (await scope.memory.list()).items;
    await scope.memory.update(moved!.id, { content: { text: "mine" } });
    const again = await run(from);
    expect(itemsIn(again)).toMatchObject({ kept: 1, updated: 0 });
    expect(await nearest([1, 2])).toEqual([]);
  });

  test("verification finds a lost vector, a changed one, and a lost sketch", async () => {
    const from = files.like("memory", item(1, "[1, 2]"));
    const { runId } = await run(from);
    const verified = async () => {
      const { sources } = await verifyMigration(stores, runId);
      const { verified: is, differences } = sources[0]!.tables.find(({ table }) => table === "memory_items")!;
      return is ? "verified" : differences.flatMap(({ columns }) => columns);
    };
    expect(await verified()).toBe("verified");
    await execute("memory_item_sketch", "delete from");
    expect(await verified()).toEqual(["memory_item.embedding"]);
    await execute("memory_item_vector", "delete from");
    expect(await verified()).toEqual(["memory_item.embedding"]);
  });

  test("on demand, vectors come with their items", async () => {
    const from = files.like("memory", item(1, "[1, 2]") + item(2, "[]"));
    const old = await FallbackStores.open({ stores, from, tenant: "acme", embeddingModel: "m" });
    const { items } = await old.scope({ tenant: "acme" }).memory.list();
    expect(items).toHaveLength(2);
    expect(await side.models()).toMatchObject([{ name: "m" }]);
    expect(await nearest([1, 2])).toEqual(["text 1"]);
    await old.close();
  });
});
