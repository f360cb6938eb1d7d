import { columnsOf, type LogicalType, type TenantRow, tableOf } from "../../entities/columns";

interface FilledColumn {
  property: string;
  name: string;
  type: LogicalType | "keys";
}

const SCOPE: readonly FilledColumn[] = [
  { property: "tenant", name: "tenant_id", type: "name" },
  { property: "workspace", name: "workspace_id", type: "name" },
];

/** A table as it is filled: columns in order, those of the scope, or of the tenant alone, before its own. */
export class FilledTable {
  readonly columns: readonly FilledColumn[];

  private constructor(
    readonly name: string,
    private readonly scope: readonly FilledColumn[],
    private readonly own: readonly FilledColumn[],
  ) {
    this.columns = [...scope, ...own];
  }

  static of(entity: abstract new () => TenantRow): FilledTable {
    const columns = columnsOf(entity);
    const scope = SCOPE.filter(({ property }) => columns.some((column) => column.property === property));
    const own = columns.filter(({ property }) => !SCOPE.some((column) => column.property === property));
    return new FilledTable(tableOf(entity), scope, own);
  }

  /** The side table that the rows of this one are searched by, which no entity maps. */
  search(): FilledTable {
    return new FilledTable(`${this.name}_search`, SCOPE, [
      { property: "id", name: "item_id", type: "uuid" },
      { property: "part", name: "part", type: "name" },
      { property: "text", name: "search_text", type: "name" },
      { property: "keys", name: "search_keys", type: "keys" },
    ]);
  }

  /** What a row has, in the order of the columns. */
  values(scope: { tenant: string; workspace: string }, row: object): unknown[] {
    const members = row as Record<string, unknown>;
    const values: unknown[] = this.scope.map(({ property }) => scope[property as keyof typeof scope]);
    for (const { property } of this.own) values.push(members[property] ?? null);
    return values;
  }
}

/** Rows of several tables, few enough to be held; a table comes after those that it refers to. */
export type Chunk = ReadonlyMap<FilledTable, readonly (readonly unknown[])[]>;
