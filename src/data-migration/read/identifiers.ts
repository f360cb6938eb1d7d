/** Quoted identifier of SQL. */
export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/** Lower case as SQLite compares names. Only the letters of ASCII have two cases there. */
export const lowerCase = (identifier: string): string =>
  identifier.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
