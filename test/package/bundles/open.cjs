const { UnifiedStoreManager } = require("unified-store");

UnifiedStoreManager.open({ url: process.argv[2] }).catch(({ message }) => console.log(message));
