import type * as TypeOrm from "typeorm";
import { tables } from "../../entities";
import type { AnyTable } from "../../entities/table";
import { UnifiedStoreError } from "../core/errors";
import type { ColumnTypes } from "../dialect/column-types";

/**
 * A TypeORM DataSource over the project's tables: for checking the schema against their
 * definitions, and for comparing with TypeORM's own repositories. The stores do not need it.
 *
 * @throws UnifiedStoreError `not_supported` when typeorm, an optional peer that only this loads, is
 * not installed
 */
export function unifiedDataSource(
  options: TypeOrm.DataSourceOptions,
  columnTypes: ColumnTypes,
): TypeOrm.DataSource {
  const { DataSource, EntitySchema } = loadTypeOrm();
  const entities = tables.map((table) => new EntitySchema(schemaOf(table, columnTypes)));
  return new DataSource({ ...options, entities } as TypeOrm.DataSourceOptions);
}

/** What TypeORM takes as an entity, under the name of its table. */
function schemaOf(table: AnyTable, columnTypes: ColumnTypes): TypeOrm.EntitySchemaOptions<unknown> {
  const { scopeKey } = table;
  const primary = new Set([...scopeKey, ...table.key]);
  return {
    name: table.name,
    tableName: table.name,
    columns: Object.fromEntries(
      table.columnList.map(({ property, name, type, nullable }) => [
        property,
        { name, nullable, primary: primary.has(property), ...columnTypes[type] },
      ]),
    ),
    indices: Object.entries(table.indexes).map(([name, { on, unique = false, where }]) => ({
      name,
      columns: [...scopeKey, ...on],
      unique,
      ...(where !== undefined && { where }),
    })),
    checks: Object.entries(table.checks).map(([name, expression]) => ({ name, expression })),
    foreignKeys: Object.entries(table.references).map(([name, { on, table: of, to, onDelete }]) => {
      const target = of();
      return {
        name,
        target: target.name,
        columnNames: [...target.scopeKey, ...on],
        referencedColumnNames: [...target.scopeKey, ...(to ?? target.key)],
        onDelete,
      };
    }),
  };
}

function loadTypeOrm(): typeof TypeOrm {
  try {
    return require("typeorm");
  } catch (cause) {
    throw new UnifiedStoreError(
      "not_supported",
      "a DataSource over the entities needs the package typeorm: run `npm install typeorm`",
      { cause },
    );
  }
}
