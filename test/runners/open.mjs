import { UnifiedStoreManager } from "../../dist/src/index.js";

/** The database that run.mjs has created for this runner. */
export const open = () => UnifiedStoreManager.open({ url: process.env.DATABASE_URL });
