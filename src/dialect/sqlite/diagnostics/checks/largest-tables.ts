import { statSync } from "node:fs";
import { found } from "../../../diagnostics/check";
import { bytes } from "../../../diagnostics/sizes";
import { pragma, type SqliteCheck } from "../file";

const MOST = 5;
const LEAST_BYTES = 1024 * 1024;
/** A file of this size is read in less than a second; no signal can stop that. */
const MOST_READ_BYTES = 256 * 1024 * 1024;

/** The largest tables with their indexes, and the size of the file. */
export const largestTables: SqliteCheck = {
  id: "largest-tables",
  look: async ({ path, db, step, rows }, { tables }) => {
    const size = await step(() => Number(pragma(db, "page_count")) * Number(pragma(db, "page_size")));
    const file = path === null ? size : (statSync(path, { throwIfNoEntry: false })?.size ?? size);
    const facts = file < LEAST_BYTES ? [] : [found("info", null, `the database takes ${bytes(file)}`)];
    if (size < LEAST_BYTES || size > MOST_READ_BYTES) return facts;
    const large = await rows<{ name: string; size: number }>(
      LARGEST,
      JSON.stringify(tables),
      LEAST_BYTES,
      MOST,
    );
    return [
      ...facts,
      ...large.map((each) =>
        found("info", each.name, `table ${each.name} takes ${bytes(each.size)} with its indexes`),
      ),
    ];
  },
};

const LARGEST = `
  select m.tbl_name as name, sum(d.pgsize) as size
  from dbstat as d join sqlite_schema as m on m.name = d.name
  where d.aggregate = 1 and m.tbl_name in (select value from json_each(?))
  group by m.tbl_name having sum(d.pgsize) >= ? order by size desc limit ?`;
