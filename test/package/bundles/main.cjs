const { UnifiedStoreManager } = require("unified-store");
const { runMigration } = require("unified-store/migrate");

require("./use.cjs")(UnifiedStoreManager, runMigration);
