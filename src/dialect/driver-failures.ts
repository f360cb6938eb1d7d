import { UnifiedStoreError } from "../core/errors";
import { bundleFile, inBundle } from "./bundled";

/** The error for a driver that does not load, with the solution. */
export function notLoaded(name: string, error: unknown): UnifiedStoreError {
  const lacking = missingModule(error);
  const problem = inBundle() ? problemInBundle(name, lacking, error) : problemOf(name, lacking);
  return new UnifiedStoreError("not_supported", `the driver ${name} ${problem}`, { cause: error });
}

function problemOf(name: string, lacking: string | null): string {
  if (lacking === null) return `is installed but does not load: run \`npm rebuild ${name}\``;
  if (lacking === name) return `is not installed: run \`npm install ${name}\``;
  return `is installed without ${lacking}, which it needs: run \`npm install ${name}\` again`;
}

/** The driver may be installed where the bundle was made, and missing where it runs. */
function problemInBundle(name: string, lacking: string | null, error: unknown): string {
  const problem =
    lacking === null
      ? `does not load from ${theBundle()} (${firstLine(error)})`
      : `is not found from ${theBundle()}${lacking === name ? "" : `: it needs ${lacking}`}`;
  const cure = `keep it out of the bundle (external), and run \`npm install ${name}\` where the bundle runs`;
  return `${problem}: ${cure}. ${GUIDE}`;
}

function theBundle(): string {
  const file = bundleFile();
  return file === null ? "this bundle" : `the bundle ${file}`;
}

const GUIDE = "See docs/frameworks.md of unified-store";

type ModuleError = { code?: unknown; message?: unknown; cause?: unknown };

/** The missing package, as Node and bundlers name it. */
function missingModule(error: unknown): string | null {
  // A test runner's error is of another realm, so its class is not tested.
  for (let each = error as ModuleError | undefined; each; each = each.cause as ModuleError | undefined) {
    if (each.code !== "MODULE_NOT_FOUND") continue;
    return /^Cannot find module '([^']+)'/.exec(String(each.message))?.[1] ?? null;
  }
  return null;
}

const firstLine = (error: unknown): string => String((error as Error)?.message ?? error).split("\n")[0]!;

/** The error for a bundled driver that a worker thread has to load from its file. */
export function insideBundle(name: string): UnifiedStoreError {
  const problem = `the driver ${name} is part of ${theBundle()}, and a worker thread needs its file`;
  return new UnifiedStoreError("not_supported", `${problem}: keep it out of the bundle (external). ${GUIDE}`);
}

/**
 * The error for a native driver without a usable compiled part: `npm install` ran without install
 * scripts, Node changed, or a bundler took the driver into its bundle.
 */
export function nativePartMissing(packageName: string, error: unknown): UnifiedStoreError | null {
  const { code = "", message = "" } = (error ?? {}) as { code?: string; message?: string };
  const isForAnotherNode = code === "ERR_DLOPEN_FAILED" || /NODE_MODULE_VERSION/.test(message);
  if (!isForAnotherNode && !NOT_FOUND.test(message)) return null;
  const problem =
    inBundle() && !isForAnotherNode
      ? `${packageName} does not find its native part from ${theBundle()}: keep it out of the bundle (external), and run ` +
        `\`npm install ${packageName}\` where the bundle runs. ${GUIDE}`
      : `${packageName} is installed, but its native part does not load in Node ${process.version}: ` +
        `run \`npm rebuild ${packageName}\`, with npm's install scripts allowed`;
  return new UnifiedStoreError("not_supported", problem, { cause: error });
}

const NOT_FOUND = /could not locate the bindings file|could not find module root/i;
