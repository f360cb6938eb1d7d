import { readFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import type { Facts } from "../types";

/** Facts needed to read the figures that do not depend on the database. */
export function machineFacts(): Facts {
  const load = loadavg()
    .map((value) => value.toFixed(2))
    .join(" ");
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const versions = Object.entries(FILES).map(([name, file]) => [name, versionOf(name, file)]);
  return [
    ["machine", `${cpus().length} × ${model}, ${memory}, ${platform()} ${release()} ${arch()}; load ${load}`],
    [
      "software",
      [["node", process.versions.node], ...versions]
        .filter(([, version]) => version !== undefined)
        .map((each) => each.join(" "))
        .join(", "),
    ],
  ];
}

/**
 * One file of each package. This package is found by its own name, whether it is installed or run
 * from its folder.
 */
const FILES = {
  "unified-store": () => require.resolve("unified-store/package.json"),
  pg: () => require.resolve("pg"),
  "better-sqlite3": () => require.resolve("better-sqlite3"),
};

/**
 * Read from the package's own file, because not every package exports its version; undefined if it
 * is not installed.
 */
function versionOf(name: string, file: () => string): string | undefined {
  try {
    return JSON.parse(readFileSync(manifestOf(name, file()), "utf8")).version;
  } catch {
    return undefined;
  }
}

function manifestOf(name: string, entry: string): string {
  if (entry.endsWith("package.json")) return entry;
  const folder = join("node_modules", name);
  return join(entry.slice(0, entry.lastIndexOf(folder)), folder, "package.json");
}
