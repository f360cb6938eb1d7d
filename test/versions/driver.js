const Module = require("node:module");

/**
 * For child processes and threads (NODE_OPTIONS): `better-sqlite3` is the one of TEST_DRIVER, as it
 * is within Jest. Node 22's public hooks leave `require.resolve` out.
 */
const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) =>
  resolve(name === "better-sqlite3" ? process.env.TEST_DRIVER : name, ...rest);
