import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { invalid } from "../../core/errors";
import { databaseOf } from "../../database-of";
import type { UnifiedStoreManager } from "../../manager";
import { mustHaveSchema } from "../copy/copy-into";
import { ended } from "../copy/ended";
import { type CheckedOptions, type ChoiceOptions, checkChoice } from "../copy/options";
import type { Row } from "../copy/row";
import { DatabaseSource } from "../copy/source/database-source";
import { type CopiedTable, tablesOf } from "../copy/tables";
import { lineOf } from "./line";
import { emptyManifest, fileOf, type Manifest, manifestFile } from "./manifest";
import { writeLines } from "./write-file";

/** What an export has. */
export interface ExportReport {
  folder: string;
  /** Rows by table, of those that have rows. */
  tables: Record<string, number>;
  rows: number;
  /** Of all files, compressed. */
  bytes: number;
  seconds: number;
}

/**
 * Exports stores to a folder: a file of lines of JSON for each table, compressed by gzip, and a
 * manifest with their counts and hashes. They are read as of one moment, while applications go on.
 * The folder appears when it is complete.
 *
 * @param out a folder that does not exist yet, or is empty
 * @param options.tenants default: all
 * @throws UnifiedStoreError `validation` where the folder has files already; `schema`, `aborted`,
 * `connection`
 * @example
 * const { rows } = await exportStores(stores, "./export-2026-01", { tenants: ["acme"] });
 */
export async function exportStores(
  from: UnifiedStoreManager,
  out: string,
  options: ChoiceOptions = {},
): Promise<ExportReport> {
  const checked = checkChoice(options);
  const database = databaseOf(from);
  const folder = freeFolder(out);
  await mustHaveSchema(database, "source");
  const since = performance.now();
  const made = `${folder}.partial-${process.pid}`;
  mkdirSync(made, { recursive: true });
  try {
    await using source = await DatabaseSource.of(database);
    const { version } = require("unified-store/package.json") as { version: string };
    const manifest = emptyManifest(version, await database.dialect.schema.applied());
    await write(made, { source, manifest }, checked);
    writeFileSync(manifestFile(made), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    renameSync(made, folder);
    const files = Object.entries(manifest.tables);
    return {
      folder,
      tables: Object.fromEntries(files.map(([table, { rows }]) => [table, rows])),
      rows: files.reduce((sum, [, { rows }]) => sum + rows, 0),
      bytes: files.reduce((sum, [, { bytes }]) => sum + bytes, 0),
      seconds: (performance.now() - since) / 1000,
    };
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    throw ended(error, database.dialect, checked.signal);
  }
}

async function write(
  folder: string,
  { source, manifest }: { source: DatabaseSource; manifest: Manifest },
  { chosen, signal, onProgress }: CheckedOptions,
): Promise<void> {
  const tenants = new Set<string>();
  for (const table of tablesOf(chosen.stores)) {
    const total = await source.count(table, chosen);
    if (table.kind === "search") {
      const settings = await source.settings(table.of);
      if (settings !== null) {
        const { scheme, maxCharacters, rules } = settings;
        manifest.search[table.of] = { scheme, maxCharacters, rules };
      }
    }
    if (total === 0) continue;
    const lines = linesOf(table, source.rows(table, chosen.scopes), (row) => tenants.add(row[0] as string));
    const file = await writeLines(fileOf(folder, table.name), lines, signal);
    manifest.tables[table.name] = file;
    onProgress({ phase: "copy", table: table.name, rows: file.rows, total });
  }
  manifest.tenants = [...tenants].sort();
}

async function* linesOf(
  table: CopiedTable,
  portions: AsyncIterable<Row[]>,
  onRow: (row: Row) => void,
): AsyncGenerator<{ text: string; rows: number }> {
  for await (const rows of portions) {
    let text = "";
    for (const row of rows) {
      onRow(row);
      text += `${lineOf(table, row)}\n`;
    }
    yield { text, rows: rows.length };
  }
}

/** @throws UnifiedStoreError `validation` where something would be lost */
function freeFolder(out: unknown): string {
  if (typeof out !== "string" || out === "") throw invalid("out", "must be the path of a folder");
  const folder = resolve(out);
  if (existsSync(folder) && readEntries(folder).length > 0)
    throw invalid("out", "has files already: name a folder that does not exist yet");
  mkdirSync(dirname(folder), { recursive: true });
  return folder;
}

function readEntries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    throw invalid("out", "is not a folder: name one that does not exist yet");
  }
}
