const Module = require("node:module");

/**
 * For child processes and threads (NODE_OPTIONS): `better-sqlite3` resolves to TEST_DRIVER, as
 * within Jest. Node 22's public hooks do not cover `require.resolve`.
 */
const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) =>
  resolve(name === "better-sqlite3" ? process.env.TEST_DRIVER : name, ...rest);
