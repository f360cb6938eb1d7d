import type * as TypeOrm from "typeorm";
import { tables } from "../../../entities";
import type { AnyTable } from "../../../entities/table";
import { UnifiedStoreError } from "../../core/errors";
import { entryRequire, inBundle } from "../../dialect/bundled";
import type { Mapping } from "../../dialect/mapping";

/** The description of tables for TypeORM. Column types alone are enough to check a schema. */
export interface EntityMapping
  extends Pick<Mapping, "columnTypes">,
    Partial<Pick<Mapping, "transformer" | "schema">> {
  /** The class of a table's rows. Default: plain objects. */
  classOf?(table: AnyTable): (new () => object) | undefined;
}

/** This package's tables as TypeORM entities. */
export const entitySchemas = (
  { EntitySchema }: typeof TypeOrm,
  mapping: EntityMapping,
): TypeOrm.EntitySchema[] => tables.map((table) => new EntitySchema(schemaOf(table, mapping)));

/** A table as a TypeORM entity with the table's name. */
function schemaOf(table: AnyTable, mapping: EntityMapping): TypeOrm.EntitySchemaOptions<object> {
  const { scopeKey } = table;
  const { columnTypes, schema } = mapping;
  const primary = new Set([...scopeKey, ...table.key]);
  const target = mapping.classOf?.(table);
  return {
    name: table.name,
    tableName: table.name,
    ...(target && { target }),
    // Set for each entity. The DataSource's schema would also apply to an application's own
    // entities.
    ...(schema !== undefined && { schema }),
    columns: Object.fromEntries(
      table.columnList.map((column) => {
        const { property, name, type, nullable } = column;
        const transformer = mapping.transformer?.(column);
        const values = { ...columnTypes[type], ...(transformer && { transformer }) };
        return [property, { name, nullable, primary: primary.has(property), ...values }];
      }),
    ),
    indices: Object.entries(table.indexes).map(([name, { on, unique = false, where }]) => ({
      name,
      columns: [...scopeKey, ...on],
      unique,
      ...(where !== undefined && { where }),
    })),
    checks: Object.entries(table.checks).map(([name, expression]) => ({ name, expression })),
    foreignKeys: Object.entries(table.references).map(([name, { on, table: of, to, onDelete }]) => {
      const referred = of();
      return {
        name,
        target: referred.name,
        columnNames: [...referred.scopeKey, ...on],
        referencedColumnNames: [...referred.scopeKey, ...(to ?? referred.key)],
        onDelete,
      };
    }),
  };
}

/**
 * Loads TypeORM, an optional peer that is loaded only here.
 *
 * @throws UnifiedStoreError `not_supported` where it is not installed, or not reachable from a
 * bundle
 */
export function loadTypeOrm(): typeof TypeOrm {
  try {
    const typeorm = required();
    // At the second attempt webpack returns an empty module without an error.
    if (typeof typeorm?.DataSource !== "function") throw new Error("another module has its name");
    return typeorm;
  } catch (cause) {
    const external = inBundle() ? ", where the bundle runs, and keep it out of the bundle (external)" : "";
    throw new UnifiedStoreError(
      "not_supported",
      `a DataSource over the stores' tables needs TypeORM: run \`npm install typeorm reflect-metadata\`${external}`,
      { cause },
    );
  }
}

/** An ESM bundle has no `require`, so its entry provides one. */
function required(): typeof TypeOrm | undefined {
  try {
    return require("typeorm");
  } catch (error) {
    const load = entryRequire();
    if (load === null) throw error;
    return load("typeorm");
  }
}
