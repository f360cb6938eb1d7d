import { readOnly } from "./access/read-only";
import { role } from "./access/role";
import { rowSecurity } from "./access/row-security";
import { deadlocks } from "./activity/deadlocks";
import { longTransaction } from "./activity/long-transaction";
import { slowStatements } from "./activity/slow-statements";
import { waitingLocks } from "./activity/waiting-locks";
import { duplicateIndex } from "./indexes/duplicate-index";
import { invalidIndex } from "./indexes/invalid-index";
import { missingIndex } from "./indexes/missing-index";
import { unusedIndex } from "./indexes/unused-index";
import type { PostgresCheck } from "./server";
import { clock } from "./server/clock";
import { connections } from "./server/connections";
import { settings } from "./server/settings";
import { bloat } from "./tables/bloat";
import { deadRows } from "./tables/dead-rows";
import { largestTables } from "./tables/largest-tables";
import { statistics } from "./tables/statistics";
import { tableAutovacuum } from "./tables/table-autovacuum";

/** All checks of this engine, in the order of the report. */
export const CHECKS: readonly PostgresCheck[] = [
  role,
  readOnly,
  rowSecurity,
  missingIndex,
  invalidIndex,
  duplicateIndex,
  unusedIndex,
  deadRows,
  bloat,
  statistics,
  tableAutovacuum,
  largestTables,
  slowStatements,
  longTransaction,
  waitingLocks,
  deadlocks,
  connections,
  clock,
  settings,
];
