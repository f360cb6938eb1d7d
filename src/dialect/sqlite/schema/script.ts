import type { SchemaScript } from "../../schema/script";
import { APPLIED, CREATE_LIST } from "./ledger";

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Statements for the shell of SQLite. */
export const script: SchemaScript = {
  usage: ["Run it with sqlite3 -bail FILE.db < SCRIPT, while nobody else writes to the file."],
  // A migration that rebuilds a table must not empty the tables that refer to it.
  begin: ["pragma foreign_keys = off", "begin immediate", CREATE_LIST],
  impatient: [],
  end: ["commit", "pragma foreign_keys = on"],
  recordApplied: (name) =>
    `insert into ${APPLIED} (name, applied_at) values (${literal(name)}, strftime('%Y-%m-%d %H:%M:%f', 'now'))`,
  recordReverted: (name) => `delete from ${APPLIED} where name = ${literal(name)}`,
  online: () => [],
  grants: null,
};
