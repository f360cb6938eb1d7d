import { runsAt } from "./bundled.js";

// The location of an ESM bundle, which has no `require`. See bundled.ts.
runsAt(import.meta.url);
