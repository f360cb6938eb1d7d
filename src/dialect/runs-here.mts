import { runsAt } from "./bundled.js";

// What it is in an ESM bundle, which has no `require`: the bundle's own place. See bundled.ts.
runsAt(import.meta.url);
