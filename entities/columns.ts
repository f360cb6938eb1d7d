import { Check, Column, type ColumnOptions, Entity } from "./decorators";

/**
 * What a column holds, independent of the database. Entities name logical types only; each DataSource
 * translates them to its own when it builds its metadata, so that both engines can be open in one process.
 */
export type LogicalType =
  | "uuid"
  /** A name or key: compared and ordered by code point. */
  | "name"
  /** Free text of any length; any JavaScript string. */
  | "text"
  | "json"
  /** UTC, milliseconds. */
  | "instant"
  | "flag"
  /** A 64-bit float. */
  | "real"
  /** A whole number of up to 32 bits. */
  | "integer"
  /** A whole number of up to 2^53 - 1. */
  | "count"
  /** 32-bit floats. */
  | "vector";

export const LOGICAL_TYPE_PREFIX = "logical:";

/** Database name, property and logical type of one column. */
export interface LogicalColumn {
  property: string;
  name: string;
  type: LogicalType;
  nullable: boolean;
  /** It tells how the row came to be, and not what it says: rows are compared without it. */
  incidental?: true;
}

type EntityClass = abstract new () => unknown;

const columns = new Map<EntityClass, LogicalColumn[]>();
const tables = new Map<EntityClass, string>();

/** The name of an entity's table. */
export function tableOf(entity: EntityClass): string {
  const name = tables.get(entity);
  if (name === undefined) throw new Error(`${entity.name} is neither a @TenantTable nor a @LedgerTable`);
  return name;
}

/** The columns of an entity in the order of its class, those of its base class first. */
export function columnsOf(entity: EntityClass): readonly LogicalColumn[] {
  const base = Object.getPrototypeOf(entity.prototype)?.constructor;
  return [...(base && base !== Object ? columnsOf(base) : []), ...(columns.get(entity) ?? [])];
}

type Options = Pick<ColumnOptions, "nullable"> & { primary?: boolean; incidental?: true };

function logical(
  type: LogicalType,
  name: string,
  { primary, incidental, ...options }: Options = {},
): PropertyDecorator {
  return (target, property) => {
    const entity = target.constructor as EntityClass;
    const known = columns.get(entity) ?? [];
    columns.set(entity, [
      ...known,
      {
        property: String(property),
        name,
        type,
        nullable: options.nullable === true,
        ...(incidental && { incidental }),
      },
    ]);
    Column({ ...options, name, type: LOGICAL_TYPE_PREFIX + type }, { primary: primary === true })(
      target,
      property,
    );
  };
}

export const UuidColumn = (name: string, options?: Options): PropertyDecorator =>
  logical("uuid", name, options);
export const NameColumn = (name: string, options?: Options): PropertyDecorator =>
  logical("name", name, options);
export const TextColumn = (name: string, options?: Options): PropertyDecorator =>
  logical("text", name, options);
export const JsonColumn = (name: string, options?: Options): PropertyDecorator =>
  logical("json", name, options);
export const InstantColumn = (name: string, options?: Options): PropertyDecorator =>
  logical("instant", name, options);
export const FlagColumn = (name: string, options?: Options): PropertyDecorator =>
  logical("flag", name, options);
export const RealColumn = (name: string, options?: Options): PropertyDecorator =>
  logical("real", name, options);
export const IntegerColumn = (name: string, options?: Options): PropertyDecorator =>
  logical("integer", name, options);
export const CountColumn = (name: string, options?: Options): PropertyDecorator =>
  logical("count", name, options);
export const VectorColumn = (name: string, options?: Options): PropertyDecorator =>
  logical("vector", name, options);

/** Every row belongs to a tenant, and every key begins with it. */
export abstract class TenantRow {
  @NameColumn("tenant_id", { primary: true })
  tenant!: string;
}

/** A row that belongs to a workspace of its tenant. */
export abstract class ScopedRow extends TenantRow {
  @NameColumn("workspace_id", { primary: true })
  workspace!: string;
}

/** A table of rows that belong to a tenant. The empty tenant is what a connection without one would be taken for. */
export const TenantTable =
  (name: string): ClassDecorator =>
  (target) => {
    tables.set(target as unknown as EntityClass, name);
    Entity({ name })(target);
    Check(`${name}_tenant`, "tenant_id <> ''")(target);
  };

/** A table of what was done to the database as a whole, which belongs to no tenant. */
export const LedgerTable =
  (name: string): ClassDecorator =>
  (target) => {
    tables.set(target as unknown as EntityClass, name);
    Entity({ name })(target);
  };
