import {
  flag,
  type Id,
  instant,
  integer,
  json,
  name,
  names,
  real,
  schemaVersion,
  text,
  uuid,
  version,
} from "./columns";
import { type ScopedRow, table } from "./table";

/** Whoever makes what is ingested. Its natural key is the slug. */
export const ingestCreatorTable = table("ingest_creator", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"ingest creator">().default("new"),
    slug: name(),
    youtubeId: name().orEmpty().nullable(),
    twitchId: name().orEmpty().nullable(),
    /** Null when nobody has looked. */
    verified: flag().nullable(),
    lastCheckedAt: instant().nullable(),
    /** Of a new row; one that exists keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** The last change. Default: now. */
    updatedAt: instant().default("now"),
    /** 1 at first, one more with each change. */
    version: version(),
  },
  indexes: {
    ingest_creator_by_youtube: { on: ["youtubeId", "slug"], where: "youtube_id IS NOT NULL" },
    ingest_creator_by_twitch: { on: ["twitchId", "slug"], where: "twitch_id IS NOT NULL" },
    ingest_creator_key: { on: ["slug"], unique: true },
  },
});

/** Something a creator published. Its natural key is platform and external id. */
export const ingestEpisodeTable = table("ingest_episode", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"ingest episode">().default("new"),
    platform: name().suggest("youtube", "twitch"),
    /** What the platform calls it. */
    externalId: name(),
    creatorId: uuid<"ingest creator">().nullable(),
    url: text().nullable(),
    title: text().nullable(),
    publishedAt: instant().nullable(),
    durationSeconds: real().nullable(),
    visibility: text().nullable(),
    /** Of a new row; one that exists keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** The last change. Default: now. */
    updatedAt: instant().default("now"),
    /** 1 at first, one more with each change. */
    version: version(),
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

/** What somebody said in an episode, and where. */
export const ingestSegmentTable = table("ingest_segment", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"ingest segment">().default("new"),
    episodeId: uuid<"ingest episode">(),
    /** From the episode's beginning. */
    startSeconds: real(),
    /** From the episode's beginning; null when not known. */
    endSeconds: real().nullable(),
    text: text(),
    /** Null when not known. */
    speaker: text().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
  },
  indexes: {
    ingest_segment_in_order: { on: ["episodeId", "startSeconds", "id"] },
  },
  references: {
    ingest_segment_of_episode: { on: ["episodeId"], table: () => ingestEpisodeTable, onDelete: "CASCADE" },
  },
});

/** What became of an episode at one step of its processing. */
export const ingestLogTable = table("ingest_log", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"ingest log">().default("new"),
    episodeId: uuid<"ingest episode">(),
    status: text().nullable(),
    /** Any JSON. Default: null. */
    details: json().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
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
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"ingest provenance">().default("new"),
    /** The application's own; may be empty. */
    contentId: name().orEmpty().nullable(),
    sourceUrl: text().nullable(),
    sourceType: text().nullable(),
    retrievedAt: instant().nullable(),
    license: text().nullable(),
    termsUrl: text().nullable(),
    /** Any JSON. */
    consentFlags: json().nullable(),
    sha256: name().orEmpty().nullable(),
    creatorId: uuid<"ingest creator">().nullable(),
    episodeId: uuid<"ingest episode">().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
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

/** What was done with content, by which policy, and what was left out. */
export const ingestUsageTable = table("ingest_usage", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"ingest usage">().default("new"),
    /** The application's own; may be empty, like `channelId`. */
    callId: name().orEmpty().nullable(),
    /** Any JSON, such as an array of ids. */
    contentIds: json().nullable(),
    policyVersion: text().nullable(),
    /** Any JSON. */
    decisions: json().nullable(),
    /** Any JSON. */
    redactions: json().nullable(),
    outputHash: text().nullable(),
    /** What the user asked for. */
    userCommand: text().nullable(),
    channelId: name().orEmpty().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
  },
  indexes: {
    ingest_usage_by_call: { on: ["callId", "createdAt", "id"] },
    ingest_usage_by_channel: { on: ["channelId", "createdAt", "id"] },
    ingest_usage_by_created: { on: ["createdAt", "id"] },
  },
});

/** A source that is asked for news again and again. Its natural key is source type and handle. */
export const ingestWatchTable = table("ingest_watch", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"ingest watch">().default("new"),
    sourceType: name(),
    handle: name(),
    label: text().nullable(),
    /** Default of a new watch: true. */
    enabled: flag().default(true),
    /** Where the next poll goes on, in the source's own form. */
    cursor: text().nullable(),
    etag: text().nullable(),
    /** The newest that was seen there. */
    lastSeenAt: instant().nullable(),
    /**
     * Polls that failed since the last one that did not, up to 1,000,000,000. Default of a new
     * watch: 0.
     */
    failureCount: integer().between(0, 1_000_000_000).default(0),
    /** Null unless the last poll failed. */
    backoffEndsAt: instant().nullable(),
    /**
     * When it is to be polled next: one order, whether it waits for its turn or for the end of a
     * backoff. Default of a new watch: the end of its backoff, else when it was made.
     */
    dueAt: instant().default("now"),
    /** Of a new row; one that exists keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** The last change. Default: now. */
    updatedAt: instant().default("now"),
    /** 1 at first, one more with each change, a poll's included. */
    version: version(),
  },
  indexes: {
    ingest_watch_due: { on: ["dueAt", "id"], where: "enabled" },
    ingest_watch_key: { on: ["sourceType", "handle"], unique: true },
  },
  checks: {
    ingest_watch_failures: "failure_count >= 0",
  },
});

/**
 * `queued` until a worker claims it, then `running` until the worker completes it (`done`), or
 * fails and it is queued again, or `dead` when no attempt is left.
 */
export type IngestJobStatus = "queued" | "running" | "done" | "dead";

const LEAST_INTEGER = -(2 ** 31);
const MOST_INTEGER = 2 ** 31 - 1;
/** An attempt more than the most must still be countable. */
const MOST_ATTEMPTS = 1_000_000;

/**
 * Something to ingest. Its natural key is source and external id. It has no version: `attempts` is
 * what a late writer is known by, since whoever changes a job has claimed it, and each claim counts
 * it up.
 */
export const ingestJobTable = table("ingest_job", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"ingest job">().default("new"),
    source: name(),
    /** What the source calls it. */
    externalId: name(),
    url: text().nullable(),
    /** Default: none. */
    tags: names().default("[]"),
    visibility: text().nullable(),
    /** A whole number of 32 bits, higher ones first. Default: 0. */
    priority: integer().between(LEAST_INTEGER, MOST_INTEGER).default(0),
    /** Any JSON. Default: null. */
    payload: json().nullable().typed("jobs", "source"),
    /** Default: `queued`. */
    status: name().oneOf<IngestJobStatus>("queued", "running", "done", "dead").default("queued"),
    /** How often it was claimed; below `maxAttempts` while it is queued. Default: 0. */
    attempts: integer().between(0, MOST_ATTEMPTS).default(0),
    /** How often it may be claimed, 1 to 1,000,000. Default: 5. */
    maxAttempts: integer().between(1, MOST_ATTEMPTS).default(5),
    /**
     * From when on it can be claimed, or could be when it was claimed last. Default: `createdAt`.
     */
    scheduledAt: instant().default("now"),
    /**
     * When it can be claimed next: the end of the lease while it runs; null when never, as on its
     * last attempt.
     */
    availableAt: instant().nullable().generated(),
    /** The worker that claimed it last. */
    claimedBy: name().nullable(),
    /**
     * Until then the worker has it; null unless it runs. Default of a running job: its
     * `scheduledAt`, so that another worker may take it.
     */
    leaseExpiresAt: instant().nullable(),
    /** When it was claimed last. */
    pickedAt: instant().nullable(),
    finishedAt: instant().nullable(),
    /** Why the last attempt failed. */
    error: text().nullable(),
    /** Any JSON. Default: null. */
    result: json().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
    /** The version of the schema that the payload was written by; null: without one. */
    schemaVersion: schemaVersion(),
  },
  indexes: {
    ingest_job_by_source: { on: ["source", "createdAt", "id"] },
    ingest_job_by_status: { on: ["status", "createdAt", "id"] },
    ingest_job_by_created: { on: ["createdAt", "id"] },
    ingest_job_leased: { on: ["leaseExpiresAt", "id"], where: "status = 'running'" },
    // The order in which jobs are claimed, the higher priority first.
    ingest_job_claimable: { on: ["priority", "availableAt", "id"], where: "available_at IS NOT NULL" },
    ingest_job_key: { on: ["source", "externalId"], unique: true },
  },
  checks: {
    ingest_job_status: "status IN ('queued', 'running', 'done', 'dead')",
    ingest_job_attempts: "attempts >= 0 AND max_attempts >= 1",
  },
});

export type IngestCreatorId = Id<"ingest creator">;
export type IngestEpisodeId = Id<"ingest episode">;
export type IngestSegmentId = Id<"ingest segment">;
export type IngestLogId = Id<"ingest log">;
export type IngestProvenanceId = Id<"ingest provenance">;
export type IngestUsageId = Id<"ingest usage">;
export type IngestWatchId = Id<"ingest watch">;
export type IngestJobId = Id<"ingest job">;

export type IngestCreatorEntity = ScopedRow<typeof ingestCreatorTable>;
export type IngestEpisodeEntity = ScopedRow<typeof ingestEpisodeTable>;
export type IngestSegmentEntity = ScopedRow<typeof ingestSegmentTable>;
export type IngestLogEntity = ScopedRow<typeof ingestLogTable>;
export type IngestProvenanceEntity = ScopedRow<typeof ingestProvenanceTable>;
export type IngestUsageEntity = ScopedRow<typeof ingestUsageTable>;
export type IngestWatchEntity = ScopedRow<typeof ingestWatchTable>;
export type IngestJobEntity = ScopedRow<typeof ingestJobTable>;
