import type { Database } from "better-sqlite3";
import { Param, type Sql, sql } from "../sql";
import { limitOf, type SketchScan } from "../vectors/sketch-scan";
import { nearestSketches } from "./nearest-sketches";

/**
 * By sqlite-vec where the connection has loaded it, and else by a function of ours. A function that
 * is called for each row is slow, since each call copies its arguments: 140 ms for 100,000 sketches
 * of 96 bytes. So it is called once, with all of them: 27 ms. sqlite-vec takes 20.
 */
export function sketchScan(db: Database): SketchScan {
  if (hasSqliteVec(db)) return BY_SQLITE_VEC;
  db.function(
    "nearest_sketches",
    { deterministic: true, directOnly: true, varargs: true },
    (...given: unknown[]) => {
      const [sketches, ids, parts, sought, limit] = given as [Buffer, Buffer, Buffer, Buffer, number];
      return nearestSketches({ sketches, ids, parts }, sought, limit);
    },
  );
  return BY_OWN_FUNCTION;
}

/** Whether the connection has the functions of sqlite-vec. */
export function hasSqliteVec(db: Database): boolean {
  const found = db.prepare("select 1 from pragma_function_list where name = 'vec_distance_hamming'").get();
  return found !== undefined;
}

const BY_SQLITE_VEC: SketchScan = {
  nearest: ({ table, where, sketch, limit }): Sql => sql`
    select s.item_id, s.part, vec_distance_hamming(vec_bit(s.sketch), vec_bit(${new Param("bits", sketch)})) as distance
    from ${table} as s where ${where} order by distance, s.item_id, s.part ${limitOf(limit)}`,
};

/** `group_concat` joins the bytes of sketches without looking at them. */
const BY_OWN_FUNCTION: SketchScan = {
  nearest: ({ table, where, sketch, limit }): Sql => sql`
    select n.value ->> 0 as item_id, n.value ->> 1 as part, n.value ->> 2 as distance from json_each((
      select nearest_sketches(
        cast(group_concat(s.sketch, '') as blob), cast(group_concat(s.item_id, '') as blob),
        cast(group_concat(s.part, char(0)) as blob), ${new Param("bits", sketch)}, ${new Param("integer", limit)}
      ) from ${table} as s where ${where}
    )) as n ${limitOf(limit)}`,
};
