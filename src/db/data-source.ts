import * as typeorm from "typeorm";
import type { ColumnMetadataArgs } from "typeorm/metadata-args/ColumnMetadataArgs";
import { entities } from "../../entities";
import { LOGICAL_TYPE_PREFIX, type LogicalType } from "../../entities/columns";
import { describeEntities } from "../../entities/decorators";
import { Gate } from "../core/gate";
import type { ColumnTypes } from "../dialect/column-types";

/**
 * A TypeORM DataSource over the project's entities: for checking the schema against them, and for comparing with
 * TypeORM's own repositories. The stores do not need it. Logical types become the database's while this DataSource builds its metadata, and are put
 * back at once, so that DataSources of both engines can be open in one process.
 */
export class UnifiedDataSource extends typeorm.DataSource {
  constructor(
    options: typeorm.DataSourceOptions,
    private readonly columnTypes: ColumnTypes,
  ) {
    describeEntities(typeorm);
    super({ ...options, entities: [...entities] } as typeorm.DataSourceOptions);
  }

  protected override async buildMetadatas(): Promise<void> {
    // TypeORM keeps the decorators' arguments in one place for all DataSources: one at a time.
    const leave = await building.enter();
    const logical = (typeorm.getMetadataArgsStorage().columns as Writable<ColumnMetadataArgs>[]).filter(
      ({ options }) => isLogical(options.type),
    );
    const originals = logical.map(({ options }) => options);
    try {
      for (const column of logical) {
        const type = String(column.options.type).slice(LOGICAL_TYPE_PREFIX.length) as LogicalType;
        column.options = { ...column.options, ...(this.columnTypes[type] as object) };
      }
      await super.buildMetadatas();
    } finally {
      logical.forEach((column, i) => {
        column.options = originals[i]!;
      });
      leave();
    }
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const building = new Gate();

const isLogical = (type: unknown): boolean =>
  typeof type === "string" && type.startsWith(LOGICAL_TYPE_PREFIX);
