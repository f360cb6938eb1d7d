/**
 * Bundles the small application with one tool, as CommonJS and as an ES module, and minifies it:
 * `node bundle.mjs TOOL PROJECT OUT`. Warnings of the tool go to stderr.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import commonjs from "@rollup/plugin-commonjs";
import nodeResolve from "@rollup/plugin-node-resolve";
import { build, transform } from "esbuild";
import { rollup } from "rollup";
import webpack from "webpack";

const [, , tool, project, out] = process.argv;
const DRIVERS = ["pg", "better-sqlite3"];
const VALIDATORS = ["class-validator", "class-transformer", "reflect-metadata"];

/** With esbuild: webpack's own minifier takes half a minute for each bundle. */
async function write(name, code) {
  writeFileSync(join(out, name), (await transform(code, { minify: true })).code);
}

const TOOLS = {
  async esbuild() {
    const options = { bundle: true, platform: "node", minify: true, logLevel: "warning" };
    const bundle = (entry, name, format, external) =>
      build({ ...options, entryPoints: [join(project, entry)], outfile: join(out, name), format, external });
    await bundle("main.cjs", "esbuild.cjs", "cjs", DRIVERS);
    await bundle("main.mjs", "esbuild.mjs", "esm", DRIVERS);
    // A CommonJS bundle that imports an ES module, without any driver.
    await bundle("main.mjs", "esbuild-mixed.cjs", "cjs", DRIVERS);
    await bundle("open.cjs", "esbuild-none.cjs", "cjs", []);
    await bundle("typeorm.mjs", "esbuild-typeorm.mjs", "esm", [...DRIVERS, "typeorm"]);
    await bundle("class-validator.mjs", "esbuild-class-validator.mjs", "esm", [...DRIVERS, ...VALIDATORS]);
  },
  async rollup() {
    const plugins = [nodeResolve({ preferBuiltins: true }), commonjs()];
    const onwarn = ({ code, message }) => code === "CIRCULAR_DEPENDENCY" || console.error(message);
    const bundle = await rollup({ input: join(project, "main.mjs"), external: DRIVERS, plugins, onwarn });
    for (const [name, format] of [
      ["rollup.cjs", "cjs"],
      ["rollup.mjs", "es"],
    ]) {
      const { output } = await bundle.generate({ format, inlineDynamicImports: true });
      await write(name, output[0].code);
    }
  },
  async webpack() {
    const basis = { mode: "production", target: "node20", optimization: { minimize: false } };
    const config = (entry, name, type, module) => ({
      ...basis,
      entry: join(project, entry),
      ...(type && { externals: Object.fromEntries(DRIVERS.map((driver) => [driver, `${type} ${driver}`])) }),
      output: { path: out, filename: name, ...(module && { module, chunkFormat: "module" }) },
      ...(module && { experiments: { outputModule: true } }),
    });
    await pack(config("main.cjs", "webpack.cjs", "commonjs"));
    await pack(config("main.mjs", "webpack.mjs", "node-commonjs", true));
    await pack(config("open.cjs", "webpack-none.cjs"));
  },
};

async function pack(config) {
  const stats = await new Promise((resolve, reject) => {
    webpack(config, (error, result) => (error ? reject(error) : resolve(result)));
  });
  if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
  await write(config.output.filename, readFileSync(join(out, config.output.filename), "utf8"));
}

await TOOLS[tool]();
