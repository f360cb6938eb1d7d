import {
  agentCapabilityTable,
  agentConsumerTable,
  agentEventTable,
  agentLeaseTable,
  agentStateTable,
  agentTable,
  agentTopicTable,
} from "./agents";
import {
  analyticsBanditEventTable,
  analyticsCallTable,
  analyticsFeedbackTable,
  analyticsMetricTable,
  analyticsVariantTable,
} from "./analytics";
import { archiveEntryTable, archivePlaceTable, archiveTagTable } from "./archive";
import {
  conversationMessageTable,
  conversationParticipantTable,
  conversationSessionTable,
} from "./conversations";
import { searchSchemeTable } from "./database/search-scheme";
import { debateCritiqueTable, debateTable, debateTurnTable, debateVoteTable } from "./debates";
import { documentChunkTable, documentSectionTable, documentTable } from "./documents";
import { embeddingModelTable } from "./embedding";
import { graphEdgeTable, graphNodeAliasTable, graphNodeTable, graphProvenanceTable } from "./graph";
import {
  ingestCreatorTable,
  ingestEpisodeTable,
  ingestJobTable,
  ingestLogTable,
  ingestProvenanceTable,
  ingestSegmentTable,
  ingestUsageTable,
  ingestWatchTable,
} from "./ingest";
import {
  marketplaceAdvisoryTable,
  marketplaceInstallTable,
  marketplacePluginTable,
  marketplaceReleaseTable,
  marketplaceRepositoryTable,
  marketplaceRolloutTable,
  marketplaceSignerTable,
} from "./marketplace";
import {
  memoryAccessTable,
  memoryAssociationTable,
  memoryClusterItemTable,
  memoryClusterTable,
  memoryItemTable,
  memoryPolicyTable,
  memoryProvenanceTable,
} from "./memory";
import {
  migrationAliasTable,
  migrationBatchTable,
  migrationBeforeTable,
  migrationChangeTable,
  migrationRejectionPartTable,
  migrationRejectionTable,
  migrationRunTable,
  migrationStepTable,
} from "./migration";
import { profileLinkTable, profileTable } from "./profiles";
import { retentionDefaultTable, retentionPolicyTable } from "./retention/policies";
import { retentionHidingTable, retentionPruningTable } from "./retention/pruning";
import { retrievalConfigTable, retrievalConfigVersionTable } from "./retrieval/configs";
import { retrievalFeedbackTable, retrievalQueryTable } from "./retrieval/log";
import type { AnyTable } from "./table";

/** Every table of the project. */
export const tables = [
  memoryItemTable,
  memoryPolicyTable,
  memoryClusterTable,
  memoryClusterItemTable,
  memoryAssociationTable,
  memoryAccessTable,
  memoryProvenanceTable,
  debateTable,
  debateTurnTable,
  debateCritiqueTable,
  debateVoteTable,
  graphNodeTable,
  graphNodeAliasTable,
  graphEdgeTable,
  graphProvenanceTable,
  profileTable,
  profileLinkTable,
  ingestCreatorTable,
  ingestEpisodeTable,
  ingestSegmentTable,
  ingestLogTable,
  ingestProvenanceTable,
  ingestUsageTable,
  ingestWatchTable,
  ingestJobTable,
  analyticsCallTable,
  analyticsFeedbackTable,
  analyticsBanditEventTable,
  analyticsVariantTable,
  analyticsMetricTable,
  marketplaceRepositoryTable,
  marketplacePluginTable,
  marketplaceSignerTable,
  marketplaceReleaseTable,
  marketplaceAdvisoryTable,
  marketplaceInstallTable,
  marketplaceRolloutTable,
  archiveEntryTable,
  archivePlaceTable,
  archiveTagTable,
  conversationParticipantTable,
  conversationSessionTable,
  conversationMessageTable,
  agentTable,
  agentCapabilityTable,
  agentStateTable,
  agentTopicTable,
  agentEventTable,
  agentConsumerTable,
  agentLeaseTable,
  migrationRunTable,
  migrationStepTable,
  migrationBatchTable,
  migrationBeforeTable,
  migrationChangeTable,
  migrationRejectionTable,
  migrationRejectionPartTable,
  migrationAliasTable,
  searchSchemeTable,
  embeddingModelTable,
  documentTable,
  documentSectionTable,
  documentChunkTable,
  retrievalConfigTable,
  retrievalConfigVersionTable,
  retrievalQueryTable,
  retrievalFeedbackTable,
  retentionPolicyTable,
  retentionDefaultTable,
  retentionHidingTable,
  retentionPruningTable,
] as const satisfies readonly AnyTable[];
