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
 * An initialized TypeORM DataSource over the manager's own pool or connection, to query and join
 * the stores' tables with repositories and query builders, beside entities of your own. It opens no
 * connection and changes no table; `destroy()` leaves the manager open, and `stores.close()` waits
 * for its queries and query runners and refuses further ones.
 *
 * **A repository sees the rows of all tenants.** Put `scopeWhere(scope)` into every condition. What
 * it writes is neither validated nor searchable: see docs/typeorm.md.
 *
 * @param options.entities of your own, whose tables you keep yourself. Default none.
 * @throws UnifiedStoreError `validation`; `closed`; `connection`; `not_supported` where typeorm is
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
  // A list, or a module's exports by name.
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
 * The condition that keeps a query to the rows of a scope, for `where` of repositories and query
 * builders. Tables that belong to a tenant as a whole, such as those of the marketplace, have no
 * workspace: `{ tenant: acme.tenant }`.
 *
 * @example
 * await dataSource.getRepository(GraphNodeEntity).findBy({ ...scopeWhere(acme), type: "person" });
 */
export const scopeWhere = ({ tenant, workspace }: Scope): { tenant: string; workspace: string } => ({
  tenant,
  workspace,
});
