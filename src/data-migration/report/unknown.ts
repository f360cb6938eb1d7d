import { plural } from "../../presentation/figures";
import type { ExtraColumn, UnknownTable } from "./types";
import type { Words } from "./words";

/** A table or column that is not known here. */
export interface Unknown {
  what: "Table" | "Column";
  name: string;
  /** What becomes of it, in words that follow a colon. */
  fate: string;
  /** Whether something stays behind. */
  lost: boolean;
}

interface File {
  tables: readonly { table: string; extraColumns: readonly ExtraColumn[] }[];
  unknownTables: readonly UnknownTable[];
}

/** Tables and columns of a file that nobody here has heard of. */
export function unknownOf({ tables, unknownTables }: File, words: Words): Unknown[] {
  const columns = tables.flatMap(({ table, extraColumns }) =>
    extraColumns.map(({ column, values, kept }): Unknown => {
      const fate = kept ? words.areKept(values) : words.wereNotMoved(values);
      return {
        what: "Column",
        name: `${table}.${column}`,
        fate: values === 0 ? "it has no values" : `its ${plural(values, "value")} ${fate}`,
        lost: values > 0 && !kept,
      };
    }),
  );
  const others = unknownTables.map(
    ({ table, rows }): Unknown => ({
      what: "Table",
      name: table,
      fate: rows === 0 ? "it has no rows" : `its ${plural(rows, "row")} ${words.wereNotMoved(rows)}`,
      lost: rows > 0,
    }),
  );
  return [...columns, ...others];
}
