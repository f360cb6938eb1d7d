import { statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../../command-line/usage-error";
import { detect } from "../../../data-migration/files/detect";
import { findFiles } from "../../../data-migration/files/find-files";
import { givenPath } from "../../../data-migration/files/source-names";
import { SourceFile } from "../../../data-migration/read/source-file";
import { takeSnapshot } from "../../../data-migration/snapshot/snapshot";
import { temporaryFolder } from "../../../data-migration/snapshot/temporary";
import { contentsOf, hasLedger } from "../../target/target-file";

/**
 * To open a target is to write to it, which must not happen to a file that is to be moved: somebody
 * has mistaken the one for the other.
 *
 * @throws UsageError
 */
export async function mustNotBeSource(file: string, from: readonly string[]): Promise<void> {
  const contents = contentsOf(file);
  if (contents === "nothing") return;
  const refuse = (): never => {
    throw new UsageError(
      `--to names ${file}, which is itself a file to be moved: name another file for the store.`,
    );
  };
  if (contents === "database" && holdsSource(file)) refuse();
  if (contents !== "store" || !(await isAmong(file, from))) return;
  const folder = await temporaryFolder("unified-store-target-");
  try {
    // A file in WAL mode cannot be read without writing beside it.
    await using snapshot = await takeSnapshot(file, join(folder, "target.db"));
    if (holdsSource(snapshot.path)) refuse();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function holdsSource(path: string): boolean {
  if (hasLedger(path)) return false;
  using file = new SourceFile(path);
  return detect(file).kinds.length > 0;
}

async function isAmong(file: string, from: readonly string[]): Promise<boolean> {
  const { dev, ino } = statSync(file);
  const files = await findFiles(from.map((each) => givenPath(each).path));
  return files.some((path) => {
    const found = statSync(path);
    return found.dev === dev && found.ino === ino;
  });
}
