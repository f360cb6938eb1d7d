import { types } from "node:util";

/**
 * What an error says. Those of native drivers, and all within a test's sandbox, are of another
 * realm, whose `Error` is another class.
 */
export const messageOf = (error: unknown): string =>
  types.isNativeError(error) ? error.message : String(error);
