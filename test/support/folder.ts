import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A temporary folder for one test, which removes it. It is in the folder of the suite's server, so
 * it is deleted with that folder if the suite is killed. With another server (TEST_DATABASE_URL) it
 * is in the system's temporary folder.
 */
export function temporaryFolder(): string {
  return mkdtempSync(join(process.env.UNIFIED_STORE_TEST_FOLDER ?? tmpdir(), "us-test-"));
}
