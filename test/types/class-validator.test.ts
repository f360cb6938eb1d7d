import type { Scope } from "../../src";
import type * as c from "../../src/class-validator";

/** Compiled, not run: the stores accept the output of a pipe without a cast. */
type Taken = (scope: Scope, key: string) => unknown;

const taken: Taken[] = [
  ({ memory }, id) => [
    (input: c.MemoryItemInput) => memory.add(input),
    (inputs: c.MemoryItemInput[]) => memory.addMany(inputs),
    (patch: c.MemoryItemPatch) => memory.update(id, patch),
    (query: c.MemoryListQuery) => memory.list(query),
    (query: c.MemorySearchQuery) => memory.search(query),
    (input: c.MemoryTouchInput) => memory.touch(id, input),
    (query: c.MemoryPruneQuery) => memory.prune(query),
    (input: c.MemoryPolicyInput) => memory.policies.put(input),
  ],
  ({ profiles }, name) => [
    (input: c.ProfileInput) => profiles.put(input),
    (query: c.ProfileListQuery) => profiles.list(query),
    (query: c.ProfileNetworkQuery) => profiles.network(name, query),
    (input: c.ProfileLinkInput) => profiles.links.add(input),
    (key: c.ProfileLinkKey) => profiles.links.get(key),
    (query: c.ProfileLinkListQuery) => profiles.links.list(query),
  ],
  ({ graph }, id) => [
    (input: c.GraphNodeInput) => graph.nodes.upsert(input),
    (query: c.GraphNodeListQuery) => graph.nodes.list(query),
    (input: c.GraphEdgeInput) => graph.edges.upsert(input),
    (query: c.GraphEdgeListQuery) => graph.edges.list(query),
    (input: c.GraphProvenanceInput) => graph.provenance.add(input),
    (query: c.GraphProvenanceListQuery) => graph.provenance.list(query),
    (query: c.GraphWalkQuery) => graph.traverse(id, query),
    (query: c.GraphPathQuery) => graph.shortestPath(query),
  ],
  ({ agents }, name) => [
    (input: c.AgentInput) => agents.put(input),
    (patch: c.AgentPatch) => agents.update(name, patch),
    (input: c.AgentHeartbeatInput) => agents.heartbeat(name, input),
    (query: c.AgentListQuery) => agents.list(query),
    (input: c.AgentStateInput) => agents.state.put(input),
    (input: c.AgentEventInput) => agents.events.append(name, input),
    (query: c.AgentEventPollQuery) => agents.events.poll(query),
    (input: c.AgentEventCommitInput) => agents.events.commit(input),
    (query: c.AgentEventTrimQuery) => agents.events.trim(query),
    (input: c.AgentLeaseInput) => agents.leases.acquire(input),
    (key: c.AgentLeaseKey, input: c.AgentLeaseRenewInput) => agents.leases.renew(key, input),
  ],
  ({ analytics }) => [
    (input: c.AnalyticsCallInput) => analytics.calls.add(input),
    (query: c.AnalyticsCallSummaryQuery) => analytics.calls.summarize(query),
    (input: c.AnalyticsFeedbackInput) => analytics.feedback.add(input),
    (input: c.AnalyticsBanditEventInput) => analytics.bandits.add(input),
    (input: c.AnalyticsVariantInput) => analytics.variants.put(input),
    (input: c.AnalyticsMetricInput) => analytics.metrics.add(input),
    (query: c.AnalyticsPruneQuery) => analytics.metrics.prune(query),
  ],
  ({ archive }) => [
    (input: c.ArchiveEntryInput) => archive.add(input),
    (query: c.ArchiveListQuery) => archive.list(query),
    (query: c.ArchiveSearchQuery) => archive.search(query),
    (key: c.ArchivePlaceKey) => archive.places.get(key),
  ],
  ({ conversations: { participants, sessions, messages } }, id) => [
    (input: c.ConversationParticipantInput) => participants.upsert(input),
    (patch: c.ConversationParticipantPatch) => participants.update(id, patch),
    (input: c.ConversationSessionInput) => sessions.add(input),
    (patch: c.ConversationSessionPatch) => sessions.update(id, patch),
    (input: c.ConversationMessageInput) => messages.append(id, input),
    (query: c.ConversationMessageListQuery) => messages.list(query),
    (input: c.ConversationRatingInput) => messages.rate(id, input),
  ],
  ({ debates }, id) => [
    (input: c.DebateInput) => debates.add(input),
    (input: c.DebateConclusionInput) => debates.conclude(id, input),
    (query: c.DebateTranscriptQuery) => debates.transcript(id, query),
    (input: c.DebateTurnInput) => debates.turns.add(input),
    (input: c.DebateCritiqueInput) => debates.critiques.add(input),
    (input: c.DebateVoteInput) => debates.votes.add(input),
  ],
  ({ ingest }) => [
    (input: c.IngestJobInput) => ingest.jobs.enqueue(input),
    (input: c.IngestJobClaimInput) => ingest.jobs.claim(input),
    (job: c.IngestJobClaim, input: c.IngestJobCompleteInput) => ingest.jobs.complete(job, input),
    (job: c.IngestJobClaim, input: c.IngestJobFailInput) => ingest.jobs.fail(job, input),
    (query: c.IngestJobListQuery) => ingest.jobs.list(query),
    (input: c.IngestCreatorInput) => ingest.creators.upsert(input),
    (input: c.IngestEpisodeInput) => ingest.episodes.upsert(input),
    (input: c.IngestSegmentInput) => ingest.segments.add(input),
    (input: c.IngestLogInput) => ingest.episodes.logs.add(input),
    (input: c.IngestWatchInput) => ingest.watchlist.upsert(input),
  ],
  ({ marketplace }, id) => [
    (input: c.MarketplacePluginInput) => marketplace.plugins.upsert(input),
    (patch: c.MarketplacePluginPatch) => marketplace.plugins.update(id, patch),
    (input: c.MarketplaceReleaseInput) => marketplace.releases.upsert(input),
    (key: c.MarketplaceReleaseKey) => marketplace.releases.get(key),
    (input: c.MarketplaceInstallInput) => marketplace.install(id, input),
    (patch: c.MarketplaceInstallPatch) => marketplace.installs.update(id, patch),
    (query: c.MarketplaceInRolloutQuery) => marketplace.inRollout(query),
    (query: c.PageOptions) => marketplace.repositories.list(query),
  ],
];

test("the classes are the stores' own input types", () => {
  expect(taken).toHaveLength(10);
});
