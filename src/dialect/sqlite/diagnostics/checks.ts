import { duplicateIndex } from "./checks/duplicate-index";
import { foreignKeys } from "./checks/foreign-keys";
import { freePages } from "./checks/free-pages";
import { integrity } from "./checks/integrity";
import { largestTables } from "./checks/largest-tables";
import { locked } from "./checks/locked";
import { missingIndex } from "./checks/missing-index";
import { readOnly } from "./checks/read-only";
import { settings } from "./checks/settings";
import { statistics } from "./checks/statistics";
import { walSize } from "./checks/wal-size";
import type { SqliteCheck } from "./file";

/** All checks of this engine, in the order of the report. */
export const CHECKS: readonly SqliteCheck[] = [
  readOnly,
  locked,
  integrity,
  foreignKeys,
  missingIndex,
  duplicateIndex,
  statistics,
  freePages,
  walSize,
  largestTables,
  settings,
];
