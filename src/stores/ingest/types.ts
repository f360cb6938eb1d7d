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

/** Whoever makes what is ingested. Its natural key is the slug. */
export interface IngestCreator extends RowOf<typeof ingestCreatorTable> {}

/** A creator to make, or to change where the slug has one. */
export interface IngestCreatorInput extends InputOf<typeof ingestCreatorTable> {}

/** What a creator is known by. */
export interface IngestCreatorKey {
  slug: string;
}

/** Something a creator published. Its natural key is platform and external id. */
export interface IngestEpisode extends RowOf<typeof ingestEpisodeTable> {}

/** An episode to make, or to change where platform and external id have one. */
export interface IngestEpisodeInput extends InputOf<typeof ingestEpisodeTable> {}

/** What an episode is known by. */
export interface IngestEpisodeKey {
  platform: IngestEpisode["platform"];
  externalId: string;
}

/** What somebody said in an episode, and where. */
export interface IngestSegment extends RowOf<typeof ingestSegmentTable> {}

/** A new segment. */
export interface IngestSegmentInput extends InputOf<typeof ingestSegmentTable> {}

/** What became of an episode at one step of its processing. `T` is the type of its details. */
export interface IngestLog<T = Json> extends WithJson<RowOf<typeof ingestLogTable>, "details", T> {}

/** A new entry of an episode's log. */
export interface IngestLogInput<T extends JsonInput = JsonInput>
  extends WithJson<InputOf<typeof ingestLogTable>, "details", T | null | undefined> {}

/** Where some content came from, and on what terms. */
export interface IngestProvenance
  extends WithJson<RowOf<typeof ingestProvenanceTable>, "consentFlags", Json> {}

/** A new provenance: what is left out is not known. */
export interface IngestProvenanceInput
  extends WithJson<InputOf<typeof ingestProvenanceTable>, "consentFlags", JsonInput | undefined> {}

type UsageJson = "contentIds" | "decisions" | "redactions";

/** What was done with content, by which policy, and what was left out. */
export interface IngestUsage extends WithJson<RowOf<typeof ingestUsageTable>, UsageJson, Json> {}

/** A new entry of the usage log: what is left out is not known. */
export interface IngestUsageInput
  extends WithJson<InputOf<typeof ingestUsageTable>, UsageJson, JsonInput | undefined> {}

/** A source that is asked for news again and again. Its natural key is source type and handle. */
export interface IngestWatch extends RowOf<typeof ingestWatchTable> {}

/** A watch to make, or to change where source type and handle have one. */
export interface IngestWatchInput extends InputOf<typeof ingestWatchTable> {}

/** What a watch is known by. */
export interface IngestWatchKey {
  sourceType: string;
  handle: string;
}

/**
 * Something to ingest. Its natural key is source and external id. `T` is the type of its payload,
 * with null where jobs may have none.
 */
export interface IngestJob<T = Json>
  extends WithJson<WithJson<RowOf<typeof ingestJobTable>, "payload", T>, "result", Json> {}

/**
 * A job to enqueue. Its state, from `status` on, is for jobs that come from elsewhere: a new one
 * needs none of it.
 */
export interface IngestJobInput<T = JsonInput>
  extends WithJson<
    WithJson<InputOf<typeof ingestJobTable>, "payload", T | null | undefined>,
    "result",
    JsonInput | undefined
  > {}

/** What a job is known by. */
export interface IngestJobKey {
  source: string;
  externalId: string;
}

/** The job of a source and external id, and whether this call made it. */
export interface IngestJobEnqueueResult<T = Json> {
  job: IngestJob<T>;
  created: boolean;
}

/**
 * By what a worker shows that a job is still its own: the job as `claim` gave it, or the members
 * that tell. Each claim counts the attempts up, so that a worker that comes too late is known by
 * its attempt.
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
  /** When the oldest of the queued jobs was made; null when none is queued. */
  oldestQueuedAt: Date | null;
  /** Running jobs whose worker has not been heard of in time. */
  expiredLeases: number;
}

/** All conditions given must hold. */
export interface IngestCreatorListQuery extends PageOptions {
  /** Nothing keeps two creators from having the same account. */
  youtubeId?: string | undefined;
  twitchId?: string | undefined;
}

/** Of rows by their time: all conditions given must hold. */
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
   * By which time they are ordered. `created` (default): when they came into the store.
   * `published`: those alone whose time of publication is known.
   */
  by?: "created" | "published" | undefined;
}

export interface IngestLogListQuery extends TimePage {
  episodeId: IngestEpisodeId;
}

export interface IngestSegmentListQuery extends PageOptions {
  episodeId: IngestEpisodeId;
  /** Segments that start here or later. */
  startSecondsFrom?: number | undefined;
  /** Segments that start before. */
  startSecondsTo?: number | undefined;
}

export interface IngestSegmentSearchQuery extends PageOptions {
  /** 1 to 1000 characters, at most 32 words; case does not matter. */
  text: string;
  /**
   * `words` (default): segments that have all the words, best first: the more often and the shorter
   * the text, the better. `substring`: segments that contain the text as it stands, those added
   * last first.
   */
  mode?: SearchMode | undefined;
  /** Only in this episode. */
  episodeId?: IngestEpisodeId | undefined;
}

/** Which segments: those of an episode. */
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
