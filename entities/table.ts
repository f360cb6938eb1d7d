import { Column, type LogicalColumn, name } from "./columns";

/**
 * Whose a row is: a workspace of a tenant, the tenant as a whole, or the database, which is what
 * ledgers are about. Keys, indexes and references begin with the scope without naming it.
 */
export type TableScope = "workspace" | "tenant" | "database";

type Columns = Record<string, Column<unknown>>;

export interface IndexDefinition<P extends string = string> {
  on: readonly P[];
  unique?: true;
  /** A partial index: the condition as SQL that both engines take. */
  where?: string;
}

export interface ReferenceDefinition<P extends string = string> {
  on: readonly P[];
  table: () => AnyTable;
  /** The properties referred to. Default: the table's key. */
  to?: readonly string[];
  onDelete: "CASCADE" | "NO ACTION";
}

interface Definition<C extends Columns> {
  scope: TableScope;
  key: readonly (keyof C & string)[];
  columns: C;
  indexes?: Record<string, IndexDefinition<NoInfer<keyof C & string>>>;
  /** Conditions on a row, as SQL that both engines take. */
  checks?: Record<string, string>;
  references?: Record<string, ReferenceDefinition<NoInfer<keyof C & string>>>;
}

/** The one definition of a table: statements, migrators, benchmarks and TypeORM read it. */
export interface TableDefinition<C extends Columns = Columns> {
  readonly name: string;
  readonly scope: TableScope;
  /** The scope's properties. */
  readonly scopeKey: readonly string[];
  /** The primary key behind the scope. */
  readonly key: readonly string[];
  readonly columns: C;
  /** All columns in their order, those of the scope first. */
  readonly columnList: readonly LogicalColumn[];
  readonly indexes: Readonly<Record<string, IndexDefinition>>;
  readonly checks: Readonly<Record<string, string>>;
  readonly references: Readonly<Record<string, ReferenceDefinition>>;
}

/** Any table, whatever its columns. */
export type AnyTable = TableDefinition;

/** A row without its scope, as the application sees it. */
export type RowOf<T extends { columns: Columns }> = {
  [P in keyof T["columns"] as T["columns"][P]["presence"] extends "hidden" | "beside"
    ? never
    : P]: T["columns"][P]["value"];
};

/** A row without its scope, with all that is stored of it. */
type StoredRowOf<T extends { columns: Columns }> = {
  [P in keyof T["columns"] as T["columns"][P]["presence"] extends "beside"
    ? never
    : P]: T["columns"][P]["value"];
};

type InputParts<T extends { columns: Columns }> = {
  [P in keyof T["columns"] as T["columns"][P]["presence"] extends "required"
    ? P
    : never]: T["columns"][P]["input"];
} & {
  [P in keyof T["columns"] as T["columns"][P]["presence"] extends "optional" | "beside" ? P : never]?:
    | T["columns"][P]["input"]
    | undefined;
};

/**
 * What makes a row: members with a default may be left out, and those that the store makes are
 * absent.
 */
export type InputOf<T extends { columns: Columns }> = {
  [P in keyof InputParts<T>]: InputParts<T>[P];
};

/** What may be changed of a row: all that an input has, but the members of its key. */
export type PatchOf<T extends { columns: Columns }, K extends string> = {
  [P in keyof InputParts<T> as P extends K ? never : P]?: InputParts<T>[P] | undefined;
};

/** The same with the type of one JSON member. */
export type WithJson<R, P extends string, J> = { [M in keyof R]: M extends P ? J : R[M] };

/** A row of a tenant as it is stored: every key begins with the tenant. */
export type TenantRow<T extends { columns: Columns } = { columns: Record<never, never> }> = {
  tenant: string;
} & StoredRowOf<T>;

/** A row of a workspace of a tenant as it is stored. */
export type ScopedRow<T extends { columns: Columns } = { columns: Record<never, never> }> = {
  workspace: string;
} & TenantRow<T>;

const SCOPES: Record<TableScope, Record<string, Column<string>>> = {
  database: {},
  tenant: { tenant: name("tenant_id") },
  workspace: { tenant: name("tenant_id"), workspace: name("workspace_id") },
};

/**
 * Defines a table. A new column is written here and in the schema migrations of both engines.
 *
 * @example
 * const noteTable = table("note", {
 *   scope: "workspace",
 *   key: ["id"],
 *   columns: { id: uuid(), title: text().nullable(), createdAt: instant() },
 *   indexes: { note_by_created: { on: ["createdAt", "id"] } },
 * });
 */
export function table<C extends Columns>(tableName: string, definition: Definition<C>): TableDefinition<C> {
  const { scope, key, columns, indexes = {}, checks = {}, references = {} } = definition;
  const scopeColumns = SCOPES[scope];
  return {
    name: tableName,
    scope,
    scopeKey: Object.keys(scopeColumns),
    key,
    columns,
    columnList: Object.entries({ ...scopeColumns, ...columns })
      .filter(([, { options }]) => !options.beside)
      .map(([property, column]) => toLogical(property, column)),
    indexes,
    // A connection without a tenant would be taken for the empty one.
    checks: { ...(scope !== "database" && { [`${tableName}_tenant`]: "tenant_id <> ''" }), ...checks },
    references: references as Readonly<Record<string, ReferenceDefinition>>,
  };
}

const toLogical = (property: string, column: Column<unknown>): LogicalColumn => ({
  property,
  name: column.name ?? snakeCase(property),
  type: column.type,
  nullable: column.options.nullable === true,
  ...(column.options.incidental && { incidental: true }),
});

const snakeCase = (property: string): string =>
  property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
