export type { CallOptions } from "./core/call/deadline";
export type { Clock } from "./core/clock";
export { type ErrorContext, UnifiedStoreError, type UnifiedStoreErrorCode } from "./core/errors";
export type { WriteOptions } from "./core/input/arguments";
export type { Json, JsonInput, JsonObject } from "./core/json/json";
export type { Logger } from "./core/logger";
export type { TransactionOptions } from "./db/database";
export type { Embedder, EmbedOptions } from "./db/embedding/embedder";
export type { CountOptions, Page, PageCount, PageOptions, PageRequest } from "./db/pages/page";
export type { RetrievalLog, RetrievalSettings } from "./db/retrieval/settings";
export type { MigrateSchemaOptions, SchemaProgress } from "./db/schema/migrate-options";
export type { ReindexOptions, ReindexProgress, ReindexResult } from "./db/search/reindex-options";
export type { SearchMode } from "./db/search/search";
export type { SearchSettings } from "./db/search/search-settings";
export type { Id, Suggested } from "./db/table";
export type {
  UpgradeAllOptions,
  UpgradeAllProgress,
  UpgradeAllResult,
  UpgradeFailure,
} from "./db/upgrade/options";
export type { Isolation, PoolFigures } from "./dialect/dialect";
export {
  type DatabaseStats,
  type Health,
  type ManagerOptions,
  type ManagerSettings,
  type PgPool,
  type StoreLocation,
  type StoreStats,
  type TableStats,
  type Tenant,
  type TenantEntry,
  type TenantEraseOptions,
  type TenantErasure,
  type TenantErasureProgress,
  type TenantStats,
  type TenantStatsOptions,
  type TenantTableStats,
  type TypeOrmDataSource,
  UnifiedStoreManager,
} from "./manager";
export type { Retention } from "./operations/retention/retention";
export type { RetentionState } from "./operations/retention/states";
export type * from "./operations/retention/types";
export type { Privacy } from "./privacy/privacy";
export type * from "./privacy/types";
export type { RetentionPolicies } from "./retention/policies";
export type * from "./retention/types";
export type { RetrievalConfig, RetrievalConfigVersion } from "./retrieval/configs/config";
export type { RetrievalConfigs, RetrievalConfigVersionsQuery } from "./retrieval/configs/configs";
export type { RetrievalConfigInput, RetrievalConfigSettings } from "./retrieval/configs/settings";
export { asContext, type RetrievalContext, type RetrievalContextOptions } from "./retrieval/context";
export { evaluationPage } from "./retrieval/evaluation/report/page";
export { evaluationTable } from "./retrieval/evaluation/report/table";
export type * from "./retrieval/evaluation/types";
export type { RetrievalFeedbacks } from "./retrieval/log/feedback";
export type { RetrievalQueries } from "./retrieval/log/queries";
export type * from "./retrieval/log/types";
export type { Retrieval } from "./retrieval/retrieval";
export type * from "./retrieval/types";
export type { EmbeddingModel, EmbeddingModelPatch, EmbeddingModels } from "./retrieval/vectors/models";
export type { OptimizedSource, OptimizeQuery, OptimizeResult } from "./retrieval/vectors/optimize";
export type {
  EmbedFailure,
  EmbedPendingQuery,
  EmbedPendingResult,
  RetrievalStatus,
} from "./retrieval/vectors/pending";
export type {
  RetrievalVectorInput,
  RetrievalVectorKey,
  RetrievalVectors,
} from "./retrieval/vectors/vectors";
export type {
  ContentSchema,
  SchemaKind,
  Schemas,
  SchemasByType,
  StandardSchema,
  StandardSchemaIssue,
  StandardSchemaResult,
  VersionedSchema,
} from "./schemas/types";
export type { Scope, ScopeName, Stores } from "./scope";
export type { AgentConsumers } from "./stores/agents/events/consumers";
export type { AgentEvents } from "./stores/agents/events/events";
export type { AgentTopics } from "./stores/agents/events/topics";
export type { AgentHeartbeatInput } from "./stores/agents/inputs";
export type { AgentLeases } from "./stores/agents/leases";
export type { AgentStateChange, AgentStates } from "./stores/agents/state";
export type { AgentStore } from "./stores/agents/store";
export type * from "./stores/agents/types";
export type { AnalyticsBandits } from "./stores/analytics/bandits";
export type { AnalyticsCalls } from "./stores/analytics/calls";
export type { AnalyticsFeedbacks } from "./stores/analytics/feedback";
export type { AnalyticsMetrics } from "./stores/analytics/metrics";
export type { AnalyticsStore } from "./stores/analytics/store";
export type * from "./stores/analytics/types";
export type { AnalyticsVariants } from "./stores/analytics/variants";
export type { ArchiveContentKeys } from "./stores/archive/inputs";
export type { ArchivePlaces } from "./stores/archive/places";
export type { ArchiveStore } from "./stores/archive/store";
export type * from "./stores/archive/types";
export type {
  ConversationParticipantPatch,
  ConversationRatingInput,
  ConversationSessionPatch,
} from "./stores/conversations/inputs";
export type { ConversationMessages } from "./stores/conversations/messages";
export type { ConversationParticipants } from "./stores/conversations/participants";
export type { ConversationSessions } from "./stores/conversations/sessions";
export type { ConversationStore } from "./stores/conversations/store";
export type * from "./stores/conversations/types";
export type { DebateCritiques } from "./stores/debates/critiques";
export type { DebateStore } from "./stores/debates/store";
export type { DebateTurns } from "./stores/debates/turns";
export type * from "./stores/debates/types";
export type { DebateVotes } from "./stores/debates/votes";
export type { DocumentChunks } from "./stores/documents/chunks";
export type { DocumentSections } from "./stores/documents/sections";
export type { DocumentStore } from "./stores/documents/store";
export type * from "./stores/documents/types";
export type { GraphEdges } from "./stores/graph/edges";
export type { GraphAliases } from "./stores/graph/merge/aliases";
export type { GraphNodes } from "./stores/graph/nodes";
export type { GraphProvenances } from "./stores/graph/provenance";
export type { GraphStore } from "./stores/graph/store";
export type * from "./stores/graph/types";
export type { IngestCreators } from "./stores/ingest/creators";
export type { IngestEpisodes } from "./stores/ingest/episodes";
export type { IngestLogs } from "./stores/ingest/logs";
export type { IngestProvenances } from "./stores/ingest/provenance";
export type {
  IngestJobClaimInput,
  IngestJobCompleteInput,
  IngestJobFailInput,
  IngestJobHeartbeatInput,
  IngestJobReleaseExpiredInput,
  IngestJobRequeueInput,
} from "./stores/ingest/queue/inputs";
export type { IngestJobs } from "./stores/ingest/queue/jobs";
export type { IngestSegments } from "./stores/ingest/segments";
export type { IngestStore } from "./stores/ingest/store";
export type * from "./stores/ingest/types";
export type { IngestUsageLog } from "./stores/ingest/usage";
export type { IngestWatchFailedInput, IngestWatchPolledInput } from "./stores/ingest/watchlist/inputs";
export type { IngestWatchlist } from "./stores/ingest/watchlist/watchlist";
export type { MarketplaceAdvisories } from "./stores/marketplace/advisories";
export type { MarketplaceInstalls } from "./stores/marketplace/installs";
export type { MarketplacePlugins } from "./stores/marketplace/plugins";
export type { MarketplaceReleases } from "./stores/marketplace/releases";
export type { MarketplaceRepositories } from "./stores/marketplace/repositories";
export type { MarketplaceRollouts } from "./stores/marketplace/rollouts";
export type { MarketplaceSigners } from "./stores/marketplace/signers";
export type { MarketplaceStore } from "./stores/marketplace/store";
export type * from "./stores/marketplace/types";
export type { MemoryAccesses } from "./stores/memory/accesses/store";
export type * from "./stores/memory/accesses/types";
export type { MemoryAssociations } from "./stores/memory/associations/store";
export type * from "./stores/memory/associations/types";
export type { MemoryClusters } from "./stores/memory/clusters/store";
export type * from "./stores/memory/clusters/types";
export type { MemoryProvenances } from "./stores/memory/consolidation/provenance";
export type * from "./stores/memory/consolidation/types";
export type { MemoryPolicies } from "./stores/memory/policies";
export type { MemoryStore } from "./stores/memory/store";
export type * from "./stores/memory/types";
export type { ProfileLinks } from "./stores/profiles/links";
export type { ProfileStore } from "./stores/profiles/store";
export type * from "./stores/profiles/types";
