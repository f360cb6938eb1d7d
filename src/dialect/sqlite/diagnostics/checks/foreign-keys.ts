import { type Found, found } from "../../../diagnostics/check";
import { counted } from "../../../diagnostics/sizes";
import { quoted, type SqliteCheck } from "../file";

/** Rows that refer to a row that is not there: something wrote with foreign keys off. */
export const foreignKeys: SqliteCheck = {
  id: "foreign-keys",
  look: async ({ rows }, { tables }) => {
    const all: Found[] = [];
    const there = new Set(
      (await rows<{ name: string }>("select name from sqlite_schema where type = 'table'")).map(
        ({ name }) => name,
      ),
    );
    for (const table of tables.filter((each) => there.has(each))) {
      const check = `pragma foreign_key_check(${quoted(table)})`;
      const orphans = await rows<{ parent: string }>(check);
      if (orphans.length === 0) continue;
      const parents = [...new Set(orphans.map(({ parent }) => parent))].join(", ");
      const text = `${counted(orphans.length, "row")} of table ${table} refer to rows of ${parents} that are not there`;
      all.push(found("error", table, text, `${check};`));
    }
    return all;
  },
};
