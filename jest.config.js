const { availableParallelism } = require("node:os");

module.exports = {
  testEnvironment: "node",
  // Each has databases of its own. One more than there are cores: a worker waits for a server, a
  // child process or a clock during a third of its time.
  maxWorkers: availableParallelism() + 1,
  testSequencer: "<rootDir>/test/support/sequencer.js",
  // In the sandbox of a test, each look at a global name asks an interceptor, and nothing of it is
  // inlined. As parameters of each module they are plain variables: generated texts, search keys
  // and hashes take a third less CPU. Not `Date` and timers, which fake timers replace.
  sandboxInjectedGlobals: ["Math", "Object", "JSON", "Number", "String", "Array", "Map", "Set"],
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
