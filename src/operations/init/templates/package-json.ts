import { basename } from "node:path";
import { type Packages, SQLITE_DRIVER } from "../packages";
import type { InitSettings } from "../types";

/** `package.json`, where the project has none. */
export function packageText(
  settings: InitSettings,
  { packages, scripts }: { packages: Packages; scripts: Record<string, string> },
): string {
  const { engines } = require("unified-store/package.json") as { engines: { node: string } };
  const all = { ...packages.dependencies, ...packages.devDependencies };
  const compiles = all["better-sqlite3"] === SQLITE_DRIVER.before22;
  const manifest = {
    name: nameOf(settings.folder),
    private: true,
    type: settings.modules === "esm" ? "module" : "commonjs",
    engines: { node: engines.node },
    scripts,
    dependencies: packages.dependencies,
    ...(Object.keys(packages.devDependencies).length > 0 && { devDependencies: packages.devDependencies }),
    // Its native part is made by a script, which npm asks about.
    ...(compiles && { allowScripts: { "better-sqlite3": true } }),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Of a folder, as npm allows it. Nothing can depend on a package of its own name. */
function nameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 100);
  return name === "" || name === "unified-store" || name === "node-modules" ? "my-app" : name;
}
