export type { MigrateSchemaOptions, SchemaProgress } from "../db/schema/migrate-options";
export type { ReindexOptions, ReindexProgress, ReindexResult } from "../db/search/reindex-options";
export type { UpgradeAllOptions, UpgradeAllProgress, UpgradeAllResult } from "../db/upgrade/options";
export type { Retention } from "../operations/retention/retention";
export type { RetentionState } from "../operations/retention/states";
export type {
  PruneEveryOptions,
  PruneFailure,
  PruneOptions,
  PruneProgress,
  PruneResult,
  PruningStatus,
} from "../operations/retention/types";
export type { TenantEraseOptions } from "../operations/tenants/erase/options";
export type { Tenant, TenantStatsOptions } from "../operations/tenants/tenant";
export type {
  DatabaseStats,
  StoreStats,
  TableStats,
  TenantEntry,
  TenantErasure,
  TenantErasureProgress,
  TenantStats,
  TenantTableStats,
} from "../operations/tenants/types";
export type { ManagerOptions, ManagerSettings, PgPool, StoreLocation, TypeOrmDataSource } from "../options";
export type { RetentionPolicy, RetentionPolicyKey } from "../retention/types";
export type { Health } from "./health";
