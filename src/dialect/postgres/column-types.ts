import type { ColumnTypes } from "../column-types";

export const columnTypes: ColumnTypes = {
  uuid: { type: "uuid" },
  // Ordered by code point under every locale of the database.
  name: { type: "text", collation: "C" },
  text: { type: "text", collation: "C" },
  json: { type: "jsonb" },
  instant: { type: "timestamptz", precision: 3 },
  flag: { type: "boolean" },
  real: { type: "double precision" },
  integer: { type: "integer" },
  count: { type: "bigint" },
  vector: { type: "bytea" },
};
