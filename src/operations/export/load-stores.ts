import { resolve } from "node:path";
import { invalid } from "../../core/errors";
import { databaseOf } from "../../database-of";
import type { UnifiedStoreManager } from "../../manager";
import { copyInto } from "../copy/copy-into";
import { type CopyOptions, checkCopyOptions } from "../copy/options";
import type { CopyReport } from "../copy/report";
import { FolderSource } from "./folder-source";
import { mustBeWhole, readManifest } from "./manifest";

/**
 * Loads an export into stores. All its files are checked by their hashes before anything is
 * written. Then it does what `copyStores` does: rows go to tenants that have none, or are merged; a
 * load that was cut off goes on when it is called again.
 *
 * @param from the folder of an export
 * @throws UnifiedStoreError `not_found` where the folder has no manifest; `validation` where a file
 * was changed or cut short; `schema` where the export is of another version; `conflict` where a
 * tenant has rows already; `aborted`, `connection`, `unique_violation`
 * @example
 * const { inserted } = await loadStores(stores, "./export-2026-01");
 */
export async function loadStores(
  to: UnifiedStoreManager,
  from: string,
  options: CopyOptions = {},
): Promise<CopyReport> {
  const checked = checkCopyOptions(options);
  const database = databaseOf(to);
  if (typeof from !== "string" || from === "") throw invalid("from", "must be the folder of an export");
  const folder = resolve(from);
  const { manifest, sha256 } = readManifest(folder);
  await mustBeWhole(folder, manifest, await database.dialect.schema.applied());
  return copyInto(new FolderSource(folder, manifest, sha256), database, checked);
}

/**
 * The rows of an export by table, as its manifest has them.
 *
 * @throws UnifiedStoreError `not_found`, `validation`
 * @example
 * const { memory_item } = exportedRows("./export-2026-01");
 */
export function exportedRows(from: string): Record<string, number> {
  if (typeof from !== "string" || from === "") throw invalid("from", "must be the folder of an export");
  const { manifest } = readManifest(resolve(from));
  return Object.fromEntries(Object.entries(manifest.tables ?? {}).map(([table, { rows }]) => [table, rows]));
}
