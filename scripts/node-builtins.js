/**
 * The last step of `npm run build`: in `dist`, modules of Node are asked for with
 * `process.getBuiltinModule`. In an ESM bundle there is no `require`; esbuild leaves those of
 * `node:` modules as they are, and such a bundle ended at its first line.
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
