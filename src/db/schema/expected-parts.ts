import { schemaMigrations } from "../../../migrations";
import type { ExpectedIndex } from "../../dialect/diagnostics/check";
import type { Dialect } from "../../dialect/dialect";

/** The tables and indexes that the applied schema migrations leave. */
export interface ExpectedParts {
  tables: string[];
  indexes: ExpectedIndex[];
}

const TABLE = /^\s*CREATE TABLE "(\w+)"/;
const INDEX = /^\s*CREATE (?:UNIQUE )?INDEX "(\w+)" ON "(\w+)"/;
const ADDED = /^\s*ALTER TABLE "(\w+)" ADD CONSTRAINT/;
const KEY = /\bCONSTRAINT "(\w+)" ((?:PRIMARY KEY|UNIQUE) \([^)]*\))/g;
const DROPPED_TABLE = /^\s*DROP TABLE (?:IF EXISTS )?"(\w+)"/;
const DROPPED_INDEX = /^\s*DROP INDEX (?:IF EXISTS )?"(\w+)"/;
const DROPPED_KEY = /^\s*ALTER TABLE "\w+" DROP CONSTRAINT "(\w+)"/;
const RENAMED = /^\s*ALTER TABLE "(\w+)" RENAME TO "(\w+)"/;

/**
 * What the database should have, by the statements of the schema migrations that are applied to it.
 * It knows only the notation of these migrations.
 *
 * @param applied null for all that this version knows
 */
export async function expectedParts(
  { engine }: Pick<Dialect, "engine">,
  applied: readonly string[] | null,
): Promise<ExpectedParts> {
  const tables = new Set<string>();
  let indexes: ExpectedIndex[] = [];
  const query = async (statement: string): Promise<void> => {
    const [, gone] = DROPPED_TABLE.exec(statement) ?? [];
    const [, lost] = DROPPED_INDEX.exec(statement) ?? DROPPED_KEY.exec(statement) ?? [];
    const [, before, after] = RENAMED.exec(statement) ?? [];
    if (gone !== undefined) tables.delete(gone);
    indexes = indexes.filter(({ name, table }) => name !== lost && table !== gone);
    if (before !== undefined && tables.delete(before)) {
      tables.add(after!);
      indexes = indexes.map((each) => (each.table === before ? { ...each, table: after! } : each));
    }
    const [, made] = TABLE.exec(statement) ?? [];
    if (made !== undefined) tables.add(made);
    const [, index, of] = INDEX.exec(statement) ?? [];
    if (index !== undefined)
      indexes.push({ name: index, table: of!, type: "index", definition: statement.trim() });
    const table = made ?? ADDED.exec(statement)?.[1];
    if (table === undefined) return;
    for (const [, name, definition] of statement.matchAll(KEY))
      indexes.push({ name: name!, table, type: "key", definition: definition! });
  };
  for (const migration of schemaMigrations[engine])
    if (applied === null || applied.includes(migration.name)) await migration.up({ query });
  return { tables: [...tables], indexes };
}
