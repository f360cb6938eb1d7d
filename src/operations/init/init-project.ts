import { existsSync } from "node:fs";
import { join } from "node:path";
import { filesFor, PROJECTS_OWN } from "./files";
import { nextSteps } from "./next-steps";
import { checkInit } from "./settings";
import type { InitFile, InitOptions, InitReport } from "./types";
import { isThere, mustBeWritable, writeFiles } from "./write-files";

/**
 * Begins a project: a file that opens the manager, a first test, `.env.example`, and for PostgreSQL
 * a `compose.yaml` with two roles. It adds a package.json, a tsconfig.json and a .gitignore where
 * the folder has none. Files that exist are kept, and all of the others are written or none.
 *
 * @param options.folder is made where it is missing. Default: the working directory.
 * @param options.force replaces existing files, except package.json, tsconfig.json and .gitignore
 * @returns each file with what was done, and the commands to run next
 * @throws UnifiedStoreError `validation` for an unknown setting, a folder that cannot be written
 * to, a package.json that is not JSON; `connection` where a file cannot be written after all
 * @example
 * const { files, next } = await initProject({ folder: "./agent", production: "none" });
 */
export async function initProject(options: InitOptions = {}): Promise<InitReport> {
  const checked = checkInit(options);
  const { settings, project, force, dryRun } = checked;
  const { folder } = settings;
  const files = filesFor(settings, project).map((file): InitFile => {
    const exists = isThere(join(folder, file.path));
    const isReplaced = exists && force && !PROJECTS_OWN.includes(file.path);
    return { ...file, action: isReplaced ? "replaced" : exists ? "kept" : "written" };
  });
  const toWrite = files.filter(({ action }) => action !== "kept");
  mustBeWritable(folder, toWrite);
  if (!dryRun) writeFiles(folder, toWrite);
  const hasEnvironment = existsSync(join(folder, ".env"));
  return { dryRun, settings, files, ...nextSteps(checked, { hasEnvironment }) };
}
