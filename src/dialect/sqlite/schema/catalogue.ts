import type { Database } from "better-sqlite3";
import type { CatalogueItem } from "../../schema/catalogue";

interface Row {
  type: "table" | "index" | "trigger" | "view";
  name: string;
  table: string;
  sql: string;
}

/** Whatever is in a file, in the words of the statements that made it. */
export function catalogueOf(db: Database): CatalogueItem[] {
  return (db.prepare(OBJECTS).all() as Row[]).flatMap((row) => {
    const { type: kind, name, table, sql } = row;
    if (kind !== "table") return [{ kind, table, name, definition: plain(sql) }];
    return [
      { kind, table, name, definition: tableOptions(sql) },
      ...(isVirtual(sql) ? [] : [...columnsOf(db, name), ...constraintsOf(name, sql)]),
    ];
  });
}

/** The tables behind a full-text index are that index's own business. */
const OBJECTS = `
  select s.type, s.name, s.tbl_name as "table", s.sql from sqlite_schema as s
  where s.sql is not null and s.name not like 'sqlite\\_%' escape '\\'
    and not exists (select 1 from pragma_table_list as l where l.schema = 'main' and l.name = s.tbl_name and l.type = 'shadow')
  order by s.tbl_name, s.type, s.name`;

const isVirtual = (sql: string): boolean => /^CREATE VIRTUAL /i.test(sql);

/** What stands behind the columns; of a virtual table all of it. */
const tableOptions = (sql: string): string =>
  isVirtual(sql) ? plain(sql) : plain(sql.slice(sql.lastIndexOf(")") + 1));

interface ColumnRow {
  name: string;
  type: string;
  notnull: number;
  fallback: string | null;
}

function columnsOf(db: Database, table: string): CatalogueItem[] {
  const rows = db
    .prepare(
      "select name, type, \"notnull\", dflt_value as fallback from pragma_table_xinfo(?, 'main') where hidden <> 1",
    )
    .all(table) as ColumnRow[];
  return rows.map(({ name, type, notnull, fallback }) => ({
    kind: "column",
    table,
    name,
    definition: `${type}${notnull ? " NOT NULL" : ""}${fallback === null ? "" : ` DEFAULT ${fallback}`}`,
  }));
}

/** SQLite tells the names of constraints in the statement of the table alone. */
function constraintsOf(table: string, sql: string): CatalogueItem[] {
  return partsOf(sql.slice(sql.indexOf("(") + 1, sql.lastIndexOf(")"))).flatMap((part) => {
    const [, name, definition] = /^CONSTRAINT "?(\w+)"? ([\s\S]*)$/i.exec(part) ?? [];
    if (name === undefined) return [];
    return [{ kind: "constraint" as const, table, name, definition: plain(definition!) }];
  });
}

/** Splits at the commas that are in no brackets and no quotes. */
function partsOf(body: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const [token] of body.matchAll(/'[^']*'|"[^"]*"|[\s\S]/g)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    if (token === "," && depth === 0) {
      parts.push(part.trim());
      part = "";
    } else part += token;
  }
  return [...parts, part.trim()];
}

/** Quotes and line breaks do not matter: SQLite adds quotes when it renames a table. */
const plain = (sql: string): string => sql.replaceAll('"', "").replaceAll(/\s+/g, " ").trim();
