/**
 * Runs the fast part of the suite on every supported Node and SQLite driver: this Node with the
 * installed driver, and Node 22 and 24 with better-sqlite3 13. Then runs tests that need real
 * versions (`installed.mjs`).
 *
 * `npm run test:versions -- 22 24` leaves this Node out, for example after the whole suite has run
 * on it.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runSuites } from "./run-suites.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, "../..");
const installed = join(here, "node_modules");
const lock = (file) => JSON.parse(readFileSync(file, "utf8")).packages["node_modules/better-sqlite3"];

/**
 * Tests that use the driver and the server directly. All other code depends only on these parts.
 */
const SUITES = "test/(core|dialect|conformance|package/package|data-migration/snapshot)\\b";

const isCurrent =
  existsSync(join(installed, ".package-lock.json")) &&
  lock(join(installed, ".package-lock.json"))?.version === lock(join(here, "package-lock.json")).version;
if (!isCurrent) execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: here, stdio: "inherit" });

const driver = join(installed, "better-sqlite3");
const other = (major) => ({
  major,
  node: join(installed, `node-${major}-${process.platform}-${process.arch}`, "bin/node"),
  // Within Jest by its configuration; in child processes and threads by the preloaded module.
  environment: { TEST_DRIVER: driver, NODE_OPTIONS: `--require ${JSON.stringify(join(here, "driver.js"))}` },
});
const own = { major: process.versions.node.split(".")[0], node: process.execPath, environment: {} };
const all = [own, other("22"), other("24")];
const asked = process.argv.slice(2);
const chosen = asked.length === 0 ? all : all.slice(1).filter(({ major }) => asked.includes(major));

let failed = chosen.length < asked.length;
for (const { major, node, environment } of chosen) {
  if (!existsSync(node)) {
    console.log(`Node ${major}: not tested, npm has no binary for ${process.platform} on ${process.arch}`);
    continue;
  }
  const env = { ...process.env, ...environment };
  const ask =
    "process.version + ' with better-sqlite3 ' + require((process.env.TEST_DRIVER ?? 'better-sqlite3') + '/package.json').version";
  const versions = execFileSync(node, ["-p", ask], { cwd: project, env, encoding: "utf8" }).trim();
  const jest = ["node_modules/jest/bin/jest.js", `--testPathPatterns=${SUITES}`];
  failed = !runSuites(`Node ${versions}`, { node, args: jest, cwd: project, env }) || failed;
}
const packages = { node: process.execPath, args: [join(here, "installed.mjs")], cwd: project };
failed = !runSuites("installed packages", { ...packages, env: process.env }) || failed;
process.exitCode = failed ? 1 : 0;
