import { databaseOf } from "../database-of";
import { entitySchemas, loadTypeOrm } from "../db/lending/data-source";
import type { UnifiedStoreManager } from "../manager";
import type { Scope } from "../scope";
import { dataSourceOver, type StoresDataSource } from "./data-source";
import { classOf } from "./entities";
import { checkDataSourceOptions, type StoresDataSourceOptions } from "./options";
import { postgres } from "./postgres";
import { sqlite } from "./sqlite";

/**
 * Creates an initialized TypeORM DataSource over the manager's own pool or connection. Use it to
 * query and join the stores' tables with repositories and query builders, together with your own
 * entities. It opens no connection and changes no table. `destroy()` leaves the manager open.
 * `stores.close()` waits for its queries and query runners, and refuses new ones.
 *
 * **A repository sees the rows of all tenants.** Put `scopeWhere(scope)` into every condition. Rows
 * that it writes are neither validated nor searchable: see docs/typeorm.md.
 *
 * @param options.entities your own entities; you maintain their tables. Default none.
 * @throws UnifiedStoreError `validation`; `closed`; `connection`; `not_supported` when typeorm is
 * not installed
 * @example
 * const dataSource = await createDataSource(stores);
 * const items = dataSource.getRepository(MemoryItemEntity);
 * await items.find({ where: { ...scopeWhere(acme), type: "fact" }, order: { createdAt: "DESC" } });
 */
export async function createDataSource(
  stores: UnifiedStoreManager,
  options?: StoresDataSourceOptions,
): Promise<StoresDataSource> {
  const database = databaseOf(stores);
  const { entities: given = [], ...checked } = checkDataSourceOptions(options);
  // TypeORM takes a list, or an object such as the exports of a module.
  const own = Array.isArray(given) ? given : Object.values(given);
  database.mustBeOpen({ operation: "createDataSource" });
  const typeorm = loadTypeOrm();
  const { engine, mapping } = database.dialect;
  const adapter = engine === "postgres" ? postgres : sqlite(typeorm);
  const { columnTypes, transformer, schema } = mapping;
  const entities = entitySchemas(typeorm, { columnTypes, transformer, schema, classOf });
  const dataSource = dataSourceOver(typeorm, database, adapter, {
    ...checked,
    entities: [...entities, ...own],
  });
  await dataSource.initialize();
  return dataSource;
}

/**
 * Condition that limits a query to the rows of a scope, for `where` of repositories and query
 * builders. Tables of a whole tenant, such as those of the marketplace, have no workspace: use
 * `{ tenant: acme.tenant }`.
 *
 * @example
 * await dataSource.getRepository(GraphNodeEntity).findBy({ ...scopeWhere(acme), type: "person" });
 */
export const scopeWhere = ({ tenant, workspace }: Scope): { tenant: string; workspace: string } => ({
  tenant,
  workspace,
});
