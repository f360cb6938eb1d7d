import { RejectionError } from "../../read/rejection";
import type { SourceRow } from "../../read/source-row";

interface ParentOptions {
  /** The table of the same file that a column refers to, by its `id`. */
  table: string;
  /** The column that refers to it. */
  by: string;
  /** What of it is read. A file may lack a column: it is null there. */
  columns: readonly string[];
  /** What its values are called by, for a table that a row refers to twice. Default: its name. */
  as?: string;
}

/** What a row reads of another one that it refers to, such as its tenant. */
export class Parent {
  /** For `Step.joined`; the table belongs into `Step.joins`. */
  readonly joined: Readonly<Record<string, string>>;
  /** For `Step.joinsBy`, of its table. */
  readonly joinedBy: readonly [own: string, other: string];
  private readonly table: string;
  private readonly by: string;
  private readonly as: string;

  constructor({ table, by, columns, as = table }: ParentOptions) {
    this.table = table;
    this.by = by;
    this.as = as;
    this.joinedBy = [by, "id"];
    this.joined = Object.fromEntries(
      ["id", ...columns].map((column) => [this.column(column), this.expression(column)]),
    );
  }

  /** The name that a row has the parent's value under, which reports show. */
  column(name: string): string {
    return `${this.as}.${name}`;
  }

  /**
   * The parent's id in every target.
   *
   * @throws RejectionError where the file has no such row, so that nothing is known of it
   */
  id(row: SourceRow): string {
    if (row.isNull(this.by)) throw new RejectionError("is null", this.by);
    if (row.isNull(this.column("id"))) throw new RejectionError(`names no row of ${this.table}`, this.by);
    // The parent's own key: a text may name a number where the columns differ in type.
    return row.ref(this.table, this.column("id"));
  }

  /**
   * A subquery and no join, since that would repeat the row where two parents have the same key. A column is sought in the innermost
   * query first: where the table lacks it, that of the query around it is found, which is null.
   */
  private expression(column: string): string {
    const parent = `select ${column} from ${this.table} where id = t.${this.by} limit 1`;
    return `(select (${parent}) from (select null as ${column}))`;
  }
}
