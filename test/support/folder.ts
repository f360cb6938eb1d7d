import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder for one test, which removes it. It lies in the folder of the suite's server, so that it
 * goes with that when the suite is killed; with a server of somebody else's (TEST_DATABASE_URL) it
 * lies among the temporary files.
 */
export function temporaryFolder(): string {
  return mkdtempSync(join(process.env.UNIFIED_STORE_TEST_FOLDER ?? tmpdir(), "us-test-"));
}
