import type { LogicalColumn } from "../../../../entities/columns";
import { Selection, selection } from "../../../db/table";
import { FOR_NO_KEY_UPDATE, Rows, type Sql, sql, TableName } from "../../../dialect/sql";
import { fixed } from "../fixed";
import { type Row, writing } from "../row";
import type { CopiedTable } from "../tables";

/** What is compared of a row that both have. */
interface Found {
  key: string;
  version: number | null;
  updatedAt: Date | null;
}

const WRITTEN = selection<{ one: number }>({ one: "integer" });

/** The statements of a merge into one table. */
export class MergeStatements {
  private readonly name: TableName;
  private readonly columns;
  private readonly keyColumns;
  private readonly found: Selection<Record<string, unknown>>;

  constructor(private readonly table: CopiedTable) {
    const { columns, key } = table;
    this.name = new TableName(table.name);
    this.columns = writing(columns);
    this.keyColumns = writing(key.map((at) => columns[at]!));
    const compared = [...key, ...[table.versionAt, table.updatedAt].filter((at) => at !== null)];
    this.found = new Selection(compared.map((at) => columns[at] as LogicalColumn));
  }

  /** The rows of the target that have one of these keys. They stay as they are until the commit. */
  existing(rows: readonly Row[]): { statement: Sql; returns: Selection<Record<string, unknown>> } {
    const keys = new Rows(
      this.keyColumns,
      rows.map((row) => this.table.key.map((at) => row[at])),
    );
    const same = fixed(this.join(this.table.key));
    const statement = sql`select ${this.found.as("t")} from ${keys} as v cross join ${this.name} as t where ${same}${FOR_NO_KEY_UPDATE}`;
    return { statement, returns: this.found };
  }

  foundIn(row: Record<string, unknown>): Found {
    const { columns, key, versionAt, updatedAt } = this.table;
    const value = (at: number | null): unknown => (at === null ? null : row[columns[at]!.property]);
    return {
      key: key.map(value).join("\0"),
      version: value(versionAt) as number | null,
      updatedAt: value(updatedAt) as Date | null,
    };
  }

  replace(rows: readonly Row[]): { statement: Sql; returns: typeof WRITTEN } {
    const { columns, key } = this.table;
    const others = columns.filter((_, at) => !key.includes(at));
    const set = fixed(others.map(({ name }) => `"${name}" = v."${name}"`).join(", "));
    const list = new Rows(this.columns, rows);
    const same = fixed(`${this.join(key)} returning 1 as one`);
    return {
      statement: sql`update ${this.name} as t set ${set} from ${list} as v where ${same}`,
      returns: WRITTEN,
    };
  }

  /** Adds the rows of a side table that have their text in the target, and are not there. */
  addBeside(rows: readonly Row[]): { statement: Sql; returns: typeof WRITTEN } {
    const { columns, kind, of } = this.table;
    const own = fixed(columns.map(({ name }) => `"${name}"`).join(", "));
    const selected = fixed(columns.map(({ name }) => `v."${name}"`).join(", "));
    const list = new Rows(this.columns, rows);
    const parent = new TableName(kind === "vector" ? `${of}_search` : `${of}_vector`);
    const parts = [
      "tenant_id",
      "workspace_id",
      "item_id",
      "part",
      ...(kind === "vector" ? ["text_hash"] : ["model"]),
    ];
    const same = parts.map((name) => `p."${name}" = v."${name}"`).join(" and ");
    const end = fixed(
      `${same}${kind === "vector" ? "" : " and p.vector is not null"}) on conflict do nothing returning 1 as one`,
    );
    const statement = sql`
      insert into ${this.name} (${own}) select ${selected} from ${list} as v
      where exists (select 1 from ${parent} as p where ${end}`;
    return { statement, returns: WRITTEN };
  }

  private join(at: readonly number[]): string {
    return at
      .map((index) => this.table.columns[index]!.name)
      .map((name) => `t."${name}" = v."${name}"`)
      .join(" and ");
  }
}
