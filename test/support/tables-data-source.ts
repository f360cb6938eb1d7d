import type { DataSource, DataSourceOptions } from "typeorm";
import { entitySchemas, loadTypeOrm } from "../../src/db/lending/data-source";
import type { ColumnTypes } from "../../src/dialect/column-types";

/** A TypeORM DataSource over the project's tables, of which types alone are known. */
export function tablesDataSource(options: DataSourceOptions, columnTypes: ColumnTypes): DataSource {
  const typeorm = loadTypeOrm();
  const entities = entitySchemas(typeorm, { columnTypes });
  return new typeorm.DataSource({ ...options, entities } as DataSourceOptions);
}
