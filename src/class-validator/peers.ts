import { UnifiedStoreError } from "../core/errors";
import { entryRequire, inBundle } from "../dialect/bundled";

/** Optional peer dependencies, which only this entry needs. */
export interface Peers {
  validator: typeof import("class-validator");
  transformer: typeof import("class-transformer");
}

/**
 * @throws UnifiedStoreError `not_supported` when one of them is not installed, or a bundle does not
 * find it
 */
export function loadPeers(): Peers {
  try {
    return required();
  } catch (cause) {
    const external = inBundle() ? ", where the bundle runs, and keep them out of the bundle (external)" : "";
    throw new UnifiedStoreError(
      "not_supported",
      `unified-store/class-validator needs three packages: run \`npm install class-validator class-transformer reflect-metadata\`${external}`,
      { cause },
    );
  }
}

/**
 * Loads the packages. An ESM bundle has no `require`: there the entry gives one for its own
 * location.
 */
function required(): Peers {
  try {
    // The decorators of class-transformer need it.
    require("reflect-metadata");
    return { validator: require("class-validator"), transformer: require("class-transformer") };
  } catch (error) {
    const load = entryRequire();
    if (load === null) throw error;
    load("reflect-metadata");
    return { validator: load("class-validator"), transformer: load("class-transformer") };
  }
}
