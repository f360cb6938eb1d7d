import * as agents from "../../entities/agents";
import * as analytics from "../../entities/analytics";
import * as archive from "../../entities/archive";
import * as conversations from "../../entities/conversations";
import * as search from "../../entities/database/search-scheme";
import * as debates from "../../entities/debates";
import * as documents from "../../entities/documents";
import * as embedding from "../../entities/embedding";
import * as graph from "../../entities/graph";
import * as ingest from "../../entities/ingest";
import * as marketplace from "../../entities/marketplace";
import * as memory from "../../entities/memory";
import * as migration from "../../entities/migration";
import * as profiles from "../../entities/profiles";
import * as retention from "../../entities/retention/policies";
import * as pruning from "../../entities/retention/pruning";
import * as retrievalConfigs from "../../entities/retrieval/configs";
import * as retrieval from "../../entities/retrieval/log";
import type { AnyTable } from "../../entities/table";

/** Entity class of a table. Repositories and query builders identify the table by it. */
export interface StoresEntity<R> {
  new (): R;
  readonly name: string;
}

const classes = new Map<AnyTable, StoresEntity<object>>();

/** The entity class of a table, for a DataSource. */
export const classOf = (table: AnyTable): StoresEntity<object> | undefined => classes.get(table);

function entity<R extends object>(name: string, table: AnyTable): StoresEntity<R> {
  // The computed member name becomes the name of the class, which errors show.
  const { [name]: named } = { [name]: class {} } as Record<string, StoresEntity<object>>;
  classes.set(table, named as StoresEntity<object>);
  return named as StoresEntity<R>;
}

export type AgentEntity = agents.AgentEntity;
export const AgentEntity = entity<AgentEntity>("AgentEntity", agents.agentTable);
export type AgentCapabilityEntity = agents.AgentCapabilityEntity;
export const AgentCapabilityEntity = entity<AgentCapabilityEntity>(
  "AgentCapabilityEntity",
  agents.agentCapabilityTable,
);
export type AgentStateEntity = agents.AgentStateEntity;
export const AgentStateEntity = entity<AgentStateEntity>("AgentStateEntity", agents.agentStateTable);
export type AgentTopicEntity = agents.AgentTopicEntity;
export const AgentTopicEntity = entity<AgentTopicEntity>("AgentTopicEntity", agents.agentTopicTable);
export type AgentEventEntity = agents.AgentEventEntity;
export const AgentEventEntity = entity<AgentEventEntity>("AgentEventEntity", agents.agentEventTable);
export type AgentConsumerEntity = agents.AgentConsumerEntity;
export const AgentConsumerEntity = entity<AgentConsumerEntity>(
  "AgentConsumerEntity",
  agents.agentConsumerTable,
);
export type AgentLeaseEntity = agents.AgentLeaseEntity;
export const AgentLeaseEntity = entity<AgentLeaseEntity>("AgentLeaseEntity", agents.agentLeaseTable);

export type AnalyticsCallEntity = analytics.AnalyticsCallEntity;
export const AnalyticsCallEntity = entity<AnalyticsCallEntity>(
  "AnalyticsCallEntity",
  analytics.analyticsCallTable,
);
export type AnalyticsFeedbackEntity = analytics.AnalyticsFeedbackEntity;
export const AnalyticsFeedbackEntity = entity<AnalyticsFeedbackEntity>(
  "AnalyticsFeedbackEntity",
  analytics.analyticsFeedbackTable,
);
export type AnalyticsBanditEventEntity = analytics.AnalyticsBanditEventEntity;
export const AnalyticsBanditEventEntity = entity<AnalyticsBanditEventEntity>(
  "AnalyticsBanditEventEntity",
  analytics.analyticsBanditEventTable,
);
export type AnalyticsVariantEntity = analytics.AnalyticsVariantEntity;
export const AnalyticsVariantEntity = entity<AnalyticsVariantEntity>(
  "AnalyticsVariantEntity",
  analytics.analyticsVariantTable,
);
export type AnalyticsMetricEntity = analytics.AnalyticsMetricEntity;
export const AnalyticsMetricEntity = entity<AnalyticsMetricEntity>(
  "AnalyticsMetricEntity",
  analytics.analyticsMetricTable,
);

export type ArchiveEntryEntity = archive.ArchiveEntryEntity;
export const ArchiveEntryEntity = entity<ArchiveEntryEntity>("ArchiveEntryEntity", archive.archiveEntryTable);
export type ArchivePlaceEntity = archive.ArchivePlaceEntity;
export const ArchivePlaceEntity = entity<ArchivePlaceEntity>("ArchivePlaceEntity", archive.archivePlaceTable);
export type ArchiveTagEntity = archive.ArchiveTagEntity;
export const ArchiveTagEntity = entity<ArchiveTagEntity>("ArchiveTagEntity", archive.archiveTagTable);

export type ConversationParticipantEntity = conversations.ConversationParticipantEntity;
export const ConversationParticipantEntity = entity<ConversationParticipantEntity>(
  "ConversationParticipantEntity",
  conversations.conversationParticipantTable,
);
export type ConversationSessionEntity = conversations.ConversationSessionEntity;
export const ConversationSessionEntity = entity<ConversationSessionEntity>(
  "ConversationSessionEntity",
  conversations.conversationSessionTable,
);
export type ConversationMessageEntity = conversations.ConversationMessageEntity;
export const ConversationMessageEntity = entity<ConversationMessageEntity>(
  "ConversationMessageEntity",
  conversations.conversationMessageTable,
);

export type DebateEntity = debates.DebateEntity;
export const DebateEntity = entity<DebateEntity>("DebateEntity", debates.debateTable);
export type DebateTurnEntity = debates.DebateTurnEntity;
export const DebateTurnEntity = entity<DebateTurnEntity>("DebateTurnEntity", debates.debateTurnTable);
export type DebateCritiqueEntity = debates.DebateCritiqueEntity;
export const DebateCritiqueEntity = entity<DebateCritiqueEntity>(
  "DebateCritiqueEntity",
  debates.debateCritiqueTable,
);
export type DebateVoteEntity = debates.DebateVoteEntity;
export const DebateVoteEntity = entity<DebateVoteEntity>("DebateVoteEntity", debates.debateVoteTable);

export type DocumentEntity = documents.DocumentEntity;
export const DocumentEntity = entity<DocumentEntity>("DocumentEntity", documents.documentTable);
export type DocumentSectionEntity = documents.DocumentSectionEntity;
export const DocumentSectionEntity = entity<DocumentSectionEntity>(
  "DocumentSectionEntity",
  documents.documentSectionTable,
);
export type DocumentChunkEntity = documents.DocumentChunkEntity;
export const DocumentChunkEntity = entity<DocumentChunkEntity>(
  "DocumentChunkEntity",
  documents.documentChunkTable,
);

export type GraphNodeEntity = graph.GraphNodeEntity;
export const GraphNodeEntity = entity<GraphNodeEntity>("GraphNodeEntity", graph.graphNodeTable);
export type GraphEdgeEntity = graph.GraphEdgeEntity;
export const GraphEdgeEntity = entity<GraphEdgeEntity>("GraphEdgeEntity", graph.graphEdgeTable);
export type GraphNodeAliasEntity = graph.GraphNodeAliasEntity;
export const GraphNodeAliasEntity = entity<GraphNodeAliasEntity>(
  "GraphNodeAliasEntity",
  graph.graphNodeAliasTable,
);
export type GraphProvenanceEntity = graph.GraphProvenanceEntity;
export const GraphProvenanceEntity = entity<GraphProvenanceEntity>(
  "GraphProvenanceEntity",
  graph.graphProvenanceTable,
);

export type IngestCreatorEntity = ingest.IngestCreatorEntity;
export const IngestCreatorEntity = entity<IngestCreatorEntity>(
  "IngestCreatorEntity",
  ingest.ingestCreatorTable,
);
export type IngestEpisodeEntity = ingest.IngestEpisodeEntity;
export const IngestEpisodeEntity = entity<IngestEpisodeEntity>(
  "IngestEpisodeEntity",
  ingest.ingestEpisodeTable,
);
export type IngestSegmentEntity = ingest.IngestSegmentEntity;
export const IngestSegmentEntity = entity<IngestSegmentEntity>(
  "IngestSegmentEntity",
  ingest.ingestSegmentTable,
);
export type IngestLogEntity = ingest.IngestLogEntity;
export const IngestLogEntity = entity<IngestLogEntity>("IngestLogEntity", ingest.ingestLogTable);
export type IngestProvenanceEntity = ingest.IngestProvenanceEntity;
export const IngestProvenanceEntity = entity<IngestProvenanceEntity>(
  "IngestProvenanceEntity",
  ingest.ingestProvenanceTable,
);
export type IngestUsageEntity = ingest.IngestUsageEntity;
export const IngestUsageEntity = entity<IngestUsageEntity>("IngestUsageEntity", ingest.ingestUsageTable);
export type IngestWatchEntity = ingest.IngestWatchEntity;
export const IngestWatchEntity = entity<IngestWatchEntity>("IngestWatchEntity", ingest.ingestWatchTable);
export type IngestJobEntity = ingest.IngestJobEntity;
export const IngestJobEntity = entity<IngestJobEntity>("IngestJobEntity", ingest.ingestJobTable);

export type MarketplaceRepositoryEntity = marketplace.MarketplaceRepositoryEntity;
export const MarketplaceRepositoryEntity = entity<MarketplaceRepositoryEntity>(
  "MarketplaceRepositoryEntity",
  marketplace.marketplaceRepositoryTable,
);
export type MarketplacePluginEntity = marketplace.MarketplacePluginEntity;
export const MarketplacePluginEntity = entity<MarketplacePluginEntity>(
  "MarketplacePluginEntity",
  marketplace.marketplacePluginTable,
);
export type MarketplaceSignerEntity = marketplace.MarketplaceSignerEntity;
export const MarketplaceSignerEntity = entity<MarketplaceSignerEntity>(
  "MarketplaceSignerEntity",
  marketplace.marketplaceSignerTable,
);
export type MarketplaceReleaseEntity = marketplace.MarketplaceReleaseEntity;
export const MarketplaceReleaseEntity = entity<MarketplaceReleaseEntity>(
  "MarketplaceReleaseEntity",
  marketplace.marketplaceReleaseTable,
);
export type MarketplaceAdvisoryEntity = marketplace.MarketplaceAdvisoryEntity;
export const MarketplaceAdvisoryEntity = entity<MarketplaceAdvisoryEntity>(
  "MarketplaceAdvisoryEntity",
  marketplace.marketplaceAdvisoryTable,
);
export type MarketplaceInstallEntity = marketplace.MarketplaceInstallEntity;
export const MarketplaceInstallEntity = entity<MarketplaceInstallEntity>(
  "MarketplaceInstallEntity",
  marketplace.marketplaceInstallTable,
);
export type MarketplaceRolloutEntity = marketplace.MarketplaceRolloutEntity;
export const MarketplaceRolloutEntity = entity<MarketplaceRolloutEntity>(
  "MarketplaceRolloutEntity",
  marketplace.marketplaceRolloutTable,
);

export type MemoryItemEntity = memory.MemoryItemEntity;
export const MemoryItemEntity = entity<MemoryItemEntity>("MemoryItemEntity", memory.memoryItemTable);
export type MemoryPolicyEntity = memory.MemoryPolicyEntity;
export const MemoryPolicyEntity = entity<MemoryPolicyEntity>("MemoryPolicyEntity", memory.memoryPolicyTable);
export type MemoryAccessEntity = memory.MemoryAccessEntity;
export const MemoryAccessEntity = entity<MemoryAccessEntity>("MemoryAccessEntity", memory.memoryAccessTable);
export type MemoryAssociationEntity = memory.MemoryAssociationEntity;
export const MemoryAssociationEntity = entity<MemoryAssociationEntity>(
  "MemoryAssociationEntity",
  memory.memoryAssociationTable,
);
export type MemoryClusterEntity = memory.MemoryClusterEntity;
export const MemoryClusterEntity = entity<MemoryClusterEntity>(
  "MemoryClusterEntity",
  memory.memoryClusterTable,
);
export type MemoryClusterItemEntity = memory.MemoryClusterItemEntity;
export const MemoryClusterItemEntity = entity<MemoryClusterItemEntity>(
  "MemoryClusterItemEntity",
  memory.memoryClusterItemTable,
);
export type MemoryProvenanceEntity = memory.MemoryProvenanceEntity;
export const MemoryProvenanceEntity = entity<MemoryProvenanceEntity>(
  "MemoryProvenanceEntity",
  memory.memoryProvenanceTable,
);

export type MigrationRunEntity = migration.MigrationRunEntity;
export const MigrationRunEntity = entity<MigrationRunEntity>(
  "MigrationRunEntity",
  migration.migrationRunTable,
);
export type MigrationStepEntity = migration.MigrationStepEntity;
export const MigrationStepEntity = entity<MigrationStepEntity>(
  "MigrationStepEntity",
  migration.migrationStepTable,
);
export type MigrationBatchEntity = migration.MigrationBatchEntity;
export const MigrationBatchEntity = entity<MigrationBatchEntity>(
  "MigrationBatchEntity",
  migration.migrationBatchTable,
);
export type MigrationChangeEntity = migration.MigrationChangeEntity;
export const MigrationChangeEntity = entity<MigrationChangeEntity>(
  "MigrationChangeEntity",
  migration.migrationChangeTable,
);
export type MigrationBeforeEntity = migration.MigrationBeforeEntity;
export const MigrationBeforeEntity = entity<MigrationBeforeEntity>(
  "MigrationBeforeEntity",
  migration.migrationBeforeTable,
);
export type MigrationRejectionEntity = migration.MigrationRejectionEntity;
export const MigrationRejectionEntity = entity<MigrationRejectionEntity>(
  "MigrationRejectionEntity",
  migration.migrationRejectionTable,
);
export type MigrationRejectionPartEntity = migration.MigrationRejectionPartEntity;
export const MigrationRejectionPartEntity = entity<MigrationRejectionPartEntity>(
  "MigrationRejectionPartEntity",
  migration.migrationRejectionPartTable,
);
export type MigrationAliasEntity = migration.MigrationAliasEntity;
export const MigrationAliasEntity = entity<MigrationAliasEntity>(
  "MigrationAliasEntity",
  migration.migrationAliasTable,
);

export type ProfileEntity = profiles.ProfileEntity;
export const ProfileEntity = entity<ProfileEntity>("ProfileEntity", profiles.profileTable);
export type ProfileLinkEntity = profiles.ProfileLinkEntity;
export const ProfileLinkEntity = entity<ProfileLinkEntity>("ProfileLinkEntity", profiles.profileLinkTable);

export type RetentionPolicyEntity = retention.RetentionPolicyEntity;
export const RetentionPolicyEntity = entity<RetentionPolicyEntity>(
  "RetentionPolicyEntity",
  retention.retentionPolicyTable,
);
export type RetentionDefaultEntity = retention.RetentionDefaultEntity;
export const RetentionDefaultEntity = entity<RetentionDefaultEntity>(
  "RetentionDefaultEntity",
  retention.retentionDefaultTable,
);
export type RetentionHidingEntity = pruning.RetentionHidingEntity;
export const RetentionHidingEntity = entity<RetentionHidingEntity>(
  "RetentionHidingEntity",
  pruning.retentionHidingTable,
);
export type RetentionPruningEntity = pruning.RetentionPruningEntity;
export const RetentionPruningEntity = entity<RetentionPruningEntity>(
  "RetentionPruningEntity",
  pruning.retentionPruningTable,
);

export type RetrievalConfigEntity = retrievalConfigs.RetrievalConfigEntity;
export const RetrievalConfigEntity = entity<RetrievalConfigEntity>(
  "RetrievalConfigEntity",
  retrievalConfigs.retrievalConfigTable,
);
export type RetrievalConfigVersionEntity = retrievalConfigs.RetrievalConfigVersionEntity;
export const RetrievalConfigVersionEntity = entity<RetrievalConfigVersionEntity>(
  "RetrievalConfigVersionEntity",
  retrievalConfigs.retrievalConfigVersionTable,
);
export type RetrievalQueryEntity = retrieval.RetrievalQueryEntity;
export const RetrievalQueryEntity = entity<RetrievalQueryEntity>(
  "RetrievalQueryEntity",
  retrieval.retrievalQueryTable,
);
export type RetrievalFeedbackEntity = retrieval.RetrievalFeedbackEntity;
export const RetrievalFeedbackEntity = entity<RetrievalFeedbackEntity>(
  "RetrievalFeedbackEntity",
  retrieval.retrievalFeedbackTable,
);

export type SearchSchemeEntity = search.SearchSchemeEntity;
export const SearchSchemeEntity = entity<SearchSchemeEntity>("SearchSchemeEntity", search.searchSchemeTable);
export type EmbeddingModelEntity = embedding.EmbeddingModelEntity;
export const EmbeddingModelEntity = entity<EmbeddingModelEntity>(
  "EmbeddingModelEntity",
  embedding.embeddingModelTable,
);
