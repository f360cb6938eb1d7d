import type { BoundStatement, Statement } from "../../dialect";

/** How many rows were written to each table, about. */
export type WrittenRows = Map<string, number>;

const TARGET = /\b(?:insert into|update|delete from)\s+(?:"(?:[^"]|"")*"\.)?"(\w+)"/gi;
const targets = new WeakMap<Statement, readonly string[]>();

/** The tables that a statement writes to, its dependent writes included. */
function tablesOf(statement: Statement): readonly string[] {
  let tables = targets.get(statement);
  if (!tables) {
    tables = [...new Set([...statement.text.matchAll(TARGET)].map(([, table]) => table!))];
    targets.set(statement, tables);
  }
  return tables;
}

/** Adds the rows of a statement that was sent: of a list of rows all, otherwise one. */
export function addWritten(written: WrittenRows, { statement, rows = 1 }: BoundStatement): void {
  for (const table of tablesOf(statement)) written.set(table, (written.get(table) ?? 0) + rows);
}
