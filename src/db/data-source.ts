import type * as TypeOrm from "typeorm";
import type { ColumnMetadataArgs } from "typeorm/metadata-args/ColumnMetadataArgs";
import { entities } from "../../entities";
import { LOGICAL_TYPE_PREFIX, type LogicalType } from "../../entities/columns";
import { describeEntities } from "../../entities/decorators";
import { UnifiedStoreError } from "../core/errors";
import { Gate } from "../core/gate";
import type { ColumnTypes } from "../dialect/column-types";

/**
 * A TypeORM DataSource over the project's entities: for checking the schema against them, and for comparing with
 * TypeORM's own repositories. The stores do not need it. Logical types become the database's while this DataSource builds
 * its metadata, and are put back at once, so that DataSources of both engines can be open in one process.
 *
 * @throws UnifiedStoreError `not_supported` when typeorm, an optional peer that only this loads, is not installed
 */
export function unifiedDataSource(
  options: TypeOrm.DataSourceOptions,
  columnTypes: ColumnTypes,
): TypeOrm.DataSource {
  const typeorm = loadTypeOrm();
  describeEntities({
    ...typeorm,
    ForeignKey: (entity, properties, referenced, options) =>
      typeorm.ForeignKey(entity, properties, referenced, options),
  });

  class UnifiedDataSource extends typeorm.DataSource {
    protected override async buildMetadatas(): Promise<void> {
      // TypeORM keeps the decorators' arguments in one place for all DataSources: one at a time.
      const leave = await building.enter();
      const putBack = giveTypes(typeorm.getMetadataArgsStorage().columns, columnTypes);
      try {
        await super.buildMetadatas();
      } finally {
        putBack();
        leave();
      }
    }
  }
  return new UnifiedDataSource({ ...options, entities: [...entities] } as TypeOrm.DataSourceOptions);
}

const building = new Gate();

function giveTypes(columns: readonly Writable<ColumnMetadataArgs>[], types: ColumnTypes): () => void {
  const logical = columns.filter(({ options }) => isLogical(options.type));
  const originals = logical.map(({ options }) => options);
  for (const column of logical) {
    const type = String(column.options.type).slice(LOGICAL_TYPE_PREFIX.length) as LogicalType;
    column.options = { ...column.options, ...(types[type] as object) };
  }
  return () =>
    logical.forEach((column, i) => {
      column.options = originals[i]!;
    });
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const isLogical = (type: unknown): boolean =>
  typeof type === "string" && type.startsWith(LOGICAL_TYPE_PREFIX);

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
