import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";

let entry: { require: NodeJS.Require; file: string } | null = null;

/**
 * Called by the package's ESM entries with their own location. An ESM bundle has no `require`, and
 * only its entry knows its path.
 *
 * @param url `import.meta.url`, which bundlers may replace by any value
 */
export function runsAt(url: unknown): void {
  if (typeof url !== "string" || !url.startsWith("file:")) return;
  entry = { require: createRequire(url), file: fileURLToPath(url) };
}

/**
 * A `require` that resolves packages from the ESM entry. Null where the package was loaded as
 * CommonJS.
 */
export const entryRequire = (): NodeJS.Require | null => entry?.require ?? null;

/**
 * True where this code is part of a bundle. `__filename` is then absent, invented, or the bundle's.
 */
export function inBundle(): boolean {
  if (typeof __filename !== "string" || !isAbsolute(__filename)) return true;
  return !/[\\/]dialect[\\/]bundled\.[jt]s$/.test(__filename) || !existsSync(__filename);
}

/** The bundle's file, for messages. Null where it is unknown. */
export function bundleFile(): string | null {
  const files = [typeof __filename === "string" ? __filename : undefined, entry?.file, process.argv[1]];
  return files.find((file) => file !== undefined && isAbsolute(file) && existsSync(file)) ?? null;
}
