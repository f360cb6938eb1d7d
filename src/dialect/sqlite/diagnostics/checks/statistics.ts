import { type Found, found } from "../../../diagnostics/check";
import { quoted, type SqliteCheck } from "../file";

const LEAST_ROWS = 10_000;

/** Tables that are not small, and of which the planner knows nothing. */
export const statistics: SqliteCheck = {
  id: "statistics",
  look: async ({ rows }, { tables }) => {
    const kept = await rows<{ name: string }>("select name from sqlite_schema where type = 'table'");
    const there = new Set(kept.map(({ name }) => name));
    const analyzed = new Set<string>();
    if (there.has("sqlite_stat1"))
      for (const { name } of await rows<{ name: string }>("select distinct tbl as name from sqlite_stat1"))
        analyzed.add(name);
    const all: Found[] = [];
    for (const table of tables.filter((each) => there.has(each) && !analyzed.has(each))) {
      // Counts no further than needed.
      const [row] = await rows<{ n: number }>(
        `select count(*) as n from (select 1 from ${quoted(table)} limit ${LEAST_ROWS})`,
      );
      if (row!.n < LEAST_ROWS) continue;
      const text = `table ${table} has ${LEAST_ROWS.toLocaleString("en-GB")} rows or more and was never analyzed`;
      all.push(found("info", table, text, `analyze ${quoted(table)};`));
    }
    return all;
  },
};
