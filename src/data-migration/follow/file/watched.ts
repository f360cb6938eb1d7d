import type { Detected } from "../../files/detect";
import type { SourceFile } from "../../read/source-file";
import type { Step } from "../../read/step";

/** A table whose changes are logged, and the columns whose values are logged too. */
export interface Watched {
  table: string;
  columns: readonly string[];
}

/** Pairs of columns by which rows of a step are found that a changed row of a table concerns. */
export type Link = readonly (readonly [own: string, other: string])[];

/** All tables that the steps of a file read. */
export function watchedTables(file: SourceFile, kinds: readonly Detected[]): Watched[] {
  const tables = new Map<string, Set<string>>();
  for (const step of kinds.flatMap(({ steps }) => steps)) {
    for (const table of tablesOf(step)) {
      const columns = tables.get(table) ?? new Set<string>();
      if (file.tables.has(table)) tables.set(table, columns);
      for (const [, other] of (linksOf(step, table) ?? []).flat())
        if (file.tables.get(table)?.includes(other)) columns.add(other);
    }
  }
  return [...tables].map(([table, columns]) => ({ table, columns: [...columns].sort() }));
}

export const tablesOf = (step: Step): string[] => [...new Set([step.table, ...(step.joinedTables ?? [])])];

/**
 * How rows of a step are found that a changed row of a table concerns, apart from the row itself.
 * Null: it may concern all of them.
 */
export function linksOf(step: Step, table: string): readonly Link[] | null {
  if (table === step.table) return step.group ? [step.group.map((column) => [column, column] as const)] : [];
  return step.joinColumns?.[table]?.map((pair) => [pair]) ?? null;
}
