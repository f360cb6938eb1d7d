import type { CommonCheck } from "../check";
import { connection } from "./connection";
import { pool } from "./pool";
import { reindex } from "./reindex";
import { retention } from "./retention";
import { schemaDrift } from "./schema-drift";
import { schemaMigrations } from "./schema-migrations";
import { version } from "./version";

/**
 * The checks that every engine has, in the order of the report. A new one is a file here and a line
 * in docs/doctor.md.
 */
export const COMMON_CHECKS: readonly CommonCheck[] = [
  connection,
  version,
  schemaMigrations,
  schemaDrift,
  reindex,
  retention,
  pool,
];
