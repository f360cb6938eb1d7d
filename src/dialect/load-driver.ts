import { UnifiedStoreError } from "../core/errors";

/** Drivers are optional peers, loaded when a URL asks for one: nobody loads or installs what they do not use. */
export function loadDriver<T>(packageName: string): T {
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
