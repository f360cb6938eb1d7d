import { rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { rejectedRows } from "../../../src/data-migration";
import { runMigration } from "../../../src/data-migration/run/run-migration";
import { backend } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { rounds, roundsTimeout } from "../../support/rounds";
import { contentsOf } from "../support/contents";
import {
  BROKEN,
  type Cell,
  type Cells,
  type DirtyFile,
  type DirtyTable,
  good,
  HARD_JSON,
  HUGE,
  LONG,
  loneSurrogate,
  NAN,
  NUL,
  notUtf8,
  TWICE,
  writeDirtyFile,
} from "../support/dirty/tables";

const RUNS = rounds(5);
/** So that a failure is reported before the timeout of the test. */
const LIMIT_MS = roundsTimeout(40_000);
const RUN = "a run";

const dirt: fc.Arbitrary<Cell> = fc.oneof(
  fc.constantFrom<Cell>(null, "", NUL, LONG, notUtf8, loneSurrogate, BROKEN, NAN, TWICE, HUGE, HARD_JSON),
  fc.constantFrom<Cell>(
    "2024-02-30",
    "24:00",
    "-0.0",
    "1e999",
    "true",
    "0",
    "[]",
    "{}",
    Buffer.from("{}"),
    Buffer.from([255]),
  ),
  fc.constantFrom<Cell>(Number.POSITIVE_INFINITY, -0.0, 1e300, 2n ** 53n + 1n, -(2n ** 63n), 5e-324, 2 ** 60),
  fc.bigInt({ min: -3n, max: 4n }),
  fc.string({ unit: "grapheme", maxLength: 4 }),
  fc.double(),
);

const TIME = "2024-05-01T10:00:00";
const id = (n: number): Cell => BigInt((n % 5) + 1);

/** Tables without keys, whose rows refer to each other. */
const TABLES: readonly Omit<DirtyTable, "rows">[] = [
  {
    table: "memory_items",
    columns:
      "id, tenant text, workspace text, type text, content_json text, embedding_json text, ts_created, decay_score real, pinned, extra",
    usual: (n) => ({
      ...{
        id: BigInt(n),
        tenant: "acme",
        workspace: "main",
        type: "fact",
        content_json: `{"n": ${n}}`,
        embedding_json: "[1]",
      },
      ...{ ts_created: TIME, decay_score: 0.5, pinned: 0n, extra: null },
    }),
  },
  {
    table: "kg_nodes",
    columns: "id, tenant text, type text, name text, attrs_json text, created_at text",
    usual: (n) => ({
      id: id(n),
      tenant: "acme",
      type: "t",
      name: `n${n % 6}`,
      attrs_json: "{}",
      created_at: TIME,
    }),
  },
  {
    table: "kg_provenance",
    columns: "id, node_id, source_url text, retrieved_at text",
    usual: (n) => ({ id: BigInt(n), node_id: id(n), source_url: "https://example.org/", retrieved_at: TIME }),
  },
  {
    table: "kg_edges",
    columns: "id, src_id, dst_id, type text, weight real, provenance_id, created_at text",
    usual: (n) => ({
      ...{
        id: BigInt(n),
        src_id: id(n),
        dst_id: id(n * 3),
        type: "e",
        weight: 1,
        provenance_id: null,
        created_at: TIME,
      },
    }),
  },
];

const rowsOf = ({ usual }: Omit<DirtyTable, "rows">): fc.Arbitrary<Cells[]> => {
  const columns = Object.keys(usual(1));
  const changes = fc.array(fc.tuple(fc.constantFrom(...columns), dirt), { maxLength: 2 });
  return fc.array(
    changes.map((each) => Object.fromEntries(each) as Cells),
    { minLength: 1, maxLength: 12 },
  );
};

const file: fc.Arbitrary<DirtyFile> = fc
  .tuple(...TABLES.map(rowsOf))
  .map((all) => ({ kind: "any", tables: TABLES.map((table, i) => ({ ...table, rows: all[i]!.map(good) })) }));

test(
  "with any contents of a file, each of its rows is moved or rejected with a reason, on every engine alike",
  async () => {
    const property = fc.asyncProperty(file, fc.integer({ min: 1, max: 20 }), async (dirty, batchSize) => {
      const folder = temporaryFolder();
      const path = join(folder, "any.db");
      const opened = await Promise.all([
        backend("SQLite in memory").create(),
        backend("PostgreSQL").create(),
      ]);
      try {
        writeDirtyFile(path, dirty);
        const outcomes: unknown[] = [];
        for (const database of opened) {
          const stores = await database.open();
          const report = await runMigration(stores, { from: path, tenant: "operator", batchSize });
          expect(report.error).toBeNull();
          const rejects = await rejectedRows(stores, report.runId);
          for (const {
            table,
            sourceRows,
            moved,
            quarantined,
            verified,
            differences,
          } of report.sources.flatMap((each) => each.tables)) {
            expect({ table, rows: moved + quarantined, verified, differences }).toEqual({
              table,
              rows: sourceRows,
              verified: true,
              differences: [],
            });
            expect(rejects.filter((each) => each.table === table)).toHaveLength(quarantined);
          }
          const before = await contentsOf(stores);
          const again = await runMigration(stores, {
            from: path,
            tenant: "operator",
            batchSize: 21 - batchSize,
          });
          expect(again.error).toBeNull();
          expect(await contentsOf(stores)).toEqual(before);
          rejects.sort((a, b) => (a.id < b.id ? -1 : 1));
          outcomes.push({ contents: before, rejects, moved: movedOf(report), again: movedOf(again) });
        }
        expect(outcomes[1]).toEqual(outcomes[0]);
        const { moved, again } = outcomes[0] as { moved: unknown; again: unknown };
        expect({ [RUN]: again }).toEqual({ [RUN]: moved });
      } finally {
        for (const database of opened) await database.drop();
        rmSync(folder, { recursive: true });
      }
    });
    await fc.assert(property, { numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS });
  },
  roundsTimeout(60_000),
);

const movedOf = (report: Awaited<ReturnType<typeof runMigration>>): unknown =>
  report.sources.flatMap(({ tables }) =>
    tables.map(({ table, moved, quarantined }) => ({ table, moved, quarantined })),
  );
