import type { DataSourceOptions } from "typeorm";
import { invalid } from "../core/errors";
import { isObject, membersOf } from "../core/input/snapshot";

/**
 * What of TypeORM's options applies to a DataSource whose connections, schema and migrations are
 * the manager's.
 */
export type StoresDataSourceOptions = Pick<
  DataSourceOptions,
  | "entities"
  | "subscribers"
  | "namingStrategy"
  | "logging"
  | "logger"
  | "maxQueryExecutionTime"
  | "relationLoadStrategy"
  | "invalidWhereValuesBehavior"
>;

const KNOWN: ReadonlySet<string> = new Set<keyof StoresDataSourceOptions>([
  "entities",
  "subscribers",
  "namingStrategy",
  "logging",
  "logger",
  "maxQueryExecutionTime",
  "relationLoadStrategy",
  "invalidWhereValuesBehavior",
]);

/** @throws UnifiedStoreError `validation`, naming the option */
export function checkDataSourceOptions(given: StoresDataSourceOptions | undefined): StoresDataSourceOptions {
  if (given === undefined) return {};
  if (!isObject(given)) throw invalid("options", "must be an object such as { logging: true }");
  return membersOf(given, KNOWN, "options", (name) =>
    invalid(
      `options.${name}`,
      `does not apply to a DataSource over a manager's own connections: use ${[...KNOWN].join(", ")}`,
    ),
  );
}
