import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "./usage-error";

interface Rules {
  /** Whether folders that are missing are made once there is something to write. Default false. */
  makesFolders?: boolean;
}

/**
 * Whatever could only be said after hours is said now, and nothing is written for it. @throws
 * UsageError
 */
export function mustBeWritable(option: string, file: string, { makesFolders = false }: Rules = {}): void {
  const cure = "name a file in a folder of yours";
  const refused = `${option} cannot be written to ${file}`;
  if (existsSync(file) && !statSync(file).isFile())
    throw new UsageError(`${refused}, which is not a file: ${cure}.`);
  let folder = dirname(resolve(file));
  if (!makesFolders && !existsSync(folder))
    throw new UsageError(`${refused}: the folder ${folder} does not exist.`);
  while (!existsSync(folder)) folder = dirname(folder);
  if (!statSync(folder).isDirectory())
    throw new UsageError(`${refused}: ${folder} is not a folder. Name a file elsewhere.`);
  try {
    accessSync(existsSync(file) ? file : folder, constants.W_OK);
    accessSync(folder, constants.X_OK);
  } catch {
    throw new UsageError(`${refused}: permission denied. ${cure[0]!.toUpperCase()}${cure.slice(1)}.`);
  }
}
