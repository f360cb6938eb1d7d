import { RejectionError } from "../../read/row/rejection";
import type { SourceRow } from "../../read/row/source-row";

interface ParentOptions {
  /** Referenced table of the same file. Its key is `id`. */
  table: string;
  /** Column that refers to it. */
  by: string;
  /** Columns of the parent that are read. Where a file lacks one, it is null. */
  columns: readonly string[];
  /** Prefix of the parent's values, for a table that a row refers to twice. Default: the table. */
  as?: string;
}

/**
 * Parent of a row: the row that one of its columns refers to. Values of it are read with the row,
 * such as its tenant.
 */
export class Parent {
  /** For `Step.joinedValues`. `Step.joinedTables` has to name the table. */
  readonly joinedValues: Readonly<Record<string, string>>;
  /** For `Step.joinColumns` of the table. */
  readonly joinColumns: readonly [own: string, other: string];
  private readonly table: string;
  private readonly by: string;
  private readonly as: string;

  constructor({ table, by, columns, as = table }: ParentOptions) {
    this.table = table;
    this.by = by;
    this.as = as;
    this.joinColumns = [by, "id"];
    this.joinedValues = Object.fromEntries(
      ["id", ...columns].map((column) => [this.column(column), this.expression(column)]),
    );
  }

  /** Name of a parent's value in the row. Reports show it. */
  column(name: string): string {
    return `${this.as}.${name}`;
  }

  /**
   * Id of the parent, the same in every target.
   *
   * @throws RejectionError where the file has no such row
   */
  id(row: SourceRow): string {
    if (row.isNull(this.by)) throw new RejectionError("is null", this.by);
    if (row.isNull(this.column("id"))) throw new RejectionError(`names no row of ${this.table}`, this.by);
    // The parent's own key, since a text may refer to a number where the columns differ in type.
    return row.ref(this.table, this.column("id"));
  }

  /**
   * Subquery of a parent's value. A join would repeat the row where two parents have the same key.
   *
   * A name means a column of the innermost query that has one. Where the table lacks the column,
   * the null of the outer query is read.
   */
  private expression(column: string): string {
    const parent = `select ${column} from ${this.table} where id = t.${this.by} limit 1`;
    return `(select (${parent}) from (select null as ${column}))`;
  }
}
