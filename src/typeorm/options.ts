import type { DataSourceOptions } from "typeorm";
import { invalid } from "../core/errors";
import { isObject, membersOf } from "../core/input/snapshot";

/**
 * TypeORM options that apply to this DataSource. Its connections, schema and migrations belong to
 * the manager.
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
