import { HashSum } from "../../../data-migration/target/row-hash";
import type { Dialect } from "../../../dialect/dialect";
import { EMPTY, type RowColumns } from "../../../dialect/sql";
import type { CopiedScope } from "../chosen";
import { hashing, type Row, writing } from "../row";
import type { DatabaseSource } from "../source/database-source";
import type { CopiedColumn, CopiedTable } from "../tables";
import { withKeys } from "./search";

const KEYS: CopiedColumn = {
  ...{ property: "searchKeys", name: "search_keys", type: "name", nullable: false },
};

/**
 * The rows of a table as the target stores them. Search entries have one value more there: their
 * keys, in the form of the engine.
 */
export class StoredTable {
  readonly columns: RowColumns;
  readonly hashOf: (row: Row) => string;
  private readonly all: readonly CopiedColumn[];

  constructor(
    readonly table: CopiedTable,
    private readonly dialect: Dialect,
  ) {
    this.all = table.kind === "search" ? [...table.columns, KEYS] : table.columns;
    this.columns = writing(this.all);
    this.hashOf = hashing(this.all);
  }

  rowOf(row: Row): Row {
    return this.table.kind === "search" ? withKeys(this.dialect, row) : row;
  }

  /** The hashes of the rows that are there, added up. */
  async sum(
    target: DatabaseSource,
    scopes: readonly CopiedScope[] | null,
    signal?: AbortSignal,
  ): Promise<HashSum> {
    const sum = new HashSum();
    const more = this.table.kind === "search" ? ", cast(t.search_keys as text)" : "";
    for await (const rows of target.read(this.table, { columns: this.all, scopes, end: EMPTY, more })) {
      for (const row of rows) sum.add(this.hashOf(row));
      signal?.throwIfAborted();
    }
    return sum;
  }
}
