import { Param, type Sql, sql } from "../sql";
import { limitOf, type SketchScan } from "../vectors/sketch-scan";

/**
 * The server counts bits since PostgreSQL 14. The inner order and limit keep out two other plans:
 * a scan of the whole table, and parallel workers, which take longer to begin than they save. Of
 * 100,000 sketches of 96 bytes this takes 28 ms instead of 44.
 */
export const sketchScan: SketchScan = {
  nearest: ({ table, where, sketch, limit }): Sql => sql`
    select n.item_id, n.part, n.distance from (
      select s.item_id, s.part, bit_count(s.sketch # ${new Param("bits", sketch)}) as distance
      from ${table} as s where ${where} order by s.item_id, s.part limit 1000000000000
    ) as n order by n.distance, n.item_id, n.part ${limitOf(limit)}`,
};
