import { hash } from "node:crypto";
import type { SourceFile } from "../read/source-file";
import type { Source, Step } from "../read/step";
import { SOURCES } from "../sources";

/** A kind of source that a file holds. */
export interface Detected {
  source: Source;
  /** The steps whose tables the file has. */
  steps: readonly Step[];
  /** See `SourceRecord`. */
  lineage: string | null;
}

/** What a file holds, told by its tables. One file may hold several kinds. */
export interface Contents {
  /** Whether it is a unified store itself, some of whose tables have the names and columns of old ones. Then it has no kinds. */
  isStore: boolean;
  kinds: readonly Detected[];
  /** Tables that belong to no kind, or have the name of one and not its columns. */
  unknownTables: { table: string; rows: number }[];
}

/** The table in which a unified store notes the versions of its schema: no old file has one. */
const SCHEMA_LEDGER = "unified_store_migration";

export function detect(file: SourceFile): Contents {
  if (file.tables.has(SCHEMA_LEDGER)) return { isStore: true, kinds: [], unknownTables: [] };
  const kinds = SOURCES.map((source) => ({ source, steps: source.steps.filter((step) => has(file, step)) }))
    .filter(({ steps }) => steps.length > 0)
    .map((found) => ({ ...found, lineage: lineageOf(file, found.steps) }));
  const known = new Set(kinds.flatMap(({ steps }) => steps.map(({ table }) => table)));
  const unknownTables = [...file.tables.keys()]
    .filter((table) => !known.has(table))
    .map((table) => ({ table, rows: file.count(table) }));
  return { isStore: false, kinds, unknownTables };
}

function has(file: SourceFile, { table, key, columns, derived }: Step): boolean {
  const found = file.tables.get(table);
  if (!found) return false;
  // The columns of a derived step are its own query's.
  return derived !== undefined || [...key, ...columns].every((column) => found.includes(column));
}

/** Two files that began with the same rows are the same store, at two places or times. */
function lineageOf(file: SourceFile, steps: readonly Step[]): string | null {
  const first = steps
    .filter(({ derived }) => derived === undefined)
    .map((step) => [step.table, file.firstRow(step)] as const)
    .filter(([, row]) => row !== null);
  return first.length === 0 ? null : hash("sha256", JSON.stringify(first), "hex");
}
