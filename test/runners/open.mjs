import { UnifiedStoreManager } from "../../dist/src/index.js";

/** What run.mjs has made for this runner. */
export const open = () => UnifiedStoreManager.open({ url: process.env.DATABASE_URL });
