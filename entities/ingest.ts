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
  vector,
  version,
} from "./columns";
import { type ScopedRow, table } from "./table";

/** Creator: the author of ingested content. Its natural key is the slug. */
export const ingestCreatorTable = table("ingest_creator", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"ingest creator">().default("new"),
    slug: name(),
    youtubeId: name().orEmpty().nullable(),
    twitchId: name().orEmpty().nullable(),
    /** Whether the creator is verified; null before the first check. */
    verified: flag().nullable(),
    lastCheckedAt: instant().nullable(),
    /** Only for a new row; an existing one keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** Time of the last change. Default: now. */
    updatedAt: instant().default("now"),
    /** Starts at 1 and grows by one with each change. */
    version: version(),
  },
  indexes: {
    ingest_creator_by_youtube: { on: ["youtubeId", "slug"], where: "youtube_id IS NOT NULL" },
    ingest_creator_by_twitch: { on: ["twitchId", "slug"], where: "twitch_id IS NOT NULL" },
    ingest_creator_key: { on: ["slug"], unique: true },
  },
});

/** Episode: an item that a creator published. Its natural key is platform and external id. */
export const ingestEpisodeTable = table("ingest_episode", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"ingest episode">().default("new"),
    platform: name().suggest("youtube", "twitch"),
    /** Id on the platform. */
    externalId: name(),
    creatorId: uuid<"ingest creator">().nullable(),
    url: text().nullable(),
    title: text().nullable(),
    publishedAt: instant().nullable(),
    durationSeconds: real().nullable(),
    visibility: text().nullable(),
    /** Only for a new row; an existing one keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** Time of the last change. Default: now. */
    updatedAt: instant().default("now"),
    /** Starts at 1 and grows by one with each change. */
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

/** Transcript segment of an episode, with its offsets. */
export const ingestSegmentTable = table("ingest_segment", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"ingest segment">().default("new"),
    episodeId: uuid<"ingest episode">(),
    /** Offset from the start of the episode. */
    startSeconds: real(),
    /** Offset from the start of the episode; null when unknown. */
    endSeconds: real().nullable(),
    text: text(),
    /**
     * Vector of the text by the tenant's active model or the first embedder's (see
     * `retrieval.vectors.put`), stored as 32-bit floats. `retrieval.search` finds segments by it.
     * Default: none, until `embedPending` makes it.
     */
    embedding: vector().nullable().beside(),
    /** Null when unknown. */
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

/** Entry of a processing log: the result of one step for an episode. */
export const ingestLogTable = table("ingest_log", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
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

/** Provenance of content: its source and its terms of use. */
export const ingestProvenanceTable = table("ingest_provenance", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"ingest provenance">().default("new"),
    /** Id in the application; may be empty. */
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

/** Entry of the usage log: how content was used, under which policy, and what was redacted. */
export const ingestUsageTable = table("ingest_usage", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"ingest usage">().default("new"),
    /** Id in the application; may be empty, like `channelId`. */
    callId: name().orEmpty().nullable(),
    /** Any JSON, such as an array of ids. */
    contentIds: json().nullable(),
    policyVersion: text().nullable(),
    /** Any JSON. */
    decisions: json().nullable(),
    /** Any JSON. */
    redactions: json().nullable(),
    outputHash: text().nullable(),
    /** Command of the user. */
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

/** Watch: a source that is polled for new content. Its natural key is source type and handle. */
export const ingestWatchTable = table("ingest_watch", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"ingest watch">().default("new"),
    sourceType: name(),
    handle: name(),
    label: text().nullable(),
    /** Default of a new watch: true. */
    enabled: flag().default(true),
    /** Where the next poll continues, in the form of the source. */
    cursor: text().nullable(),
    etag: text().nullable(),
    /** Time of the newest item that was seen. */
    lastSeenAt: instant().nullable(),
    /**
     * Number of failed polls since the last successful one, up to 1,000,000,000. Default of a new
     * watch: 0.
     */
    failureCount: integer().between(0, 1_000_000_000).default(0),
    /** End of the backoff; null unless the last poll failed. */
    backoffEndsAt: instant().nullable(),
    /**
     * Time of the next poll, after the regular wait or after a backoff: one column for both, so
     * that one index has the order. Default of a new watch: the end of its backoff, else its
     * creation.
     */
    dueAt: instant().default("now"),
    /** Only for a new row; an existing one keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** Time of the last change. Default: now. */
    updatedAt: instant().default("now"),
    /** Starts at 1 and grows by one with each change, including each poll. */
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
 * State machine of a job. It is `queued` until a worker claims it, then `running` until its end. A
 * completed job is `done`. A failed job is `queued` again, or `dead` when no attempt is left.
 */
export type IngestJobStatus = "queued" | "running" | "done" | "dead";

const LEAST_INTEGER = -(2 ** 31);
const MOST_INTEGER = 2 ** 31 - 1;
/** Far below the limit of 32 bits, so that later attempts can still be counted. */
const MOST_ATTEMPTS = 1_000_000;

/**
 * Job: an item to ingest. Its natural key is source and external id. It has no version, because
 * `attempts` is the fencing token: only the worker that claimed a job changes it, and each claim
 * increments `attempts`.
 */
export const ingestJobTable = table("ingest_job", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"ingest job">().default("new"),
    source: name(),
    /** Id in the source. */
    externalId: name(),
    url: text().nullable(),
    /** Default: none. */
    tags: names().default("[]"),
    visibility: text().nullable(),
    /** A 32-bit integer; higher priorities are claimed first. Default: 0. */
    priority: integer().between(LEAST_INTEGER, MOST_INTEGER).default(0),
    /** Any JSON. Default: null. */
    payload: json().nullable().typed("jobs", "source"),
    /** Default: `queued`. */
    status: name().oneOf<IngestJobStatus>("queued", "running", "done", "dead").default("queued"),
    /** Number of claims; below `maxAttempts` while the job is queued. Default: 0. */
    attempts: integer().between(0, MOST_ATTEMPTS).default(0),
    /** Largest number of claims, 1 to 1,000,000. Default: 5. */
    maxAttempts: integer().between(1, MOST_ATTEMPTS).default(5),
    /**
     * Earliest time of the next claim; for a claimed job, of its last claim. Default: `createdAt`.
     */
    scheduledAt: instant().default("now"),
    /**
     * Earliest time of the next claim; for a running job, the end of its lease. Null when the job
     * cannot be claimed again, as on its last attempt.
     */
    availableAt: instant().nullable().generated(),
    /** Worker of the last claim. */
    claimedBy: name().nullable(),
    /**
     * End of the worker's lease; null unless the job is running. Default of a running job: its
     * `scheduledAt`, so that another worker can claim it.
     */
    leaseExpiresAt: instant().nullable(),
    /** Time of the last claim. */
    pickedAt: instant().nullable(),
    finishedAt: instant().nullable(),
    /** Error of the last failed attempt. */
    error: text().nullable(),
    /** Any JSON. Default: null. */
    result: json().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
    /** Version of the schema that the payload was written with; null: no schema. */
    schemaVersion: schemaVersion(),
  },
  indexes: {
    ingest_job_by_source: { on: ["source", "createdAt", "id"] },
    ingest_job_by_status: { on: ["status", "createdAt", "id"] },
    ingest_job_by_created: { on: ["createdAt", "id"] },
    ingest_job_leased: { on: ["leaseExpiresAt", "id"], where: "status = 'running'" },
    // The order of claims: the highest priority first.
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
