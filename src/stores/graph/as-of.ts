import { all, instant, raw, type Sql, sql } from "../../dialect/sql";
import type { GraphAsOf } from "./types";

const CURRENT = raw("e.period >= 0");

/**
 * The condition that an edge `e` is valid at a time, and that the store states it at a time. Closed
 * rows have a negative period: so the default needs only the index.
 */
export function asOf({ validAt, recordedAt }: GraphAsOf): Sql {
  const conditions: Sql[] = [];
  if (recordedAt === undefined) conditions.push(CURRENT);
  else {
    const at = instant(recordedAt);
    conditions.push(sql`e.recorded_from <= ${at} and (e.recorded_to is null or e.recorded_to > ${at})`);
  }
  if (validAt !== undefined) {
    const at = instant(validAt);
    conditions.push(sql`(e.valid_from is null or e.valid_from <= ${at})`);
    conditions.push(sql`(e.valid_to is null or e.valid_to > ${at})`);
  }
  return all(conditions);
}
