import type { CopyCounts } from "./merge/merge-rows";

/** What a copy has done. */
export interface CopyReport {
  /** By table, of those that have rows. Search entries and vectors have tables of their own. */
  tables: Record<string, CopyCounts>;
  /** Rows of all tables together. */
  inserted: number;
  replaced: number;
  kept: number;
  /** Tables whose search entries were made anew, since the source makes them in another way. */
  reindexed: string[];
  seconds: number;
}

export function reportOf(
  tables: ReadonlyMap<string, CopyCounts>,
  { reindexed, since }: { reindexed: readonly string[]; since: number },
): CopyReport {
  const sum = (of: keyof CopyCounts): number =>
    [...tables.values()].reduce((total, each) => total + each[of], 0);
  return {
    tables: Object.fromEntries(
      [...tables].filter(([, { inserted, replaced, kept }]) => inserted + replaced + kept > 0),
    ),
    ...{ inserted: sum("inserted"), replaced: sum("replaced"), kept: sum("kept") },
    reindexed: [...reindexed].sort(),
    seconds: (performance.now() - since) / 1000,
  };
}
