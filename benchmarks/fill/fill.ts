import { setImmediate as otherWork } from "node:timers/promises";
import { databaseOf } from "../../src/database-of";
import { ScopedDb } from "../../src/db/scoped";
import { type Indexing, type SearchEntry, searchRows } from "../../src/db/search/search-rows";
import type { Transaction } from "../../src/db/transaction";
import { UnifiedStoreManager } from "../../src/manager";
import type { Testbed } from "../types";
import type { Chunk, FilledTable } from "./table";

/** Makes a store's rows with the store's own code, without writing them. */
export interface Filling {
  /** A table comes after the tables that it refers to. */
  tables: readonly FilledTable[];
  /** Makes all rows that belong to the nth row. */
  make(n: number, maker: RowMaker): void;
}

export interface RowMaker {
  /** A store of the scope that runs no statements. */
  db: ScopedDb;
  emit(table: FilledTable, row: object): void;
  index(table: FilledTable, entry: SearchEntry): void;
}

interface Scope {
  tenant: string;
  workspace: string;
}

/** The database and the scope to fill: there are no other writers during the fill. */
export type FillTarget = Pick<Testbed, "address"> & { scope: Scope };

/**
 * Writes the rows from `from` (inclusive) to `to` (exclusive) without the store. The rows are the
 * same as the store would write.
 */
export type Fill = (target: FillTarget, from: number, to: number) => Promise<void>;

/** Above this number of rows it is faster to drop the indexes and create them again at the end. */
const LARGE = 20_000;
const CHUNK = 10_000;
const CONTEXT = { operation: "bench" };

/**
 * Bulk load. One transaction has all of it: all rows come or none, and where indexes are dropped
 * meanwhile, all are there again after an error too. The manager is the fill's own, so that caches
 * of the subject's connections stay as they are.
 */
export const filler =
  (filling: Filling): Fill =>
  async ({ address, scope }, from, to) => {
    if (to <= from) return;
    const tables = filling.tables.map(({ name }) => name);
    const isLarge = to - from > LARGE;
    const stores = await UnifiedStoreManager.open({ ...address, poolSize: 1 });
    try {
      const database = databaseOf(stores);
      const fill = async (tx: Transaction): Promise<void> => {
        const dropped = isLarge ? await tx.bulk((bulk, on) => bulk.dropIndexes(on, tables), CONTEXT) : [];
        for (const chunk of chunksOf(database, scope, filling, from, to)) {
          await load(tx, chunk);
          // An interruption is heard here: SQLite's own writes let none through.
          await otherWork();
        }
        if (isLarge) await tx.bulk((bulk, on) => bulk.createIndexes(on, dropped), CONTEXT);
      };
      await database.transaction((tx) => fill(tx as Transaction), {}, CONTEXT);
    } finally {
      await stores.close();
    }
  };

const load = (tx: Transaction, chunk: Chunk): Promise<void> =>
  tx.bulk(async (bulk, on) => {
    for (const [{ name, columns }, rows] of chunk) await bulk.load(on, name, columns, rows);
  }, CONTEXT);

function* chunksOf(
  indexing: Indexing,
  { tenant, workspace }: Scope,
  { tables, make }: Filling,
  from: number,
  to: number,
): Generator<Chunk> {
  const scope = { tenant, workspace };
  let chunk = new Map<FilledTable, unknown[][]>();
  const maker: RowMaker = {
    db: silent(scope),
    emit: (table, row) => void chunk.get(table)!.push(table.values(scope, row)),
    index: (table, entry) =>
      void chunk.get(table)!.push(...searchRows(indexing, [tenant, workspace], [entry])),
  };
  for (let start = from; start < to; start += CHUNK) {
    chunk = new Map(tables.map((table) => [table, []]));
    for (let n = start; n < Math.min(start + CHUNK, to); n++) make(n, maker);
    yield chunk;
  }
}

function silent({ tenant, workspace }: Scope): ScopedDb {
  const nothing = (): never => {
    throw new Error("a filled row must have all of its columns");
  };
  const database = { closed: true, onClosed: nothing };
  const executor = { database, inTransaction: false, run: nothing, transaction: nothing };
  return new ScopedDb({ executor, tenant, workspace, now: () => new Date(), newId: nothing }, "fill");
}
