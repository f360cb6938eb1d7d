import type { ScopedRow } from "../../entities/table";
import type { SearchIndexWrite } from "../dialect/dialect";
import { name, Rows, type Sql, sql } from "../dialect/sql";
import type { SharedStatement } from "./batching/batched-call";
import { inPortions } from "./batching/portions";
import type { Call } from "./call";
import type { ScopedDb } from "./scoped";
import type { SearchEntry } from "./search/search-rows";
import { ID, type Table } from "./table";

type Entries = SearchIndexWrite["entries"];

/** Vectors that were given with rows. */
export interface RowVectors<V> {
  model: { name: string; bits: number };
  of(row: V): Float32Array | undefined;
}

/** Writes new rows of one table, with their search entries and vectors. */
export interface Insertion<V> {
  /**
   * Writes one row. `alone`: it must not share its statement with other waiting calls, since it may
   * wait for a lock or be refused.
   */
  one(call: Call, row: V, options: { alone: boolean; vectors?: RowVectors<V> | null }): Promise<void>;
  /** Writes all rows or none. */
  many(call: Call, rows: readonly V[], vectors?: RowVectors<V> | null): Promise<void>;
}

/** Longer texts are not batched: indexing them would delay the other calls. */
const MOST_SHARED_TEXT = 16_384;

/** @param entriesOf the searchable texts of a row; default: none */
export function insertion<E extends ScopedRow, V extends { id: string }>(
  table: Table<E, unknown>,
  properties: readonly (keyof V & keyof E & string)[],
  entriesOf: (row: V) => readonly SearchEntry[] = () => [],
): Insertion<V> {
  const insert = table.inserter<keyof E & string>(["tenant", "workspace", ...properties]);
  const columns = table.rowColumns(properties);

  const one = ({ tenant, workspace }: ScopedDb, row: V): Sql =>
    sql`${insert({ tenant, workspace, ...row } as Parameters<typeof insert>[0])} returning id`;

  const many = ({ tenant, workspace }: ScopedDb, rows: readonly V[]): Sql => {
    const list = new Rows(
      columns,
      rows.map((row) => properties.map((property) => row[property])),
    );
    return sql`
      insert into ${table.name} (tenant_id, workspace_id, ${columns.names})
      select ${name(tenant)}, ${name(workspace)}, ${columns.names}
      from ${list} as v order by v.ordinal returning id`;
  };

  const indexOf = (db: ScopedDb, rows: readonly V[], vectors?: RowVectors<V> | null): SearchIndexWrite => {
    if (!vectors) return db.index(table.name.name, rows.flatMap(entriesOf));
    const entries = rows.flatMap((row) => {
      const vector = vectors.of(row);
      return entriesOf(row).map((entry) => ({ ...entry, vector }));
    });
    return db.index(table.name.name, entries, { model: vectors.model });
  };

  const shared: SharedStatement<New<V>> = {
    writes: true,
    combine: (items) => {
      const { db } = items[0]!;
      const entries = items.flatMap((item) => item.entries);
      const model = items.find((item) => item.model !== undefined)?.model;
      return {
        statement: many(
          db,
          items.map(({ row }) => row),
        ),
        index: { ...db.index(table.name.name, []), entries, model },
      };
    },
    divide: (rows) => rows.map((row) => [row]),
  };

  return {
    one: async (call, row, { alone, vectors }) => {
      const index = indexOf(call, [row], vectors);
      const { entries, model } = index;
      const short = entries.every(({ text }) => text.length <= MOST_SHARED_TEXT);
      const weight = entries.reduce((sum, { text }) => sum + text.length, 0);
      const item = { db: call, row, entries, model };
      const batch = alone || !short ? undefined : { shared, scope: call, item, weight };
      await call.all(one(call, row), ID, { index, batch });
    },
    many: async (call, rows, vectors) => {
      if (rows.length === 0) return;
      await inPortions(call, { rows, textsOf: entriesOf }, (tx, portion) =>
        tx.all(many(tx, portion), ID, { index: indexOf(tx, portion, vectors) }),
      );
    },
  };
}

interface New<V> {
  db: ScopedDb;
  row: V;
  /** The entries as they are stored. */
  entries: Entries;
  /** The model of the entries' vectors. A manager writes vectors of one model only. */
  model: SearchIndexWrite["model"];
}
