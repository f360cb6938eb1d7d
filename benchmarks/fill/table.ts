import type { LogicalType } from "../../entities/columns";
import type { AnyTable } from "../../entities/table";

interface FilledColumn {
  property: string;
  name: string;
  type: LogicalType | "keys";
}

const SCOPE: readonly FilledColumn[] = [
  { property: "tenant", name: "tenant_id", type: "name" },
  { property: "workspace", name: "workspace_id", type: "name" },
];

/** A table to fill: its columns in order, after the columns of the scope, or of the tenant only. */
export class FilledTable {
  readonly columns: readonly FilledColumn[];

  private constructor(
    readonly name: string,
    private readonly scope: readonly FilledColumn[],
    private readonly own: readonly FilledColumn[],
  ) {
    this.columns = [...scope, ...own];
  }

  static of({ name, scopeKey, columnList }: AnyTable): FilledTable {
    const { length } = scopeKey;
    return new FilledTable(name, columnList.slice(0, length), columnList.slice(length));
  }

  /** The side table of the search entries, which has no definition. */
  search(): FilledTable {
    return new FilledTable(`${this.name}_search`, SCOPE, [
      { property: "id", name: "item_id", type: "uuid" },
      { property: "part", name: "part", type: "name" },
      { property: "text", name: "search_text", type: "name" },
      { property: "hash", name: "text_hash", type: "name" },
      { property: "keys", name: "search_keys", type: "keys" },
    ]);
  }

  /** The cells of a row, in the order of the columns. */
  values(scope: { tenant: string; workspace: string }, row: object): unknown[] {
    const members = row as Record<string, unknown>;
    const values: unknown[] = this.scope.map(({ property }) => scope[property as keyof typeof scope]);
    for (const { property } of this.own) values.push(members[property] ?? null);
    return values;
  }
}

/**
 * Rows of several tables, few enough to be in memory. A table comes after the tables that it refers
 * to.
 */
export type Chunk = ReadonlyMap<FilledTable, readonly (readonly unknown[])[]>;
