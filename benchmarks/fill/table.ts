import type { AnyTable } from "../../entities/table";
import { SEARCH_COLUMNS } from "../../src/db/search/search-rows";
import { RowColumns } from "../../src/dialect/sql";

/** A table to fill. */
export class FilledTable {
  private constructor(
    readonly name: string,
    readonly columns: RowColumns,
    private readonly properties: readonly string[],
  ) {}

  static of({ name, columnList }: AnyTable): FilledTable {
    const columns = new RowColumns(columnList.map((column) => [column.name, column.type]));
    return new FilledTable(
      name,
      columns,
      columnList.map(({ property }) => property),
    );
  }

  /** The side table of the search entries, which has no definition. */
  search(): FilledTable {
    return new FilledTable(`${this.name}_search`, SEARCH_COLUMNS, []);
  }

  /** The cells of a row, in the order of the columns. */
  values(scope: { tenant: string; workspace: string }, row: object): unknown[] {
    const members: Record<string, unknown> = { ...row, ...scope };
    return this.properties.map((property) => members[property] ?? null);
  }
}

/**
 * Rows of several tables, few enough to be in memory. A table comes after the tables that it refers
 * to.
 */
export type Chunk = ReadonlyMap<FilledTable, readonly (readonly unknown[])[]>;
