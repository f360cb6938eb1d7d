import { Column, type LogicalColumn, name } from "./columns";

/**
 * Owner of a row: a workspace of a tenant, a whole tenant, or the database (for ledgers). Keys,
 * indexes and references start with the columns of the scope; definitions do not name them.
 */
export type TableScope = "workspace" | "tenant" | "database";

type Columns = Record<string, Column<unknown>>;

export interface IndexDefinition<P extends string = string> {
  on: readonly P[];
  unique?: true;
  /** Condition of a partial index, as SQL for both engines. */
  where?: string;
}

export interface ReferenceDefinition<P extends string = string> {
  on: readonly P[];
  table: () => AnyTable;
  /** Referenced properties. Default: the key of the table. */
  to?: readonly string[];
  onDelete: "CASCADE" | "NO ACTION";
}

interface Definition<C extends Columns> {
  scope: TableScope;
  key: readonly (keyof C & string)[];
  columns: C;
  indexes?: Record<string, IndexDefinition<NoInfer<keyof C & string>>>;
  /** Check constraints, as SQL for both engines. */
  checks?: Record<string, string>;
  references?: Record<string, ReferenceDefinition<NoInfer<keyof C & string>>>;
}

/**
 * Definition of a table. It is the only one: statements, migrators, benchmarks and TypeORM use it.
 */
export interface TableDefinition<C extends Columns = Columns> {
  readonly name: string;
  readonly scope: TableScope;
  /** Properties of the scope. */
  readonly scopeKey: readonly string[];
  /** Primary key without the scope. */
  readonly key: readonly string[];
  readonly columns: C;
  /** All columns in order, starting with those of the scope. */
  readonly columnList: readonly LogicalColumn[];
  readonly indexes: Readonly<Record<string, IndexDefinition>>;
  readonly checks: Readonly<Record<string, string>>;
  readonly references: Readonly<Record<string, ReferenceDefinition>>;
}

/** A table with any columns. */
export type AnyTable = TableDefinition;

/** A row without its scope, as the application reads it. */
export type RowOf<T extends { columns: Columns }> = {
  [P in keyof T["columns"] as T["columns"][P]["presence"] extends "hidden" | "beside"
    ? never
    : P]: T["columns"][P]["value"];
};

/** A row without its scope, with all stored members. */
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

/** Input of a row. Members with a default are optional; generated members are absent. */
export type InputOf<T extends { columns: Columns }> = {
  [P in keyof InputParts<T>]: InputParts<T>[P];
};

/** Patch of a row: all members of an input except its key. */
export type PatchOf<T extends { columns: Columns }, K extends string> = {
  [P in keyof InputParts<T> as P extends K ? never : P]?: InputParts<T>[P] | undefined;
};

/** The same row with another type of one JSON member. */
export type WithJson<R, P extends string, J> = { [M in keyof R]: M extends P ? J : R[M] };

/** Stored row of a tenant. Every key starts with the tenant. */
export type TenantRow<T extends { columns: Columns } = { columns: Record<never, never> }> = {
  tenant: string;
} & StoredRowOf<T>;

/** Stored row of a workspace of a tenant. */
export type ScopedRow<T extends { columns: Columns } = { columns: Record<never, never> }> = {
  workspace: string;
} & TenantRow<T>;

const SCOPES: Record<TableScope, Record<string, Column<string>>> = {
  database: {},
  tenant: { tenant: name("tenant_id") },
  workspace: { tenant: name("tenant_id"), workspace: name("workspace_id") },
};

/**
 * Defines a table. A new column needs a change here and a schema migration for each engine.
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
    // Otherwise a connection without a tenant would have the empty tenant.
    checks: { ...(scope !== "database" && { [`${tableName}_tenant`]: "tenant_id <> ''" }), ...checks },
    references: references as Readonly<Record<string, ReferenceDefinition>>,
  };
}

export const toLogical = (property: string, column: Column<unknown>): LogicalColumn => ({
  property,
  name: column.name ?? snakeCase(property),
  type: column.type,
  nullable: column.options.nullable === true,
  ...(column.options.incidental && { incidental: true }),
  ...(column.options.beside && { beside: true }),
});

const snakeCase = (property: string): string =>
  property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
