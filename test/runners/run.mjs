/**
 * Runs the conformance suite as users do, with other runners than this project's: node:test,
 * Vitest, and `checkConformance` without a runner. Each runs on SQLite and on PostgreSQL, in a
 * separate process. Such a process ends if a promise rejects before it is awaited; Jest does not
 * detect this.
 *
 * Then the first test of new projects (`unified-store init`) runs under Vitest; the other runners
 * have that in test/operations/init.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { conformanceSuites } from "../../dist/conformance/index.js";
import { initProject } from "../../dist/src/operations/index.js";
import { startPostgres } from "../../dist/src/testing/index.js";

const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, "../..");
const cases = conformanceSuites.reduce((sum, suite) => sum + suite.cases.length, 0);

if (!existsSync(join(here, "node_modules/.package-lock.json")))
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: here, stdio: "inherit" });

/**
 * The example of docs/testing.md, unchanged. Inside the project, so that the package's own name
 * resolves.
 */
const examples = mkdtempSync(join(project, "dist/runners-"));
const example = join(examples, "conformance.mjs");
const page = readFileSync(join(project, "docs/testing.md"), "utf8");
writeFileSync(
  example,
  page.split(/^```.*\n/m).find((part) => part.includes("describeConformance({")),
);

/** The command of each runner, and the pattern of its output for the number of passed cases. */
const RUNNERS = {
  "node:test": { args: ["--test", "--test-reporter=tap", example], passed: /^# pass (\d+)$/m },
  Vitest: { args: ["node_modules/vitest/vitest.mjs", "run"], passed: /Tests\s+(\d+) passed/ },
  "no runner": { args: ["none.mjs"], passed: /^passed (\d+)$/m },
};

function run(args, url) {
  const started = spawn(process.execPath, args, {
    cwd: here,
    env: { ...process.env, DATABASE_URL: url, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [started.stdout, started.stderr])
    stream.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });
  return new Promise((resolve, reject) => {
    started.on("error", reject);
    started.on("close", (code) => resolve({ code, output }));
  });
}

/** The packages of a folder. Those of one scope, such as `@types`, may come from several folders. */
function linkPackages(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (name.startsWith("@")) linkPackages(source, target);
    else if (!existsSync(target)) symlinkSync(source, target);
  }
}

/** New projects of each kind, with the packed package. They share one `node_modules`. */
async function runNewProjects(folder) {
  const modules = join(folder, "node_modules");
  const packed = join(modules, "unified-store");
  mkdirSync(packed, { recursive: true });
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  const file = execFileSync("npm", pack, { cwd: project, encoding: "utf8" }).trim();
  execFileSync("tar", ["-xzf", join(folder, file), "-C", packed, "--strip-components=1"]);
  for (const place of [join(here, "node_modules"), join(project, "node_modules")])
    linkPackages(place, modules);
  const bin = [here, project].map((each) => join(each, "node_modules/.bin")).join(delimiter);
  for (const language of ["typescript", "javascript"])
    for (const kind of ["esm", "commonjs"]) {
      const made = join(folder, `${language}-${kind}`);
      await initProject({ folder: made, language, modules: kind, testRunner: "vitest" });
      symlinkSync(modules, join(made, "node_modules"));
      const { scripts } = JSON.parse(readFileSync(join(made, "package.json"), "utf8"));
      const env = { ...process.env, NO_COLOR: "1", PATH: `${bin}${delimiter}${process.env.PATH}` };
      const { status, stdout, stderr } = spawnSync("sh", ["-c", scripts.test], {
        cwd: made,
        env,
        encoding: "utf8",
      });
      const passed = status === 0 && /Tests\s+1 passed/.test(stdout);
      console.log(
        `Vitest in a new project, ${language}, ${kind}: ${passed ? "passed" : `${stdout}${stderr}`}`,
      );
      if (!passed) process.exitCode = 1;
    }
}

const folder = mkdtempSync(join(tmpdir(), "unified-store-runners-"));
const server = await startPostgres();
try {
  for (const [index, [name, { args, passed }]] of Object.entries(RUNNERS).entries()) {
    const databases = {
      SQLite: `sqlite:${join(folder, `${index}.db`)}`,
      PostgreSQL: await server.createDatabase(`runner_${index}`),
    };
    await Promise.all(
      Object.entries(databases).map(async ([engine, url]) => {
        const { code, output } = await run(args, url);
        const count = Number(passed.exec(output)?.[1] ?? 0);
        console.log(`${name} on ${engine}: ${count} of ${cases} conformance cases passed`);
        if (code === 0 && count === cases) return;
        console.log(output);
        process.exitCode = 1;
      }),
    );
  }
  await runNewProjects(folder);
} finally {
  await server.stop();
  for (const each of [folder, examples]) rmSync(each, { recursive: true });
}
