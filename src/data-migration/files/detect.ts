import { hash } from "node:crypto";
import type { SourceFile } from "../read/source-file";
import type { Source, Step } from "../read/step";
import { SOURCES } from "../sources";

/** Source that was detected in a file. */
export interface Detected {
  source: Source;
  /** Steps whose tables the file has. */
  steps: readonly Step[];
  /** See `SourceRecord`. */
  lineage: string | null;
}

/** Contents of a file, detected by its tables. One file may hold several sources. */
export interface Contents {
  /**
   * Whether the file is a unified store itself. Some of its tables have names and columns of old
   * ones, so it holds no kinds.
   */
  isStore: boolean;
  kinds: readonly Detected[];
  /** Tables of no source, and those with the name of one but without its columns. */
  unknownTables: { table: string; rows: number }[];
}

/** Table of the schema versions of a unified store. No old file has it. */
const SCHEMA_MIGRATIONS = "unified_store_schema_migration";

export function detect(file: SourceFile): Contents {
  if (file.tables.has(SCHEMA_MIGRATIONS)) return { isStore: true, kinds: [], unknownTables: [] };
  const kinds = SOURCES.map((source) => ({ source, steps: source.steps.filter((step) => has(file, step)) }))
    .filter(({ steps }) => steps.length > 0)
    .map((found) => ({ ...found, lineage: lineageOf(file, found.steps) }));
  const stepTables = new Set(kinds.flatMap(({ steps }) => steps.map(({ table }) => table)));
  const unknownTables = [...file.tables.keys()]
    .filter((table) => !stepTables.has(table))
    .map((table) => ({ table, rows: file.count(table) }));
  return { isStore: false, kinds, unknownTables };
}

function has(file: SourceFile, { table, key, columns, derived }: Step): boolean {
  const found = file.tables.get(table);
  if (!found) return false;
  // The columns of a derived step are its own query's.
  return derived !== undefined || [...key, ...columns].every((column) => found.includes(column));
}

/** Lineage: hash of the first rows. Two files with equal first rows are the same store. */
function lineageOf(file: SourceFile, steps: readonly Step[]): string | null {
  const first = steps
    .filter(({ derived }) => derived === undefined)
    .map((step) => [step.table, file.firstRow(step)] as const)
    .filter(([, row]) => row !== null);
  return first.length === 0 ? null : hash("sha256", JSON.stringify(first), "hex");
}
