/** As many workers as there are cores, each with databases of its own. */
module.exports = {
  testEnvironment: "node",
  maxWorkers: "100%",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: {
          target: "es2022",
          parser: { syntax: "typescript", decorators: true },
          transform: { legacyDecorator: true, useDefineForClassFields: false },
        },
        module: { type: "commonjs" },
      },
    ],
  },
  // Another release of the driver than the one that is installed here (npm run test:versions).
  moduleNameMapper: process.env.TEST_DRIVER ? { "^better-sqlite3$": process.env.TEST_DRIVER } : {},
  globalSetup: "<rootDir>/test/support/start.ts",
  globalTeardown: "<rootDir>/test/support/stop.ts",
  reporters: ["default", "<rootDir>/test/support/reporter.js"],
  testTimeout: 60_000,
};
