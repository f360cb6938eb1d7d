import type { Figures } from "../../figures/figures";
import { raw } from "../../sql";
import { sampled } from "./sample";

/** A table owns its indexes. The tables of a full-text index belong to the table it is of. */
const OWNER = `
  case when s.tbl_name like '%\\_search\\_keys%' escape '\\'
    then substr(s.tbl_name, 1, instr(s.tbl_name, '_search_keys') + 6) else s.tbl_name end`;

/** What the file says. SQLite keeps no number of rows. */
export const figures: Figures = {
  size: raw("select p.page_count * s.page_size as bytes from pragma_page_count as p, pragma_page_size as s"),
  tables: raw(`
    select ${OWNER} as name, sum(d.pgsize) as bytes, null as rows
    from dbstat as d join sqlite_schema as s on s.name = d.name
    where d.aggregate = 1 group by 1`),

  /** The share of a sample of the table, times its size. */
  estimate: sampled,

  readEstimate: Number,
};
