import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";

let entry: { require: NodeJS.Require; file: string } | null = null;

/**
 * For the package's ESM entries: where they run. An ESM bundle has no `require`, and only its entry
 * can tell where it lies.
 *
 * @param url `import.meta.url`, in place of which bundlers put what they like
 */
export function runsAt(url: unknown): void {
  if (typeof url !== "string" || !url.startsWith("file:")) return;
  entry = { require: createRequire(url), file: fileURLToPath(url) };
}

/** Finds packages from where the ESM entry runs; null where the package was loaded as CommonJS. */
export const entryRequire = (): NodeJS.Require | null => entry?.require ?? null;

/** Whether this code is part of a bundle: then `__filename` is absent, made up, or the bundle's. */
export function inBundle(): boolean {
  if (typeof __filename !== "string" || !isAbsolute(__filename)) return true;
  return !/[\\/]dialect[\\/]bundled\.[jt]s$/.test(__filename) || !existsSync(__filename);
}

/** The bundle's file, for messages; null where it is not known. */
export function bundleFile(): string | null {
  const files = [typeof __filename === "string" ? __filename : undefined, entry?.file, process.argv[1]];
  return files.find((file) => file !== undefined && isAbsolute(file) && existsSync(file)) ?? null;
}
