import type { ScopedRow } from "../../entities/table";
import type { SearchIndexWrite } from "../dialect/dialect";
import { name, Rows, type Sql, sql } from "../dialect/sql";
import type { SharedStatement } from "./batching/batched-call";
import { inPortions } from "./batching/portions";
import type { Call } from "./call";
import type { ScopedDb } from "./scoped";
import { ID, type Table } from "./table";

type Entries = SearchIndexWrite["entries"];

/** Writes new rows of one table, with their search entries. */
export interface Insertion<V> {
  /**
   * Writes one row. `alone`: it must not share its statement with other waiting calls, since it may
   * wait for a lock or be refused.
   */
  one(call: Call, row: V, options: { alone: boolean }): Promise<void>;
  /** Writes all rows or none. */
  many(call: Call, rows: readonly V[]): Promise<void>;
}

/** Longer texts are not batched: indexing them would delay the other calls. */
const MOST_SHARED_TEXT = 16_384;

/** @param entriesOf the searchable texts of a row; default: none */
export function insertion<E extends ScopedRow, V extends { id: string }>(
  table: Table<E, unknown>,
  properties: readonly (keyof V & keyof E & string)[],
  entriesOf: (row: V) => Entries = () => [],
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

  const indexOf = (db: ScopedDb, rows: readonly V[]): SearchIndexWrite =>
    db.index(table.name.name, rows.flatMap(entriesOf));

  const shared: SharedStatement<New<V>> = {
    writes: true,
    combine: (items) => {
      const { db } = items[0]!;
      return {
        statement: many(
          db,
          items.map(({ row }) => row),
        ),
        index: { ...db.index(table.name.name, []), entries: items.flatMap((item) => item.entries) },
      };
    },
    divide: (rows) => rows.map((row) => [row]),
  };

  return {
    one: async (call, row, { alone }) => {
      const index = indexOf(call, [row]);
      const short = index.entries.every(({ text }) => text.length <= MOST_SHARED_TEXT);
      const weight = index.entries.reduce((sum, { text }) => sum + text.length, 0);
      const batch =
        alone || !short
          ? undefined
          : { shared, scope: call, item: { db: call, row, entries: index.entries }, weight };
      await call.all(one(call, row), ID, { index, batch });
    },
    many: async (call, rows) => {
      if (rows.length === 0) return;
      await inPortions(call, { rows, textsOf: entriesOf }, (tx, portion) =>
        tx.all(many(tx, portion), ID, { index: indexOf(tx, portion) }),
      );
    },
  };
}

interface New<V> {
  db: ScopedDb;
  row: V;
  /** The entries as they are stored. */
  entries: Entries;
}
