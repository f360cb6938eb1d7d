import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Scope, UnifiedStoreManager } from "../../../src";
import { FallbackStores } from "../../../src/data-migration/on-demand/stores";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { type Backend, backend, backends, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { smallFiles } from "../support/small-files";
import { CALLS, type Part } from "./calls";

const DEFAULTS = { tenant: "acme", workspace: "main" };
const NAMES = Object.keys(CALLS) as Part[];
const clock = (): Date => new Date("2026-12-01T12:00:00Z");

/** Stores whose files are moved together: for example, an erasure also uses the archive. */
const GROUPS: { names: Part[]; files: string[] }[] = [
  { names: ["memory", "profiles"], files: ["memory", "profiles"] },
  { names: ["ingest", "agents", "marketplace"], files: ["ingest", "workflow_states", "marketplace"] },
  { names: ["graph"], files: ["kg"] },
  { names: ["analytics", "debates"], files: ["analytics", "debate"] },
  { names: ["privacy", "conversations", "archive"], files: ["interactions", "archive"] },
];

/** These tables do not exist in the files. */
const EMPTY =
  /^(agents\.(list|get|events\.list|leases\.get)|ingest\.usage\.list|analytics\.metrics\.(list|summarize))$/;

const scopeOf = (store: Part, stores: Pick<UnifiedStoreManager, "scope">): Scope =>
  stores.scope(store === "graph" ? { ...DEFAULTS, tenant: "wordnet" } : DEFAULTS);

function isEmpty(result: unknown): boolean {
  if (result === null || result === undefined) return true;
  if (Array.isArray(result)) return result.length === 0;
  const { all } = result as { all?: unknown };
  return all !== undefined && isEmpty(all);
}

/** An export returns the rows of each table in any order. */
function ordered(result: unknown): unknown {
  const { tables } = (result ?? {}) as { tables?: Record<string, object[]> };
  if (!tables) return result;
  const text = (row: object): string => JSON.stringify(row);
  const sorted = Object.entries(tables).map(([table, rows]) => [
    table,
    rows.toSorted((a, b) => (text(a) < text(b) ? -1 : 1)),
  ]);
  return { ...(result as object), tables: Object.fromEntries(sorted) };
}

/** A target after a move of all ten files, made once. Each test works on a copy of it. */
let moved: Buffer;
let folder: string;
beforeAll(async () => {
  folder = temporaryFolder();
  smallFiles(folder);
  const database = await backend("SQLite in memory").create();
  const stores = await database.open({ clock });
  expect(await runMigration(stores, { from: folder, ...DEFAULTS })).toMatchObject({
    status: "done",
    error: null,
  });
  moved = stores.image();
  await database.drop();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each<Backend>([...backends])("on $name", ({ create }) => {
  let reference: UnifiedStoreManager;
  let target: TestDatabase;
  beforeEach(async () => {
    reference = UnifiedStoreManager.fromImage(moved, { clock });
    target = await create();
  });
  afterEach(async () => {
    await reference.close();
    await target.drop();
  });

  test.each(GROUPS)(
    "the methods of $names return the same over old files as after a complete move",
    async ({ names, files }) => {
      const from = files.map((file) => join(folder, `${file}.db`));
      const stores = await target.open({ clock });
      await using old = await FallbackStores.open({ stores, from, ...DEFAULTS });
      for (const store of names) {
        const [before, now] = [scopeOf(store, reference), scopeOf(store, old)];
        for (const [name, call] of Object.entries(await CALLS[store](before))) {
          const place = `${store}.${name}`;
          const [expected, found] = [await call(before), await call(now)];
          expect({ place, result: ordered(found) }).toEqual({ place, result: ordered(expected) });
          if (isEmpty(found) !== EMPTY.test(place))
            throw new Error(`${place} gives ${JSON.stringify(found)}`);
        }
      }
      expect(await old.rejectedRows()).toEqual([]);
    },
  );
});

test("no method of any store bypasses the files: after close all are refused", async () => {
  const database = await backend("SQLite in memory").create();
  try {
    const stores = await database.open({ clock });
    const old = await FallbackStores.open({ stores, from: folder, ...DEFAULTS });
    const known = await Promise.all(
      NAMES.map(async (store) => [store, await CALLS[store](scopeOf(store, old))] as const),
    );
    await old.close();
    for (const [store, calls] of known)
      for (const [name, call] of Object.entries(calls)) {
        const refused = await call(scopeOf(store, old)).catch((error: unknown) => error);
        expect({ place: `${store}.${name}`, refused }).toMatchObject({ refused: { code: "closed" } });
      }
  } finally {
    await database.drop();
  }
});
