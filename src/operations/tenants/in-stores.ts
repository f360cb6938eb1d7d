import type { StoreStats, TableStats } from "./types";

/** Sums of tables by store: stores and tables by name. */
export function inStores<T extends TableStats>(
  tables: readonly (T & { store: string })[],
): { stores: StoreStats<T>[]; rows: number; bytes: number; exact: boolean } {
  const names = [...new Set(tables.map(({ store }) => store))].sort();
  const stores = names.map((store) => {
    const own = tables
      .filter((each) => each.store === store)
      .map(({ store: _, ...table }) => table as unknown as T);
    own.sort((a, b) => (a.table < b.table ? -1 : 1));
    return { store, ...sums(own), tables: own };
  });
  return { stores, ...sums(tables) };
}

const sums = (all: readonly TableStats[]): { rows: number; exact: boolean; bytes: number } => ({
  rows: all.reduce((so, { rows }) => so + rows, 0),
  exact: all.every(({ exact }) => exact),
  bytes: all.reduce((so, { bytes }) => so + bytes, 0),
});
