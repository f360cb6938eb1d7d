import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const STORES = join(__dirname, "../../src/stores");

/** All input classes of the stores. */
export function* inputs(folder = STORES): Generator<[name: string, Input: new () => object]> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* inputs(path);
    else if (/inputs\.ts$/.test(name))
      for (const [exported, value] of Object.entries<unknown>(require(path)))
        if (typeof value === "function" && /^class /.test(String(value)))
          yield [exported, value as new () => object];
  }
}
