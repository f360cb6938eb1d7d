export type {
  IngestCreatorId,
  IngestEpisodeId,
  IngestJobId,
  IngestJobStatus,
  IngestLogId,
  IngestProvenanceId,
  IngestSegmentId,
  IngestUsageId,
  IngestWatchId,
} from "../../../entities/ingest";

import type {
  IngestCreatorId,
  IngestEpisodeId,
  IngestJobId,
  IngestJobStatus,
  ingestCreatorTable,
  ingestEpisodeTable,
  ingestJobTable,
  ingestLogTable,
  ingestProvenanceTable,
  ingestSegmentTable,
  ingestUsageTable,
  ingestWatchTable,
} from "../../../entities/ingest";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";
import type { SearchMode } from "../../db/search/search";

/** Creator: the author of ingested content. Its natural key is the slug. */
export interface IngestCreator extends RowOf<typeof ingestCreatorTable> {}

/** Input of an upsert: a creator, with the slug as its key. */
export interface IngestCreatorInput extends InputOf<typeof ingestCreatorTable> {}

/** Natural key of a creator. */
export interface IngestCreatorKey {
  slug: string;
}

/** Episode: an item that a creator published. Its natural key is platform and external id. */
export interface IngestEpisode extends RowOf<typeof ingestEpisodeTable> {}

/** Input of an upsert: an episode, with platform and external id as its key. */
export interface IngestEpisodeInput extends InputOf<typeof ingestEpisodeTable> {}

/** Natural key of an episode. */
export interface IngestEpisodeKey {
  platform: IngestEpisode["platform"];
  externalId: string;
}

/** Transcript segment of an episode, with its offsets. */
export interface IngestSegment extends RowOf<typeof ingestSegmentTable> {}

/** A new segment. */
export interface IngestSegmentInput extends InputOf<typeof ingestSegmentTable> {}

/**
 * Entry of a processing log: the result of one step for an episode. `T` is the type of its details.
 */
export interface IngestLog<T = Json> extends WithJson<RowOf<typeof ingestLogTable>, "details", T> {}

/** A new entry of an episode's log. */
export interface IngestLogInput<T extends JsonInput = JsonInput>
  extends WithJson<InputOf<typeof ingestLogTable>, "details", T | null | undefined> {}

/** Provenance of content: its source and its terms of use. */
export interface IngestProvenance
  extends WithJson<RowOf<typeof ingestProvenanceTable>, "consentFlags", Json> {}

/** A new provenance. Omitted members are unknown. */
export interface IngestProvenanceInput
  extends WithJson<InputOf<typeof ingestProvenanceTable>, "consentFlags", JsonInput | undefined> {}

type UsageJson = "contentIds" | "decisions" | "redactions";

/** Entry of the usage log: how content was used, under which policy, and what was redacted. */
export interface IngestUsage extends WithJson<RowOf<typeof ingestUsageTable>, UsageJson, Json> {}

/** A new entry of the usage log. Omitted members are unknown. */
export interface IngestUsageInput
  extends WithJson<InputOf<typeof ingestUsageTable>, UsageJson, JsonInput | undefined> {}

/** Watch: a source that is polled for new content. Its natural key is source type and handle. */
export interface IngestWatch extends RowOf<typeof ingestWatchTable> {}

/** Input of an upsert: a watch, with source type and handle as its key. */
export interface IngestWatchInput extends InputOf<typeof ingestWatchTable> {}

/** Natural key of a watch. */
export interface IngestWatchKey {
  sourceType: string;
  handle: string;
}

/**
 * Job: an item to ingest. Its natural key is source and external id. `T` is the type of its
 * payload; it includes null if a job may have no payload.
 */
export interface IngestJob<T = Json>
  extends WithJson<WithJson<RowOf<typeof ingestJobTable>, "payload", T>, "result", Json> {}

/**
 * A job to enqueue. The state members, from `status` on, are for jobs from another system. A new
 * job needs none of them.
 */
export interface IngestJobInput<T = JsonInput>
  extends WithJson<
    WithJson<InputOf<typeof ingestJobTable>, "payload", T | null | undefined>,
    "result",
    JsonInput | undefined
  > {}

/** Natural key of a job. */
export interface IngestJobKey {
  source: string;
  externalId: string;
}

/** The job with this source and external id, and whether this call created it. */
export interface IngestJobEnqueueResult<T = Json> {
  job: IngestJob<T>;
  created: boolean;
}

/**
 * Proof that a worker holds a job: the job that `claim` returned, or these three members. The
 * attempt is the fencing token: each claim increments it, so a late worker has an old one.
 */
export type IngestJobClaim =
  | Pick<IngestJob, "id" | "claimedBy" | "attempts">
  | { id: IngestJobId; workerId: string; attempt: number };

export interface IngestJobReleaseExpiredResult {
  /** Jobs that can be claimed again. */
  requeued: number;
  /** Jobs that had no attempt left. */
  dead: number;
}

export interface IngestJobStats extends Record<IngestJobStatus, number> {
  /** When the oldest queued job was created; null when none is queued. */
  oldestQueuedAt: Date | null;
  /** Number of running jobs whose worker sent no heartbeat in time. */
  expiredLeases: number;
}

/** All given conditions must hold. */
export interface IngestCreatorListQuery extends PageOptions {
  /** Not unique: two creators may have the same account. */
  youtubeId?: string | undefined;
  twitchId?: string | undefined;
}

/** Query of rows by time. All given conditions must hold. */
interface TimePage extends PageOptions {
  /** Created at or after. */
  createdFrom?: Date | undefined;
  /** Created before. */
  createdTo?: Date | undefined;
  /** By time of creation. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

export interface IngestEpisodeListQuery extends TimePage {
  creatorId?: IngestCreatorId | undefined;
  /** Published at or after. */
  publishedFrom?: Date | undefined;
  /** Published before. */
  publishedTo?: Date | undefined;
  /**
   * The time that gives the order. `created` (default): when the episode was added to the store.
   * `published`: when it was published; episodes without this time are left out.
   */
  by?: "created" | "published" | undefined;
}

export interface IngestLogListQuery extends TimePage {
  episodeId: IngestEpisodeId;
}

export interface IngestSegmentListQuery extends PageOptions {
  episodeId: IngestEpisodeId;
  /** Segments that start at or after this offset. */
  startSecondsFrom?: number | undefined;
  /** Segments that start before this offset. */
  startSecondsTo?: number | undefined;
}

export interface IngestSegmentSearchQuery extends PageOptions {
  /** 1 to 1000 characters, 32 words (`any`: the first 32 count); case does not matter. */
  text: string;
  /**
   * `any` (default): segments that contain any of the words, best match first, ranked by BM25: rare
   * words count more, and so do more occurrences and a shorter text. A search ranks the texts with
   * the rarest words, some thousand of them at most. `words`: segments that contain all words, best
   * match first. `substring`: segments that contain the text as one string, newest first.
   */
  mode?: SearchMode | undefined;
  /** Only in this episode. */
  episodeId?: IngestEpisodeId | undefined;
}

/** Filter: the segments of one episode. */
export interface IngestSegmentFilter {
  episodeId: IngestEpisodeId;
}

export interface IngestProvenanceListQuery extends TimePage {
  contentId?: string | undefined;
  sha256?: string | undefined;
  creatorId?: IngestCreatorId | undefined;
  episodeId?: IngestEpisodeId | undefined;
}

export interface IngestUsageListQuery extends TimePage {
  callId?: string | undefined;
  channelId?: string | undefined;
}

export interface IngestWatchListQuery extends PageOptions {
  sourceType?: string | undefined;
}

export interface IngestWatchDueQuery extends PageOptions {}

export interface IngestJobListQuery extends TimePage {
  status?: IngestJobStatus | undefined;
  source?: string | undefined;
}
