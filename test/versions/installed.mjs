/**
 * Tests the package as npm installs it from its tarball beside better-sqlite3 13, without TypeORM;
 * and that driver on a Node version that it would crash. Prints failures, and ends with code 1 if
 * there are any.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "../../dist/src/testing/index.js";

const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, "../..");
const major = Number.parseInt(process.versions.node, 10);
const node24 = join(here, "node_modules", `node-24-${process.platform}-${process.arch}`, "bin/node");

const folder = mkdtempSync(join(tmpdir(), "unified-store-versions-"));
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: "pipe" });
const server = await startPostgres();
try {
  const tarball = run(
    "npm",
    ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder],
    project,
  ).trim();
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  const { dependencies } = JSON.parse(run("npm", ["ls", "--json", "pg"], project));
  run("npm", [
    "install",
    "--prefer-offline",
    `./${tarball}`,
    "better-sqlite3@13",
    `pg@${dependencies.pg.version}`,
  ]);
  assert.ok(!existsSync(join(folder, "node_modules/typeorm")), "TypeORM was installed, and is not needed");
  if (major < 22) refusedHere();
  if (existsSync(node24))
    for (const url of [`sqlite:${folder}/stores.db`, await server.createDatabase("installed")])
      everything(url);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}

/** Loading the driver would end the process with a segmentation fault. */
function refusedHere() {
  const open = `require("unified-store").UnifiedStoreManager.open({ url: "sqlite::memory:" })
    .catch((error) => console.log(error.code, error.message));`;
  const { status, signal, stdout } = spawnSync(process.execPath, ["-e", open], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.deepEqual([status, signal], [0, null]);
  assert.match(
    stdout,
    /^not_supported the driver better-sqlite3 13\.\S+ does not support Node 2\d\..*npm install better-sqlite3@12/,
  );
}

/** Every entry and every command, with only the drivers installed. */
function everything(url) {
  const main = `
    import assert from "node:assert/strict";
    import { UnifiedStoreManager } from "unified-store";
    import { createTestStores } from "unified-store/testing";
    await (await createTestStores()).close();
    const stores = await UnifiedStoreManager.open({ url: process.argv[2] });
    const { memory, graph } = stores.scope({ tenant: "t" });
    await memory.add({ type: "fact", content: "whales" });
    assert.equal((await memory.search({ text: "whales" })).items.length, 1);
    await stores.close();`;
  writeFileSync(join(folder, "main.mjs"), main);
  run(node24, ["main.mjs", url]);
  const command = join(folder, "node_modules/unified-store/dist/src/cli/main.js");
  if (!existsSync(join(folder, "data")))
    cpSync(join(project, "examples/quickstart/data"), join(folder, "data"), { recursive: true });
  run(node24, [
    command,
    "migrate",
    "run",
    "--from",
    "data",
    "--to",
    url,
    "--tenant",
    "t",
    "--workspace",
    "w",
  ]);
  const place = url.startsWith("sqlite:") ? `sqlite:${folder}/bench` : url;
  run(node24, [
    command,
    "bench",
    "--url",
    place,
    "--stores",
    "memory",
    "--records",
    "20",
    "--seconds",
    "0.01",
    "--target-p99",
    "1000000",
  ]);
}
