import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { invalid, UnifiedStoreError } from "../../core/errors";
import { isObject } from "../../core/input/snapshot";
import type { SearchSettings } from "../copy/source/source";
import { COPIED_TABLES } from "../copy/tables";

/** Version of the format. It goes up with each change that older programs would misread. */
const FORMAT_VERSION = 1;
const FORMAT = "unified-store export";
const FILE = "manifest.json";

/** The file of a table. */
export interface ExportedFile {
  rows: number;
  /** Of the compressed file. */
  bytes: number;
  sha256: string;
}

/** What an export has. It is written last: without it an export is cut short. */
export interface Manifest {
  format: string;
  version: number;
  /** Version of the program. */
  program: string;
  /** ISO 8601. */
  createdAt: string;
  schemaMigrations: string[];
  /** How the search entries of tables are made. */
  search: Record<string, SearchSettings>;
  /** Tenants with rows, in order. */
  tenants: string[];
  /** By table, of those that have rows. */
  tables: Record<string, ExportedFile>;
}

export const emptyManifest = (program: string, schemaMigrations: string[]): Manifest => ({
  ...{ format: FORMAT, version: FORMAT_VERSION, program, createdAt: new Date().toISOString() },
  ...{ schemaMigrations, search: {}, tenants: [], tables: {} },
});

export const manifestFile = (folder: string): string => join(folder, FILE);
export const fileOf = (folder: string, table: string): string => join(folder, `${table}.ndjson.gz`);

/** The manifest of an export, and the hash of its text. */
export function readManifest(folder: string): { manifest: Manifest; sha256: string } {
  let text: string;
  try {
    text = readFileSync(manifestFile(folder), "utf8");
  } catch {
    throw new UnifiedStoreError(
      "not_found",
      `${folder} has no ${FILE}, which an export gets last: name the folder of an export, or make it again`,
    );
  }
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text) as Manifest;
  } catch {
    throw damaged(FILE, "is no JSON");
  }
  if (!isObject(manifest) || manifest.format !== FORMAT) throw damaged(FILE, "is of something else");
  return { manifest, sha256: createHash("sha256").update(text).digest("hex") };
}

/**
 * Refuses an export before anything of it is written.
 *
 * @param applied schema migrations of the target
 * @throws UnifiedStoreError `schema` where it is newer or older; `validation` where it was changed
 */
export async function mustBeWhole(
  folder: string,
  manifest: Manifest,
  applied: readonly string[],
): Promise<void> {
  if (!(manifest.version <= FORMAT_VERSION))
    throw new UnifiedStoreError(
      "schema",
      `the export has the format ${manifest.version}, which is newer than this program`,
    );
  const names = Array.isArray(manifest.schemaMigrations) ? manifest.schemaMigrations : [];
  const unknown = names.filter((name) => !applied.includes(name));
  if (unknown.length > 0)
    throw new UnifiedStoreError(
      "schema",
      `the export is of a newer version (${unknown.join(", ")}): load it with that version`,
    );
  const missing = applied.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new UnifiedStoreError(
      "schema",
      `the export is of an older version, without ${missing.join(", ")}: load it with that version, then migrate the schema`,
    );
  if (!isObject(manifest.tables) || !Array.isArray(manifest.tenants) || !isObject(manifest.search))
    throw damaged(FILE, "lacks members");
  for (const [table, { sha256 }] of Object.entries(manifest.tables)) {
    if (!COPIED_TABLES.some(({ name }) => name === table))
      throw damaged(FILE, "names a table that there is not");
    if ((await hashOf(folder, table)) !== sha256)
      throw damaged(`${table}.ndjson.gz`, "was changed or cut short");
  }
}

async function hashOf(folder: string, table: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(fileOf(folder, table)), hash);
  } catch (cause) {
    if ((cause as { code?: string }).code === "ENOENT") throw damaged(`${table}.ndjson.gz`, "is missing");
    throw cause;
  }
  return hash.digest("hex");
}

export const damaged = (file: string, how: string): UnifiedStoreError =>
  invalid("from", `is a damaged export: ${file} ${how}. Nothing was written: take another copy of it`);
