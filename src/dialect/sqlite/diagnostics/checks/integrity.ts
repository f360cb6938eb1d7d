import { type Found, found } from "../../../diagnostics/check";
import { explain } from "../../failures";
import { quoted, type SqliteCheck } from "../file";

const MOST = 3;

/**
 * `quick_check` of each table: its pages, its rows and its constraints. It reads the whole file.
 * The messages name tables, pages and indexes, and hold no values.
 */
export const integrity: SqliteCheck = {
  id: "integrity",
  look: async ({ path, db, step }, { tables }) => {
    const problems: string[] = [];
    for (const table of ["sqlite_schema", ...tables]) {
      try {
        const rows = await step(() =>
          Array.from(db.prepare<[], { quick_check: string }>(`pragma quick_check(${quoted(table)})`).all()),
        );
        problems.push(...rows.flatMap(({ quick_check: text }) => (text === "ok" ? [] : text.split("\n"))));
      } catch (error) {
        // Where a page is too broken to be read, this is the result of the check.
        const { code = "" } = error as { code?: string };
        if (!/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(String(code))) throw error;
        problems.push(`${table}: ${explain(error).message}`);
      }
    }
    return problems.length === 0 ? [] : [damaged(path, problems)];
  },
};

function damaged(path: string | null, problems: readonly string[]): Found {
  const told = problems.slice(0, MOST).map((problem) => problem.replaceAll(/\s+/g, " ").trim());
  const more = problems.length > MOST ? `; and ${problems.length - MOST} more` : "";
  const cure = `sqlite3 ${shell(path ?? "FILE")} .recover | sqlite3 recovered.db`;
  return found(
    "error",
    null,
    `the database file is damaged: ${told.join("; ")}${more}. Restore it from a backup, or recover what can be read`,
    cure,
  );
}

const shell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
