import { flag, instant, integer, json, name, real, text, uuid } from "./columns";
import { type ScopedRow, table } from "./table";

export const ingestCreatorTable = table("ingest_creator", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    slug: name(),
    youtubeId: name().nullable(),
    twitchId: name().nullable(),
    verified: flag().nullable(),
    lastCheckedAt: instant().nullable(),
    createdAt: instant(),
    updatedAt: instant(),
  },
  indexes: {
    ingest_creator_by_youtube: { on: ["youtubeId", "createdAt", "id"], where: "youtube_id IS NOT NULL" },
    ingest_creator_by_twitch: { on: ["twitchId", "createdAt", "id"], where: "twitch_id IS NOT NULL" },
    ingest_creator_key: { on: ["slug"], unique: true },
  },
});

export const ingestEpisodeTable = table("ingest_episode", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    platform: name(),
    externalId: name(),
    creatorId: uuid().nullable(),
    url: text().nullable(),
    title: text().nullable(),
    publishedAt: instant().nullable(),
    /** Seconds. */
    duration: real().nullable(),
    visibility: text().nullable(),
    createdAt: instant(),
    updatedAt: instant(),
  },
  indexes: {
    ingest_episode_of_creator: { on: ["creatorId", "createdAt", "id"] },
    ingest_episode_of_creator_published: { on: ["creatorId", "publishedAt", "id"] },
    ingest_episode_by_published: { on: ["publishedAt", "id"] },
    ingest_episode_by_created: { on: ["createdAt", "id"] },
    ingest_episode_key: { on: ["platform", "externalId"], unique: true },
  },
  references: {
    ingest_episode_creator: { on: ["creatorId"], table: () => ingestCreatorTable, onDelete: "NO ACTION" },
  },
});

export const ingestSegmentTable = table("ingest_segment", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    episodeId: uuid(),
    /** Seconds from the episode's beginning. */
    start: real("start_offset"),
    end: real("end_offset").nullable(),
    text: text(),
    speaker: text().nullable(),
    createdAt: instant(),
  },
  indexes: {
    ingest_segment_in_order: { on: ["episodeId", "start", "id"] },
  },
  references: {
    ingest_segment_of_episode: { on: ["episodeId"], table: () => ingestEpisodeTable, onDelete: "CASCADE" },
  },
});

export const ingestLogTable = table("ingest_log", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    episodeId: uuid(),
    status: text().nullable(),
    details: json().nullable(),
    createdAt: instant(),
  },
  indexes: {
    ingest_log_in_order: { on: ["episodeId", "createdAt", "id"] },
  },
  references: {
    ingest_log_of_episode: { on: ["episodeId"], table: () => ingestEpisodeTable, onDelete: "CASCADE" },
  },
});

/** Where some content came from, and on what terms. */
export const ingestProvenanceTable = table("ingest_provenance", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    contentId: name().nullable(),
    sourceUrl: text().nullable(),
    sourceType: text().nullable(),
    retrievedAt: instant().nullable(),
    licence: text().nullable(),
    termsUrl: text().nullable(),
    consentFlags: json().nullable(),
    sha256: name().nullable(),
    creatorId: uuid().nullable(),
    episodeId: uuid().nullable(),
    createdAt: instant(),
  },
  indexes: {
    ingest_provenance_of_creator: { on: ["creatorId", "createdAt", "id"] },
    ingest_provenance_of_episode: { on: ["episodeId", "createdAt", "id"] },
    ingest_provenance_by_sha256: { on: ["sha256", "createdAt", "id"] },
    ingest_provenance_by_content: { on: ["contentId", "createdAt", "id"] },
    ingest_provenance_by_created: { on: ["createdAt", "id"] },
  },
  references: {
    ingest_provenance_creator: { on: ["creatorId"], table: () => ingestCreatorTable, onDelete: "NO ACTION" },
    ingest_provenance_episode: { on: ["episodeId"], table: () => ingestEpisodeTable, onDelete: "CASCADE" },
  },
});

/** What was done with content, and why it was allowed. */
export const ingestUsageTable = table("ingest_usage", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    callId: name().nullable(),
    contentIds: json().nullable(),
    policyVersion: text().nullable(),
    decisions: json().nullable(),
    redactions: json().nullable(),
    outputHash: text().nullable(),
    userCommand: text().nullable(),
    channelId: name().nullable(),
    createdAt: instant(),
  },
  indexes: {
    ingest_usage_by_call: { on: ["callId", "createdAt", "id"] },
    ingest_usage_by_channel: { on: ["channelId", "createdAt", "id"] },
    ingest_usage_by_created: { on: ["createdAt", "id"] },
  },
});

/** A source that is asked for news again and again, and how far that has come. */
export const ingestWatchTable = table("ingest_watch", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    sourceType: name(),
    handle: name(),
    label: text().nullable(),
    enabled: flag(),
    cursor: text().nullable(),
    etag: text().nullable(),
    lastSeenAt: instant().nullable(),
    failureCount: integer(),
    backoffUntil: instant().nullable(),
    /** One order for what is due, whether it waits for its turn or for the end of a backoff. */
    dueAt: instant(),
    createdAt: instant(),
    updatedAt: instant(),
  },
  indexes: {
    ingest_watch_due: { on: ["dueAt", "id"], where: "enabled" },
    ingest_watch_key: { on: ["sourceType", "handle"], unique: true },
  },
  checks: {
    ingest_watch_failures: "failure_count >= 0",
  },
});

export const ingestJobTable = table("ingest_job", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    source: name(),
    externalId: name(),
    url: text().nullable(),
    tags: json(),
    visibility: text().nullable(),
    priority: integer(),
    payload: json().nullable(),
    status: name(),
    attempts: integer(),
    maxAttempts: integer(),
    /** Since when it could be claimed, or from when on it can be. */
    scheduledAt: instant(),
    /** When it can be claimed next: the end of the lease while it runs; null when never, as on its last attempt. */
    availableAt: instant().nullable(),
    claimedBy: name().nullable(),
    leaseUntil: instant().nullable(),
    pickedAt: instant().nullable(),
    finishedAt: instant().nullable(),
    error: text().nullable(),
    result: json().nullable(),
    createdAt: instant(),
  },
  indexes: {
    ingest_job_by_source: { on: ["source", "createdAt", "id"] },
    ingest_job_by_status: { on: ["status", "createdAt", "id"] },
    ingest_job_by_created: { on: ["createdAt", "id"] },
    ingest_job_leased: { on: ["leaseUntil", "id"], where: "status = 'running'" },
    // The order in which jobs are claimed, the higher priority first.
    ingest_job_claimable: { on: ["priority", "availableAt", "id"], where: "available_at IS NOT NULL" },
    ingest_job_key: { on: ["source", "externalId"], unique: true },
  },
  checks: {
    ingest_job_status: "status IN ('queued', 'running', 'done', 'dead')",
    ingest_job_attempts: "attempts >= 0 AND max_attempts >= 1",
  },
});

export type IngestCreatorEntity = ScopedRow<typeof ingestCreatorTable>;
export type IngestEpisodeEntity = ScopedRow<typeof ingestEpisodeTable>;
export type IngestSegmentEntity = ScopedRow<typeof ingestSegmentTable>;
export type IngestLogEntity = ScopedRow<typeof ingestLogTable>;
export type IngestProvenanceEntity = ScopedRow<typeof ingestProvenanceTable>;
export type IngestUsageEntity = ScopedRow<typeof ingestUsageTable>;
export type IngestWatchEntity = ScopedRow<typeof ingestWatchTable>;
export type IngestJobEntity = ScopedRow<typeof ingestJobTable>;
