import type { Pool } from "pg";
import type { Logger } from "../core/logger";
import type { Dialect } from "../dialect/dialect";
import { borrowPostgres, openPostgres } from "../dialect/postgres/open";
import { borrowSqlite, openSqlite } from "../dialect/sqlite/open";
import { DEFAULT_SCHEMA, databaseAt, type ManagerOptions } from "../options";

/** The dialect for checked options. It connects at its first statement. */
export function connect(options: ManagerOptions, logger: Logger): Dialect {
  const { schema = DEFAULT_SCHEMA, poolSize = 10, preparedStatements = true, vectorExtension } = options;
  const settings = { schema, preparedStatements, logger };
  if (options.pool) return borrowPostgres(options.pool as Pool, settings);
  if (options.dataSource) {
    const { driver, options: source } = options.dataSource;
    if (source.type === "postgres") return borrowPostgres((driver as { master: Pool }).master, settings);
    return borrowSqlite(
      (driver as { databaseConnection: Parameters<typeof borrowSqlite>[0] }).databaseConnection,
      { vectorExtension },
    );
  }
  const url = options.url as string;
  const database = databaseAt(url);
  if (database.engine === "postgres") return openPostgres(url, poolSize, settings);
  return openSqlite(database.file ?? ":memory:", { vectorExtension });
}
