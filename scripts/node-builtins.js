/**
 * The last step of `npm run build`. In `dist`, Node's modules are loaded with
 * `process.getBuiltinModule`. An ESM bundle has no `require`, and esbuild keeps `require` calls of
 * `node:` modules, so such a bundle failed at its first line.
 */
const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const dist = join(__dirname, "../dist");
for (const name of readdirSync(dist, { recursive: true })) {
  if (!name.endsWith(".js")) continue;
  const file = join(dist, name);
  const code = readFileSync(file, "utf8");
  const changed = code.replaceAll(/\brequire\(("node:[^"]+")\)/g, "process.getBuiltinModule($1)");
  if (changed !== code) writeFileSync(file, changed);
}
