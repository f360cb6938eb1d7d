import {
  FlagColumn,
  InstantColumn,
  IntegerColumn,
  JsonColumn,
  NameColumn,
  RealColumn,
  ScopedRow,
  TenantTable,
  TextColumn,
  UuidColumn,
} from "./columns";
import { Check, ForeignKey, Index } from "./decorators";

@TenantTable("ingest_creator")
@Index("ingest_creator_by_youtube", ["tenant", "workspace", "youtubeId", "createdAt", "id"], {
  where: "youtube_id IS NOT NULL",
})
@Index("ingest_creator_by_twitch", ["tenant", "workspace", "twitchId", "createdAt", "id"], {
  where: "twitch_id IS NOT NULL",
})
@Index("ingest_creator_key", ["tenant", "workspace", "slug"], { unique: true })
export class IngestCreatorEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("slug")
  slug!: string;

  @NameColumn("youtube_id", { nullable: true })
  youtubeId!: string | null;

  @NameColumn("twitch_id", { nullable: true })
  twitchId!: string | null;

  @FlagColumn("verified", { nullable: true })
  verified!: boolean | null;

  @InstantColumn("last_checked_at", { nullable: true })
  lastCheckedAt!: Date | null;

  @InstantColumn("created_at")
  createdAt!: Date;

  @InstantColumn("updated_at")
  updatedAt!: Date;
}

/** A creator who has episodes, or provenance, cannot be deleted: what was learnt of them would lose its source. */
const OfCreator = (name: string): ClassDecorator =>
  ForeignKey(() => IngestCreatorEntity, ["tenant", "workspace", "creatorId"], ["tenant", "workspace", "id"], {
    name,
    onDelete: "NO ACTION",
  });

@TenantTable("ingest_episode")
@Index("ingest_episode_of_creator", ["tenant", "workspace", "creatorId", "createdAt", "id"])
@Index("ingest_episode_of_creator_published", ["tenant", "workspace", "creatorId", "publishedAt", "id"])
@Index("ingest_episode_by_published", ["tenant", "workspace", "publishedAt", "id"])
@Index("ingest_episode_by_created", ["tenant", "workspace", "createdAt", "id"])
@Index("ingest_episode_key", ["tenant", "workspace", "platform", "externalId"], { unique: true })
@OfCreator("ingest_episode_creator")
export class IngestEpisodeEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("platform")
  platform!: string;

  @NameColumn("external_id")
  externalId!: string;

  @UuidColumn("creator_id", { nullable: true })
  creatorId!: string | null;

  @TextColumn("url", { nullable: true })
  url!: string | null;

  @TextColumn("title", { nullable: true })
  title!: string | null;

  @InstantColumn("published_at", { nullable: true })
  publishedAt!: Date | null;

  /** Seconds. */
  @RealColumn("duration", { nullable: true })
  duration!: number | null;

  @TextColumn("visibility", { nullable: true })
  visibility!: string | null;

  @InstantColumn("created_at")
  createdAt!: Date;

  @InstantColumn("updated_at")
  updatedAt!: Date;
}

const OfEpisode = (name: string): ClassDecorator =>
  ForeignKey(() => IngestEpisodeEntity, ["tenant", "workspace", "episodeId"], ["tenant", "workspace", "id"], {
    name,
    onDelete: "CASCADE",
  });

@TenantTable("ingest_segment")
@Index("ingest_segment_in_order", ["tenant", "workspace", "episodeId", "start", "id"])
@OfEpisode("ingest_segment_of_episode")
export class IngestSegmentEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @UuidColumn("episode_id")
  episodeId!: string;

  /** Seconds from the episode's beginning. */
  @RealColumn("start_offset")
  start!: number;

  @RealColumn("end_offset", { nullable: true })
  end!: number | null;

  @TextColumn("text")
  text!: string;

  @TextColumn("speaker", { nullable: true })
  speaker!: string | null;

  @InstantColumn("created_at")
  createdAt!: Date;
}

@TenantTable("ingest_log")
@Index("ingest_log_in_order", ["tenant", "workspace", "episodeId", "createdAt", "id"])
@OfEpisode("ingest_log_of_episode")
export class IngestLogEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @UuidColumn("episode_id")
  episodeId!: string;

  @TextColumn("status", { nullable: true })
  status!: string | null;

  @JsonColumn("details", { nullable: true })
  details!: unknown;

  @InstantColumn("created_at")
  createdAt!: Date;
}

/** Where some content came from, and on what terms. */
@TenantTable("ingest_provenance")
@Index("ingest_provenance_of_creator", ["tenant", "workspace", "creatorId", "createdAt", "id"])
@Index("ingest_provenance_of_episode", ["tenant", "workspace", "episodeId", "createdAt", "id"])
@Index("ingest_provenance_by_sha256", ["tenant", "workspace", "sha256", "createdAt", "id"])
@Index("ingest_provenance_by_content", ["tenant", "workspace", "contentId", "createdAt", "id"])
@Index("ingest_provenance_by_created", ["tenant", "workspace", "createdAt", "id"])
@OfCreator("ingest_provenance_creator")
@OfEpisode("ingest_provenance_episode")
export class IngestProvenanceEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("content_id", { nullable: true })
  contentId!: string | null;

  @TextColumn("source_url", { nullable: true })
  sourceUrl!: string | null;

  @TextColumn("source_type", { nullable: true })
  sourceType!: string | null;

  @InstantColumn("retrieved_at", { nullable: true })
  retrievedAt!: Date | null;

  @TextColumn("licence", { nullable: true })
  licence!: string | null;

  @TextColumn("terms_url", { nullable: true })
  termsUrl!: string | null;

  @JsonColumn("consent_flags", { nullable: true })
  consentFlags!: unknown;

  @NameColumn("sha256", { nullable: true })
  sha256!: string | null;

  @UuidColumn("creator_id", { nullable: true })
  creatorId!: string | null;

  @UuidColumn("episode_id", { nullable: true })
  episodeId!: string | null;

  @InstantColumn("created_at")
  createdAt!: Date;
}

/** What was done with content, and why it was allowed. */
@TenantTable("ingest_usage")
@Index("ingest_usage_by_call", ["tenant", "workspace", "callId", "createdAt", "id"])
@Index("ingest_usage_by_channel", ["tenant", "workspace", "channelId", "createdAt", "id"])
@Index("ingest_usage_by_created", ["tenant", "workspace", "createdAt", "id"])
export class IngestUsageEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("call_id", { nullable: true })
  callId!: string | null;

  @JsonColumn("content_ids", { nullable: true })
  contentIds!: unknown;

  @TextColumn("policy_version", { nullable: true })
  policyVersion!: string | null;

  @JsonColumn("decisions", { nullable: true })
  decisions!: unknown;

  @JsonColumn("redactions", { nullable: true })
  redactions!: unknown;

  @TextColumn("output_hash", { nullable: true })
  outputHash!: string | null;

  @TextColumn("user_command", { nullable: true })
  userCommand!: string | null;

  @NameColumn("channel_id", { nullable: true })
  channelId!: string | null;

  @InstantColumn("created_at")
  createdAt!: Date;
}

/** A source that is asked for news again and again, and how far that has come. */
@TenantTable("ingest_watch")
@Index("ingest_watch_due", ["tenant", "workspace", "dueAt", "id"], { where: "enabled" })
@Index("ingest_watch_key", ["tenant", "workspace", "sourceType", "handle"], { unique: true })
@Check("ingest_watch_failures", "failure_count >= 0")
export class IngestWatchEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("source_type")
  sourceType!: string;

  @NameColumn("handle")
  handle!: string;

  @TextColumn("label", { nullable: true })
  label!: string | null;

  @FlagColumn("enabled")
  enabled!: boolean;

  @TextColumn("cursor", { nullable: true })
  cursor!: string | null;

  @TextColumn("etag", { nullable: true })
  etag!: string | null;

  @InstantColumn("last_seen_at", { nullable: true })
  lastSeenAt!: Date | null;

  @IntegerColumn("failure_count")
  failureCount!: number;

  @InstantColumn("backoff_until", { nullable: true })
  backoffUntil!: Date | null;

  /** One order for what is due, whether it waits for its turn or for the end of a backoff. */
  @InstantColumn("due_at")
  dueAt!: Date;

  @InstantColumn("created_at")
  createdAt!: Date;

  @InstantColumn("updated_at")
  updatedAt!: Date;
}

@TenantTable("ingest_job")
@Index("ingest_job_by_source", ["tenant", "workspace", "source", "createdAt", "id"])
@Index("ingest_job_by_status", ["tenant", "workspace", "status", "createdAt", "id"])
@Index("ingest_job_by_created", ["tenant", "workspace", "createdAt", "id"])
@Index("ingest_job_leased", ["tenant", "workspace", "leaseUntil", "id"], { where: "status = 'running'" })
// The order in which jobs are claimed, the higher priority first.
@Index("ingest_job_claimable", ["tenant", "workspace", "priority", "availableAt", "id"], {
  where: "available_at IS NOT NULL",
})
@Index("ingest_job_key", ["tenant", "workspace", "source", "externalId"], { unique: true })
@Check("ingest_job_status", "status IN ('queued', 'running', 'done', 'dead')")
@Check("ingest_job_attempts", "attempts >= 0 AND max_attempts >= 1")
export class IngestJobEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("source")
  source!: string;

  @NameColumn("external_id")
  externalId!: string;

  @TextColumn("url", { nullable: true })
  url!: string | null;

  @JsonColumn("tags")
  tags!: unknown;

  @TextColumn("visibility", { nullable: true })
  visibility!: string | null;

  @IntegerColumn("priority")
  priority!: number;

  @JsonColumn("payload", { nullable: true })
  payload!: unknown;

  @NameColumn("status")
  status!: string;

  @IntegerColumn("attempts")
  attempts!: number;

  @IntegerColumn("max_attempts")
  maxAttempts!: number;

  /** Since when it could be claimed, or from when on it can be. */
  @InstantColumn("scheduled_at")
  scheduledAt!: Date;

  /** When it can be claimed next: the end of the lease while it runs; null when never, as on its last attempt. */
  @InstantColumn("available_at", { nullable: true })
  availableAt!: Date | null;

  @NameColumn("claimed_by", { nullable: true })
  claimedBy!: string | null;

  @InstantColumn("lease_until", { nullable: true })
  leaseUntil!: Date | null;

  @InstantColumn("picked_at", { nullable: true })
  pickedAt!: Date | null;

  @InstantColumn("finished_at", { nullable: true })
  finishedAt!: Date | null;

  @TextColumn("error", { nullable: true })
  error!: string | null;

  @JsonColumn("result", { nullable: true })
  result!: unknown;

  @InstantColumn("created_at")
  createdAt!: Date;
}
