/**
 * Runs programs one after the other in this process, each in a folder of its own: `node
 * run-blocks.mjs FOLDER…`. Sends the parent each folder's error, or null. A process for each would
 * load the package anew, which takes longer than most of them.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

for (const folder of process.argv.slice(2)) {
  process.chdir(folder);
  process.exitCode = 0;
  let error = null;
  try {
    await import(pathToFileURL(join(folder, "block.mjs")).href);
    if (process.exitCode !== 0) error = `it sets the exit code ${process.exitCode}`;
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.stack : String(thrown);
  }
  process.send({ folder, error });
}
process.exitCode = 0;
// The parent waits for the end: a program that leaves something open keeps this process.
process.disconnect();
