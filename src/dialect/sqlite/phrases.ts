import type { RowColumns } from "../sql";
import { decoder, encode, encodeKeys, encodeList, encodeRows, rows } from "./codec";
import { indexedRows } from "./indexed-rows";
import { startOf } from "./periods";

/** Parts of statements as SQLite spells them, and values as it takes and gives them. */
export class SqlitePhrases {
  table = (name: string): string => `"${name}"`;
  parameter = (): string => "?";
  anyOf = (): string => "in (select value from json_each(?))";
  /** A join with the list would take 1.3 times as long (eight keys, 10,000 rows). */
  rowsByKeys = (table: string, key: readonly string[]) => {
    const columns = (of: string): string => key.map((name) => `${of}."${name}"`).join(", ");
    return [
      `${table} as t where (${columns("t")}) in (select ${columns("v")} from `,
      " as v) and ",
      "",
    ] as const;
  };
  indexedRows = indexedRows;
  /** Only one connection can write at a time, so rows need no locks. */
  skipLocked = "";
  forKeyShare = "";
  oneOf = ["in (", ")"] as const;
  forNoKeyUpdate = "";
  forUpdate = "";
  startOf = startOf;
  bytesOf = (column: string): string => `octet_length(${column})`;
  /**
   * `cume_dist` is a quotient of two counts. It rounds to at least 0.95 exactly when it is at least
   * 0.95. SQLite's own percentile functions use another rank: the 9th of 10 values for 0.95.
   */
  rankWithin = (partition: string, column: string): string =>
    `cume_dist() over (partition by ${partition} order by ${column})`;
  percentile = (part: number, column: string, rank: string): string =>
    `min(case when ${rank} >= ${part} then ${column} end)`;

  rows = rows;

  /** The rows are passed as a list of rows, in the form in which they were returned. */
  returnedRows = (columns: RowColumns): { text: string; parameters: number } => this.rows(columns);
  encode = encode;
  encodeRows = encodeRows;
  encodeList = encodeList;
  encodeKeys = encodeKeys;
  decoder = decoder;
}
