import { execFile } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../support/child";

const run = promisify(execFile);

/**
 * Packs the package and unpacks it into the folder's `node_modules`, as users have it. Returns its
 * path.
 */
export async function installPacked(folder: string): Promise<string> {
  const packed = join(folder, "node_modules/unified-store");
  mkdirSync(packed, { recursive: true });
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  const { stdout } = await run("npm", pack, { cwd: ROOT });
  await run("tar", ["-xzf", join(folder, stdout.trim()), "-C", packed, "--strip-components=1"]);
  return packed;
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
