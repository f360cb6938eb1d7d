export type { WriteOptions } from "./core/arguments";
export type { Clock } from "./core/clock";
export type { CallOptions } from "./core/deadline";
export { UnifiedStoreError, type UnifiedStoreErrorCode } from "./core/errors";
export type { Json } from "./core/json";
export type { Logger } from "./core/logger";
export type { TransactionOptions } from "./db/database";
export type { Page, PageOptions, PageRequest } from "./db/page";
export type { SearchMode } from "./db/search";
export type { Isolation, PoolFigures } from "./dialect/dialect";
export {
  type Health,
  type ManagerOptions,
  type ManagerSettings,
  type StoreLocation,
  UnifiedStoreManager,
} from "./manager";
export type { Scope, ScopeName, Stores } from "./scope";
export type { MemoryItemInput, MemoryItemPatch, RetentionPolicyInput } from "./stores/memory/inputs";
export type { RetentionPolicies } from "./stores/memory/policies";
export type { MemoryStore } from "./stores/memory/store";
export type {
  MemoryFilter,
  MemoryItem,
  MemoryListQuery,
  MemorySearchQuery,
  PruneOptions,
  PruneResult,
  RetentionPolicy,
} from "./stores/memory/types";
