import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { UnifiedStoreError } from "../core/errors";

interface Manifest {
  name: string;
  version: string;
  engines?: { node?: string };
}

/** Drivers that crash the process without a message when an older Node than `needs` loads them. */
const CRASHES = [{ driver: "better-sqlite3", from: 13, needs: 22 }];

/** The argument of `npm install` for a release that runs on this Node. */
const releaseFor = (driver: string, node: string): string =>
  driver === "better-sqlite3" ? `better-sqlite3@${major(node) < 22 ? 12 : 13}` : driver;

const fit = new Set<string>();

/**
 * Refuses a driver that this Node cannot run, before its native part is loaded: better-sqlite3 13
 * on Node 20 is a segmentation fault. It reads only the driver's package.json, once. Where that
 * file is not found, as in some bundles, nothing is checked.
 *
 * @param entry the file that `require` would load
 * @throws UnifiedStoreError `not_supported`, with both versions and the solutions
 */
export function refuseUnfit(driver: string, entry: unknown, node = process.versions.node): void {
  const key = `${driver} ${entry} ${node}`;
  if (fit.has(key)) return;
  const manifest = typeof entry === "string" && isAbsolute(entry) ? manifestOf(driver, dirname(entry)) : null;
  if (manifest) refuse(manifest, node);
  fit.add(key);
}

function refuse({ name, version, engines }: Manifest, node: string): void {
  const crash = CRASHES.find(({ driver, from }) => driver === name && major(version) >= from);
  const crashes = crash !== undefined && major(node) < crash.needs;
  const supported = engines?.node ?? (crash ? `>=${crash.needs}` : "*");
  if (!crashes && includes(supported, node)) return;
  const end = crashes ? ": loading it would end the process with a segmentation fault" : "";
  const release = releaseFor(name, node);
  const other = release.endsWith(`@${major(version)}`) ? "" : `, or run \`npm install ${release}\``;
  throw new UnifiedStoreError(
    "not_supported",
    `the driver ${name} ${version} does not support Node ${node}${end}. Use a Node that it supports (${supported})${other}`,
  );
}

/** The package.json of the driver, searched upwards from `folder`. Null where there is none. */
function manifestOf(driver: string, folder: string): Manifest | null {
  for (let above = folder; ; above = dirname(above)) {
    const manifest = read(join(above, "package.json"));
    if (manifest?.name === driver && typeof manifest.version === "string") return manifest;
    if (above === dirname(above)) return null;
  }
}

function read(file: string): Manifest | null {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

const major = (version: string): number => Number.parseInt(version, 10);

/**
 * Reads the forms that drivers use, `>=22` and `20.x || 22.x`. Other forms need semver, which takes
 * 8 ms to load.
 */
function includes(range: string, node: string): boolean {
  const alternatives = range.split("||").map((each) => /^\s*(>=)?\s*(\d+)(\.[x0])*\s*$/.exec(each));
  if (alternatives.every((each) => each !== null))
    return alternatives.some(([, orLater, number]) =>
      orLater ? major(node) >= Number(number) : major(node) === Number(number),
    );
  const Range: typeof import("semver/classes/range.js") = require("semver/classes/range.js");
  // A prerelease of Node counts as its release.
  return new Range(range).test(node.replace(/-.*/, ""));
}
