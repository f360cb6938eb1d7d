import { UnifiedStoreError } from "../core/errors";
import { refuseUnfit } from "./driver-versions";

/** Drivers are optional peers, loaded when a URL asks for one: nobody loads or installs what they do not use. */
export function loadDriver<T>(packageName: string): T {
  refuseUnfit(packageName, entryOf(packageName));
  try {
    return require(packageName) as T;
  } catch (error) {
    const missing = (error as { code?: string }).code === "MODULE_NOT_FOUND";
    const problem = missing ? "is not installed" : "is installed but does not load";
    const cure = missing ? `npm install ${packageName}` : `npm rebuild ${packageName}`;
    throw new UnifiedStoreError("not_supported", `the driver ${packageName} ${problem}: run \`${cure}\``, {
      cause: error,
    });
  }
}

function entryOf(packageName: string): unknown {
  try {
    return require.resolve(packageName);
  } catch {
    return null;
  }
}

/** A native driver whose compiled part is absent or made for another Node: `npm install` ran without install scripts, or Node changed. */
export function nativePartMissing(packageName: string, error: unknown): UnifiedStoreError | null {
  const { code = "", message = "" } = (error ?? {}) as { code?: string; message?: string };
  if (
    code !== "ERR_DLOPEN_FAILED" &&
    !/could not locate the bindings file|NODE_MODULE_VERSION/i.test(message)
  )
    return null;
  const problem = `${packageName} is installed, but its native part does not load in Node ${process.version}`;
  const cure = `run \`npm rebuild ${packageName}\`, with npm's install scripts allowed`;
  return new UnifiedStoreError("not_supported", `${problem}: ${cure}`, { cause: error });
}
