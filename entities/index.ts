import { ArchiveEntryEntity, ArchiveTagEntity } from "./archive";
import {
  ConversationMessageEntity,
  ConversationParticipantEntity,
  ConversationSessionEntity,
} from "./conversations";
import {
  BanditEventEntity,
  LlmCallEntity,
  LlmFeedbackEntity,
  MetricEntity,
  PromptVariantEntity,
} from "./analytics";
import {
  AgentCapabilityEntity,
  AgentConsumerEntity,
  AgentEntity,
  AgentEventEntity,
  AgentLeaseEntity,
  AgentStateEntity,
  AgentTopicEntity,
} from "./agents";
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
import { ProfileEntity, ProfileLinkEntity } from "./profiles";

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
  MarketplaceRepositoryEntity,
  MarketplacePluginEntity,
  MarketplaceSignerEntity,
  MarketplaceReleaseEntity,
  MarketplaceAdvisoryEntity,
  MarketplaceInstallEntity,
  MarketplaceRolloutEntity,
  ArchiveEntryEntity,
  ArchiveTagEntity,
  ConversationParticipantEntity,
  ConversationSessionEntity,
  ConversationMessageEntity,
  LlmCallEntity,
  LlmFeedbackEntity,
  BanditEventEntity,
  PromptVariantEntity,
  MetricEntity,
  AgentEntity,
  AgentCapabilityEntity,
  AgentStateEntity,
  AgentTopicEntity,
  AgentEventEntity,
  AgentConsumerEntity,
  AgentLeaseEntity,
] as const;
