import { keysOf, MAX_CHARACTERS, scopeKey, searchable, textHash } from "../../src/core/search-text";
import { ScopedDb } from "../../src/db/scoped";
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
  index(table: FilledTable, entry: { id: string; part: string; text: string }): void;
}

/** The database to fill: there are no other writers during the fill. */
export type FillTarget = Pick<Testbed, "place"> & { scope: { tenant: string; workspace: string } };

/**
 * Writes the rows from `from` (inclusive) to `to` (exclusive) without the store. The rows are the
 * same as the store would write.
 */
export type Fill = (target: FillTarget, from: number, to: number) => Promise<void>;

/** Above this number of rows it is faster to drop the indexes and create them again at the end. */
const LARGE = 20_000;

export const filler =
  (filling: Filling): Fill =>
  async ({ place, scope }, from, to) => {
    if (to <= from) return;
    const chunks = chunksOf(scope, filling, from, to);
    // Loaded here, with its driver: `--help` needs neither.
    if (place.engine === "sqlite") {
      const { fillSqlite } = require("./sqlite") as typeof import("./sqlite");
      await fillSqlite(place.file, filling.tables, chunks);
    } else {
      const { fillPostgres } = require("./postgres") as typeof import("./postgres");
      await fillPostgres(place, filling.tables, chunks, to - from > LARGE);
    }
  };

const CHUNK = 10_000;

function* chunksOf(
  scope: FillTarget["scope"],
  { tables, make }: Filling,
  from: number,
  to: number,
): Generator<Chunk> {
  const key = scopeKey(scope.tenant, scope.workspace);
  let chunk = new Map<FilledTable, unknown[][]>();
  const emit: RowMaker["emit"] = (table, row) => void chunk.get(table)!.push(table.values(scope, row));
  const maker: RowMaker = {
    db: silent(scope),
    emit,
    index: (table, entry) => {
      const text = searchable(entry.text, MAX_CHARACTERS);
      emit(table, { ...entry, text, hash: textHash(entry.text), keys: keysOf(key, text) });
    },
  };
  for (let start = from; start < to; start += CHUNK) {
    chunk = new Map(tables.map((table) => [table, []]));
    for (let n = start; n < Math.min(start + CHUNK, to); n++) make(n, maker);
    yield chunk;
  }
}

function silent({ tenant, workspace }: FillTarget["scope"]): ScopedDb {
  const nothing = (): never => {
    throw new Error("a filled row must have all of its columns");
  };
  const database = { closed: true, onClosed: nothing };
  const executor = { database, inTransaction: false, run: nothing, transaction: nothing };
  return new ScopedDb({ executor, tenant, workspace, now: () => new Date(), newId: nothing }, "fill");
}
