/**
 * Operations on a whole database, for whoever runs it.
 *
 * @module unified-store/operations
 */

export { type BackupOptions, type BackupReport, backupStore } from "./backup/backup-store";
export type { CopyProgress } from "./copy/context";
export { copyStores } from "./copy/copy-stores";
export { countRows } from "./copy/count-rows";
export type { CopyCounts } from "./copy/merge/merge-rows";
export type { ChoiceOptions, CopyOptions } from "./copy/options";
export type { CopyReport } from "./copy/report";
export { STORE_NAMES, type StoreName } from "./copy/tables";
export { diagnose } from "./doctor/diagnose";
export { diagnosisText } from "./doctor/text";
export type {
  DiagnoseOptions,
  DiagnoseProgress,
  Diagnosis,
  Finding,
  FindingLevel,
} from "./doctor/types";
export { type ExportReport, exportStores } from "./export/export-stores";
export { exportedRows, loadStores } from "./export/load-stores";
export { initProject } from "./init/init-project";
export { initText } from "./init/text";
export type { InitFile, InitOptions, InitReport, InitSettings } from "./init/types";
export { type LookPlace, type LookQuery, type LookResult, lookAt, lookFor, lookUp } from "./look/look";
export type { SchemaDrift } from "./schema/drift";
export { applySchemaGrants, type SchemaGrantsOptions, schemaGrants } from "./schema/grants";
export { type RevertSchemaOptions, revertSchema, type SchemaReversal } from "./schema/revert";
export { pendingSchemaSql, type SchemaSql, type SchemaSqlOptions, schemaSql } from "./schema/sql";
export { type SchemaStatus, type SchemaStatusOptions, schemaStatus } from "./schema/status";
