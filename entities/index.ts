import {
  AgentCapabilityEntity,
  AgentConsumerEntity,
  AgentEntity,
  AgentEventEntity,
  AgentLeaseEntity,
  AgentStateEntity,
  AgentTopicEntity,
} from "./agents";
import {
  BanditEventEntity,
  LlmCallEntity,
  LlmFeedbackEntity,
  MetricEntity,
  PromptVariantEntity,
} from "./analytics";
import { ArchiveEntryEntity, ArchivePlaceEntity, ArchiveTagEntity } from "./archive";
import {
  ConversationMessageEntity,
  ConversationParticipantEntity,
  ConversationSessionEntity,
} from "./conversations";
import { DebateCritiqueEntity, DebateEntity, DebateTurnEntity, DebateVoteEntity } from "./debates";
import { GraphEdgeEntity, GraphNodeEntity, GraphProvenanceEntity } from "./graph";
import {
  IngestCreatorEntity,
  IngestEpisodeEntity,
  IngestJobEntity,
  IngestLogEntity,
  IngestProvenanceEntity,
  IngestSegmentEntity,
  IngestUsageEntity,
  IngestWatchEntity,
} from "./ingest";
import {
  MarketplaceAdvisoryEntity,
  MarketplaceInstallEntity,
  MarketplacePluginEntity,
  MarketplaceReleaseEntity,
  MarketplaceRepositoryEntity,
  MarketplaceRolloutEntity,
  MarketplaceSignerEntity,
} from "./marketplace";
import { MemoryItemEntity, MemoryPolicyEntity } from "./memory";
import {
  MigrationAliasEntity,
  MigrationBatchEntity,
  MigrationBeforeEntity,
  MigrationChangeEntity,
  MigrationRejectEntity,
  MigrationRejectPartEntity,
  MigrationRunEntity,
  MigrationStepEntity,
} from "./migration";
import { ProfileEntity, ProfileLinkEntity } from "./profiles";
import { SearchSchemeEntity } from "./search";

/** Every table of the project, for a DataSource's `entities`. */
export const entities = [
  MemoryItemEntity,
  MemoryPolicyEntity,
  DebateEntity,
  DebateTurnEntity,
  DebateCritiqueEntity,
  DebateVoteEntity,
  GraphNodeEntity,
  GraphEdgeEntity,
  GraphProvenanceEntity,
  ProfileEntity,
  ProfileLinkEntity,
  IngestCreatorEntity,
  IngestEpisodeEntity,
  IngestSegmentEntity,
  IngestLogEntity,
  IngestProvenanceEntity,
  IngestUsageEntity,
  IngestWatchEntity,
  IngestJobEntity,
  LlmCallEntity,
  LlmFeedbackEntity,
  BanditEventEntity,
  PromptVariantEntity,
  MetricEntity,
  MarketplaceRepositoryEntity,
  MarketplacePluginEntity,
  MarketplaceSignerEntity,
  MarketplaceReleaseEntity,
  MarketplaceAdvisoryEntity,
  MarketplaceInstallEntity,
  MarketplaceRolloutEntity,
  ArchiveEntryEntity,
  ArchivePlaceEntity,
  ArchiveTagEntity,
  ConversationParticipantEntity,
  ConversationSessionEntity,
  ConversationMessageEntity,
  AgentEntity,
  AgentCapabilityEntity,
  AgentStateEntity,
  AgentTopicEntity,
  AgentEventEntity,
  AgentConsumerEntity,
  AgentLeaseEntity,
  MigrationRunEntity,
  MigrationStepEntity,
  MigrationBatchEntity,
  MigrationBeforeEntity,
  MigrationChangeEntity,
  MigrationRejectEntity,
  MigrationRejectPartEntity,
  MigrationAliasEntity,
  SearchSchemeEntity,
] as const;
