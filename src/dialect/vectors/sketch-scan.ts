import { raw, type Sql, type TableName } from "../sql";

/** What is sought among the sketches of a table. */
export interface SketchQuery {
  /** Such as `memory_item_sketch`. */
  table: TableName;
  /** Conditions on the row `s` of sketches: all of them come before the limit. */
  where: Sql;
  sketch: Uint8Array;
  limit: number;
}

/** Compares sketches one by one, without an index over their distances. */
export interface SketchScan {
  /**
   * The rows with the nearest sketches by Hamming distance, as a query of `item_id`, `part` and
   * `distance`. Of equal distances the least ids, and then the least parts, come first.
   */
  nearest(query: SketchQuery): Sql;
}

/**
 * A limit as text of the program. As a parameter it would make a generic plan expect a tenth of all
 * rows. Each is made once, so that equal statements have equal identities.
 */
export function limitOf(count: number): Sql {
  let limit = limits.get(count);
  if (!limit) {
    limit = raw(`limit ${count}`);
    limits.set(count, limit);
  }
  return limit;
}
const limits = new Map<number, Sql>();
