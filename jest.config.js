/** Two cores: as many workers, each with a database of its own. */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: {
          target: "es2022",
          parser: { syntax: "typescript", decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: "commonjs" },
      },
    ],
  },
  globalSetup: "<rootDir>/test/support/start.ts",
  globalTeardown: "<rootDir>/test/support/stop.ts",
  reporters: ["default", "<rootDir>/test/support/reporter.js"],
  testTimeout: 60_000,
};
