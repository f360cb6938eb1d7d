import { createRequire } from "node:module";
import { isAbsolute } from "node:path";
import type BetterSqlite3 from "better-sqlite3";
import { bundleFile, entryRequire, inBundle } from "./bundled";
import { notLoaded } from "./driver-failures";
import { refuseUnfit } from "./driver-versions";

interface Drivers {
  pg: typeof import("pg");
  "better-sqlite3": typeof BetterSqlite3;
}
export type DriverName = keyof Drivers;

/**
 * Loads a driver, an optional peer, when a URL asks for it. An application never loads or installs
 * a driver that it does not use.
 *
 * @throws UnifiedStoreError `not_supported` for a driver that is not installed, not reachable from
 * the bundle, broken, or of a version that this Node cannot run; each with its solution
 */
export function loadDriver<N extends DriverName>(name: N): Drivers[N] {
  refuseUnfit(name, resolved(name) ?? resolvedFromBundle(name));
  try {
    return driverIn(required(name), name);
  } catch (error) {
    // At the second attempt webpack returns an empty module without an error.
    if (!(error instanceof OtherModule)) failures[name] = error;
    throw notLoaded(name, failures[name] ?? error);
  }
}

const failures: Partial<Record<DriverName, unknown>> = {};

class OtherModule extends Error {}

/**
 * Bundlers and file tracers follow only literal names. They treat a `require` in a `try` block as
 * optional: where the driver is absent, the bundle is still made.
 */
function required(name: DriverName): unknown {
  try {
    switch (name) {
      case "pg":
        return require("pg");
      case "better-sqlite3":
        return require("better-sqlite3");
    }
  } catch (error) {
    const load = NO_REQUIRE.test((error as Error).message) ? entryRequire() : null;
    if (load === null) throw error;
    return load(name);
  }
}

/** The errors of ESM bundles, which have no `require`: Node's message, and esbuild's. */
const NO_REQUIRE = /^(require is not defined|Dynamic require of "[^"]+" is not supported)/;

/** The driver in a module. A bundle may have turned it into an ES module. */
function driverIn<N extends DriverName>(module: unknown, name: N): Drivers[N] {
  for (const driver of [module, (module as { default?: unknown } | null)?.default])
    if (IS_DRIVER[name](driver)) return driver as Drivers[N];
  throw new OtherModule("another module has its name");
}

const IS_DRIVER: Record<DriverName, (module: unknown) => boolean> = {
  pg: (module) => typeof (module as Partial<Drivers["pg"]> | undefined)?.Pool === "function",
  "better-sqlite3": (module) => typeof module === "function",
};

/** The file of a driver, for a worker thread to load. Null where it is part of a bundle. */
export function driverFile(name: DriverName): string | null {
  const driver = loadDriver(name);
  const modules = Object.values(createRequire(process.execPath).cache);
  return resolved(name) ?? modules.find((each) => each?.exports === driver)?.filename ?? null;
}

/**
 * The file that `require` would load. Null where a bundler replaced it by its own number or name.
 */
function resolved(name: DriverName): string | null {
  let file: unknown = null;
  try {
    if (name === "pg") file = require.resolve("pg");
    else file = require.resolve("better-sqlite3");
  } catch {
    // Not installed, or there is no `require`.
  }
  return typeof file === "string" && isAbsolute(file) ? file : null;
}

/** Most bundles load drivers relative to their own file. */
function resolvedFromBundle(name: DriverName): string | null {
  const bundle = inBundle() ? bundleFile() : null;
  try {
    return bundle === null ? null : createRequire(bundle).resolve(name);
  } catch {
    return null;
  }
}
