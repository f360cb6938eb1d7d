import { UnifiedStoreManager } from "unified-store";
import { runMigration } from "unified-store/migrate";
import use from "./use.cjs";

use(UnifiedStoreManager, runMigration);
