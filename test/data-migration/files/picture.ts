import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * The complete contents of a folder, with modification times. Equal before and after means that
 * nothing was written.
 */
export function pictureOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => {
        const { mtimeNs, ino, mode } = statSync(join(folder, name), { bigint: true });
        return [name, [sha256(join(folder, name)), mtimeNs, ino, mode].join(" ")];
      }),
  );
}

export const sha256 = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
