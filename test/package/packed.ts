import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../support/child";
import { until } from "../support/until";

const run = promisify(execFile);

/**
 * Packs the package and unpacks it into the folder's `node_modules`, as users have it. Returns its
 * path.
 */
export async function installPacked(folder: string): Promise<string> {
  const packed = join(folder, "node_modules/unified-store");
  mkdirSync(packed, { recursive: true });
  await run("tar", ["-xzf", await tarball(folder), "-C", packed, "--strip-components=1"]);
  return packed;
}

/**
 * Made once for all suites of a run, in its folder: npm takes 4 s of CPU for it. Where a run has no
 * folder, it is made in the one given.
 */
async function tarball(folder: string): Promise<string> {
  const shared = process.env.UNIFIED_STORE_TEST_FOLDER;
  if (shared === undefined) return pack(folder);
  const place = join(shared, "packed");
  const made = join(place, "made");
  try {
    mkdirSync(place);
  } catch {
    // Another suite makes it, or has made it.
    await until(() => existsSync(made));
    const name = readFileSync(made, "utf8");
    if (name === "") throw new Error("npm pack has failed in another suite");
    return name;
  }
  let name = "";
  try {
    name = await pack(place);
    return name;
  } finally {
    // Renamed, so that it is never read before it is whole.
    writeFileSync(`${made}.new`, name);
    renameSync(`${made}.new`, made);
  }
}

async function pack(folder: string): Promise<string> {
  const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { cwd: ROOT });
  return join(folder, stdout.trim());
}

/**
 * Dependencies, linked so that no registry is needed. Packages that are not installed here are left
 * out.
 */
export function link(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const place = join(folder, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    if (existsSync(join(ROOT, "node_modules", name))) symlinkSync(join(ROOT, "node_modules", name), place);
  }
}

/** Environment without a database URL of the suite's user. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, ...rest } = process.env;
  return rest;
}
