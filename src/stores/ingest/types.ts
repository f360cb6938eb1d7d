import type { Json } from "../../core/json";
import type { PageOptions } from "../../db/page";
import type { SearchMode } from "../../db/search";

/** Whoever makes what is ingested. */
export interface IngestCreator {
  /** UUID; given by the caller or made by the store, growing with time. */
  id: string;
  /** The natural key. */
  slug: string;
  youtubeId: string | null;
  twitchId: string | null;
  /** Null when nobody has looked. */
  verified: boolean | null;
  lastCheckedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** The platforms on which a creator's account is known. */
export type IngestAccountPlatform = "youtube" | "twitch";

/** Something a creator published. Its natural key is platform and external id. */
export interface IngestEpisode {
  id: string;
  platform: string;
  /** What the platform calls it. */
  externalId: string;
  creatorId: string | null;
  url: string | null;
  title: string | null;
  publishedAt: Date | null;
  /** Seconds. */
  duration: number | null;
  visibility: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** What somebody said in an episode, and where. */
export interface IngestSegment {
  id: string;
  episodeId: string;
  /** Seconds from the episode's beginning. */
  start: number;
  /** Seconds from the episode's beginning; null when not known. */
  end: number | null;
  text: string;
  speaker: string | null;
  createdAt: Date;
}

/** What became of an episode at one step of its processing. */
export interface IngestLogEntry {
  id: string;
  episodeId: string;
  status: string | null;
  details: Json;
  createdAt: Date;
}

/** Where some content came from, and on what terms. */
export interface IngestProvenance {
  id: string;
  contentId: string | null;
  sourceUrl: string | null;
  sourceType: string | null;
  retrievedAt: Date | null;
  licence: string | null;
  termsUrl: string | null;
  consentFlags: Json;
  sha256: string | null;
  creatorId: string | null;
  episodeId: string | null;
  createdAt: Date;
}

/** What was done with content, by which policy, and what was left out. */
export interface IngestUsage {
  id: string;
  callId: string | null;
  contentIds: Json;
  policyVersion: string | null;
  decisions: Json;
  redactions: Json;
  outputHash: string | null;
  /** What the user asked for. */
  userCommand: string | null;
  channelId: string | null;
  createdAt: Date;
}

/** A source that is asked for news again and again. Its natural key is source type and handle. */
export interface IngestWatch {
  id: string;
  sourceType: string;
  handle: string;
  label: string | null;
  enabled: boolean;
  /** Where the next poll goes on, in the source's own form. */
  cursor: string | null;
  etag: string | null;
  /** The newest that was seen there. */
  lastSeenAt: Date | null;
  /** Polls that failed since the last one that did not. */
  failureCount: number;
  /** Null unless the last poll failed. */
  backoffUntil: Date | null;
  /** When it is to be polled next. */
  dueAt: Date;
  createdAt: Date;
  updatedAt: Date;
}

/**
 * `queued` until a worker claims it, then `running` until the worker completes it (`done`), or fails and it is queued again, or `dead`
 * when no attempt is left.
 */
export type IngestJobStatus = "queued" | "running" | "done" | "dead";

/** Something to ingest. Its natural key is source and external id. */
export interface IngestJob {
  id: string;
  source: string;
  /** What the source calls it. */
  externalId: string;
  url: string | null;
  tags: string[];
  visibility: string | null;
  /** Higher ones go first. */
  priority: number;
  payload: Json;
  status: IngestJobStatus;
  /** How often it was claimed. */
  attempts: number;
  maxAttempts: number;
  /** From when on it can be claimed, or could be when it was claimed last. */
  scheduledAt: Date;
  /** When it can be claimed next; while it runs, the end of its lease. Null when never: done, dead, or on its last attempt. */
  availableAt: Date | null;
  /** The worker that claimed it last. */
  claimedBy: string | null;
  /** Until when the worker has it; null unless it runs. */
  leaseUntil: Date | null;
  /** When it was claimed last. */
  pickedAt: Date | null;
  finishedAt: Date | null;
  /** Why the last attempt failed. */
  error: string | null;
  result: Json;
  createdAt: Date;
}

/** What `enqueue` gives: the job of that source and external id, and whether this call made it. */
export interface IngestEnqueued {
  job: IngestJob;
  created: boolean;
}

/**
 * By what a worker shows that a job is still its own: the job as `claim` gave it, or the members that tell. Each claim counts the
 * attempts up, so that a worker that comes too late is known by its attempt.
 */
export type IngestJobClaim =
  | Pick<IngestJob, "id" | "claimedBy" | "attempts">
  | { id: string; worker: string; attempt: number };

export interface IngestReleased {
  /** Jobs that can be claimed again. */
  requeued: number;
  /** Jobs that had no attempt left. */
  dead: number;
}

export interface IngestJobStats extends Record<IngestJobStatus, number> {
  /** When the oldest of the queued jobs was made; null when none is queued. */
  oldestQueuedAt: Date | null;
  /** Running jobs whose worker has not been heard of in time. */
  expiredLeases: number;
}

export interface IngestEpisodeListQuery extends PageOptions {
  creatorId?: string | undefined;
  /**
   * By which time they are ordered. `created` (default): when they came into the store. `published`: those alone whose time of publication is known.
   */
  by?: "created" | "published" | undefined;
  /** Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
  /** At or after, in the time that `by` names. */
  from?: Date | undefined;
  /** Before, in the time that `by` names. */
  to?: Date | undefined;
}

export interface IngestSegmentListQuery extends PageOptions {
  /** Seconds: segments that start here or later. */
  from?: number | undefined;
  /** Seconds: segments that start before. */
  to?: number | undefined;
}

export interface IngestSegmentSearchQuery extends PageOptions {
  /** 1 to 1000 characters, at most 32 words; case does not matter. */
  text: string;
  /**
   * `words` (default): segments that have all the words, best first: the more often and the shorter the text, the better.
   * `substring`: segments that contain the text as it stands, those added last first.
   */
  mode?: SearchMode | undefined;
  /** Only in this episode. */
  episodeId?: string | undefined;
}

export interface IngestLogQuery extends PageOptions {
  /** Default `oldest` first. */
  order?: "newest" | "oldest" | undefined;
}

/** All conditions given must hold. */
export interface IngestProvenanceListQuery extends PageOptions {
  contentId?: string | undefined;
  sha256?: string | undefined;
  creatorId?: string | undefined;
  episodeId?: string | undefined;
  /** By time of creation. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

/** All conditions given must hold. */
export interface IngestUsageListQuery extends PageOptions {
  callId?: string | undefined;
  channelId?: string | undefined;
  /** Created at or after. */
  createdFrom?: Date | undefined;
  /** Created before. */
  createdTo?: Date | undefined;
  /** By time of creation. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

export interface IngestWatchListQuery extends PageOptions {
  sourceType?: string | undefined;
}

/** All conditions given must hold. */
export interface IngestJobListQuery extends PageOptions {
  status?: IngestJobStatus | undefined;
  source?: string | undefined;
  /** By time of creation. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}
