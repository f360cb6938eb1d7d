import { types } from "node:util";

/**
 * The message of an error. Errors of native drivers, and all errors within a test's sandbox, belong
 * to another realm, with another `Error` class.
 */
export const messageOf = (error: unknown): string =>
  types.isNativeError(error) ? error.message : String(error);
