import { type ExpectedIndex, found } from "../../../diagnostics/check";
import { quoted } from "../../quoted";
import type { PostgresCheck, Server } from "../server";

/** Tables and indexes that schema migrations made, and that are not there any more. */
export const missingIndex: PostgresCheck = {
  id: "missing-index",
  look: async (server, { tables, indexes }) => {
    const rows = await server.query<{ name: string }>(
      "select c.relname::text as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = $1",
      [server.schema],
    );
    const there = new Set(rows.map(({ name }) => name));
    const lost = tables.filter((table) => !there.has(table));
    return [
      ...lost.map((table) =>
        found("error", table, `table ${table} is missing: restore it from a backup, with all its rows`),
      ),
      ...indexes
        .filter(({ name, table }) => !there.has(name) && !lost.includes(table))
        .map((index) => missing(server, index)),
    ];
  },
};

function missing(server: Server, { name, table, type, definition }: ExpectedIndex) {
  if (type === "key")
    return found(
      "error",
      name,
      `key ${name} of table ${table} is missing, so rows with equal keys are not refused`,
      `alter table ${server.named(table)} add constraint ${quoted(name)} ${definition};`,
    );
  const unique = /^CREATE UNIQUE/.test(definition);
  return found(
    unique ? "error" : "warning",
    name,
    unique
      ? `unique index ${name} of table ${table} is missing, so rows with equal keys are not refused`
      : `index ${name} of table ${table} is missing, so its searches read the whole table`,
    `${concurrently(server, definition)};`,
  );
}

/** The statement of the migration, which blocks no writer, and with the schema's name. */
const concurrently = ({ schema }: Server, definition: string): string =>
  definition
    .replace(/^CREATE (UNIQUE )?INDEX /, (_, unique = "") => `CREATE ${unique}INDEX CONCURRENTLY `)
    .replace(/ ON (")/, () => ` ON ${quoted(schema)}."`);
