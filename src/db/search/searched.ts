import type { ScopedRow } from "../../../entities/table";
import { Selection, type Table } from "../table";
import type { SearchEntry } from "./search-rows";
import type { SearchedTable } from "./search-scheme";

/** A table with text search, and its searchable texts. */
export interface Searched {
  table: SearchedTable;
  columns: Selection<SearchedRow>;
  texts(row: SearchedRow): readonly SearchEntry[];
}

/** A row with the members of its texts. */
export interface SearchedRow {
  tenant: string;
  workspace: string;
  id: string;
}

/** @param properties the members of the texts, beside the id */
export function searched<E extends ScopedRow, R extends { id: string }, K extends keyof R & string>(
  table: Table<E, R>,
  properties: readonly K[],
  texts: (row: Pick<R, K | "id">) => readonly SearchEntry[],
): Searched {
  const columns = ["tenant", "workspace", "id", ...properties].map((property) => table.column(property));
  return {
    table: table.name.name as SearchedTable,
    columns: new Selection(columns),
    texts: texts as unknown as Searched["texts"],
  };
}
