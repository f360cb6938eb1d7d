import type { ColumnTypes } from "../column-types";

export const columnTypes: ColumnTypes = {
  uuid: { type: "varchar" },
  name: { type: "varchar" },
  text: { type: "text" },
  json: { type: "text" },
  // Text in UTC with milliseconds; its order is the order of time.
  instant: { type: "datetime" },
  flag: { type: "boolean" },
  real: { type: "double precision" },
  integer: { type: "integer" },
  count: { type: "bigint" },
  vector: { type: "blob" },
};
