/**
 * Runs the conformance suite on every supported PostgreSQL: 15, 16, 17, and the installed 18. On 15
 * and 18 it runs the tests of query plans too, which depend on the version, and those of locks.
 *
 * `npm run test:postgres -- 15` runs it on one of them.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runSuites } from "../run-suites.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, "../../..");
const installed = join(here, "node_modules");
const ALL = ["15", "16", "17", "18"];
const ENDS = ["15", "18"];
const CONFORMANCE = "test/conformance/postgresql";
const PLANS_AND_LOCKS =
  "test/(plans/(postgres|never-analyzed|vectors)|stores/conversations|dialect/statistics)";

const asked = process.argv.slice(2);
const unknown = asked.filter((major) => !ALL.includes(major));
if (unknown.length > 0) throw new Error(`PostgreSQL ${unknown.join(", ")}: choose from ${ALL.join(", ")}`);
const binaries = (major) =>
  join(installed, `postgres-${major}-${process.platform}-${process.arch}`, "native/bin");

const versions = (lock) =>
  Object.entries(JSON.parse(readFileSync(lock, "utf8")).packages)
    .filter(
      ([name]) => name.startsWith("node_modules/") && name.endsWith(`-${process.platform}-${process.arch}`),
    )
    .map(([name, { version }]) => `${name} ${version}`)
    .join();
const present = join(installed, ".package-lock.json");
const isCurrent = existsSync(present) && versions(present) === versions(join(here, "package-lock.json"));
if (!isCurrent) execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: here, stdio: "inherit" });

let failed = false;
for (const major of asked.length === 0 ? ALL : asked) {
  const own = major === "18";
  if (!own && !existsSync(binaries(major))) {
    console.log(`PostgreSQL ${major}: npm has no binaries for ${process.platform} on ${process.arch}`);
    failed = true;
    continue;
  }
  const { UNIFIED_STORE_POSTGRES_BIN: _, TEST_DATABASE_URL: __, ...environment } = process.env;
  const env = own ? environment : { ...environment, UNIFIED_STORE_POSTGRES_BIN: binaries(major) };
  const suites = ENDS.includes(major) ? [CONFORMANCE, PLANS_AND_LOCKS] : [CONFORMANCE];
  // As an argument, not an option: then the reporter knows that it is a part of the suite.
  const args = ["node_modules/jest/bin/jest.js", suites.join("|")];
  failed = !runSuites(`PostgreSQL ${major}`, { node: process.execPath, args, cwd: project, env }) || failed;
}
process.exitCode = failed ? 1 : 0;
