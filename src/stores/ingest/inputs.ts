import type { Suggested } from "../../../entities/columns";
import type {
  IngestCreatorId,
  IngestEpisodeId,
  IngestLogId,
  IngestProvenanceId,
  IngestSegmentId,
  IngestUsageId,
  IngestWatchId,
} from "../../../entities/ingest";
import type { JsonInput } from "../../core/json";
import {
  IsFiniteNumber,
  IsFlag,
  IsId,
  IsInstant,
  IsJson,
  IsName,
  IsText,
  IsWhole,
  MAX_NAME_BYTES,
  Nullable,
  nameProblem,
  Optional,
  rule,
} from "../../core/rules";

/**
 * What rows are looked up by but need not have: other systems write the empty string where they
 * know nothing.
 */
export const IsLabel = (): PropertyDecorator =>
  rule(
    `a string of at most ${MAX_NAME_BYTES} bytes, well-formed, without U+0000`,
    (value) => value === "" || nameProblem(value) === null,
  );

/** What every new row may be given. */
export class RowInput<I extends string = string> {
  /** Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: I | undefined;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;
}

/** A row to make, or to change where its key has one. */
class UpsertInput<I extends string> extends RowInput<I> {
  /** Default: now. */
  @Optional()
  @IsInstant()
  updatedAt?: Date | undefined;
}

/** A creator to make, or to change where the slug has one. */
export class IngestCreatorInput extends UpsertInput<IngestCreatorId> {
  @IsName()
  slug!: string;

  @Nullable()
  @IsLabel()
  youtubeId?: string | null | undefined;

  @Nullable()
  @IsLabel()
  twitchId?: string | null | undefined;

  /** Null: nobody has looked. */
  @Nullable()
  @IsFlag()
  verified?: boolean | null | undefined;

  @Nullable()
  @IsInstant()
  lastCheckedAt?: Date | null | undefined;
}

/** An episode to make, or to change where platform and external id have one. */
export class IngestEpisodeInput extends UpsertInput<IngestEpisodeId> {
  @IsName()
  platform!: Suggested<"youtube" | "twitch">;

  @IsName()
  externalId!: string;

  @Nullable()
  @IsId()
  creatorId?: IngestCreatorId | null | undefined;

  @Nullable()
  @IsText()
  url?: string | null | undefined;

  @Nullable()
  @IsText()
  title?: string | null | undefined;

  @Nullable()
  @IsInstant()
  publishedAt?: Date | null | undefined;

  @Nullable()
  @IsFiniteNumber()
  durationSeconds?: number | null | undefined;

  @Nullable()
  @IsText()
  visibility?: string | null | undefined;
}

/** A new segment. */
export class IngestSegmentInput extends RowInput<IngestSegmentId> {
  @IsId()
  episodeId!: IngestEpisodeId;

  /** From the episode's beginning. */
  @IsFiniteNumber()
  startSeconds!: number;

  /** From the episode's beginning. Default: not known. */
  @Nullable()
  @IsFiniteNumber()
  endSeconds?: number | null | undefined;

  @IsText()
  text!: string;

  /** Default: not known. */
  @Nullable()
  @IsText()
  speaker?: string | null | undefined;
}

/** A new entry of an episode's log. */
export class IngestLogInput<T extends JsonInput = JsonInput> extends RowInput<IngestLogId> {
  @IsId()
  episodeId!: IngestEpisodeId;

  @Nullable()
  @IsText()
  status?: string | null | undefined;

  /** Any JSON. Default: null. */
  @Nullable()
  @IsJson()
  details?: T | null | undefined;
}

/** A new provenance: what is left out is not known. */
export class IngestProvenanceInput extends RowInput<IngestProvenanceId> {
  @Nullable()
  @IsLabel()
  contentId?: string | null | undefined;

  @Nullable()
  @IsText()
  sourceUrl?: string | null | undefined;

  @Nullable()
  @IsText()
  sourceType?: string | null | undefined;

  @Nullable()
  @IsInstant()
  retrievedAt?: Date | null | undefined;

  @Nullable()
  @IsText()
  license?: string | null | undefined;

  @Nullable()
  @IsText()
  termsUrl?: string | null | undefined;

  /** Any JSON. */
  @Nullable()
  @IsJson()
  consentFlags?: JsonInput | undefined;

  @Nullable()
  @IsLabel()
  sha256?: string | null | undefined;

  @Nullable()
  @IsId()
  creatorId?: IngestCreatorId | null | undefined;

  @Nullable()
  @IsId()
  episodeId?: IngestEpisodeId | null | undefined;
}

/** A new entry of the usage log: what is left out is not known. */
export class IngestUsageInput extends RowInput<IngestUsageId> {
  @Nullable()
  @IsLabel()
  callId?: string | null | undefined;

  /** Any JSON, such as an array of ids. */
  @Nullable()
  @IsJson()
  contentIds?: JsonInput | undefined;

  @Nullable()
  @IsText()
  policyVersion?: string | null | undefined;

  /** Any JSON. */
  @Nullable()
  @IsJson()
  decisions?: JsonInput | undefined;

  /** Any JSON. */
  @Nullable()
  @IsJson()
  redactions?: JsonInput | undefined;

  @Nullable()
  @IsText()
  outputHash?: string | null | undefined;

  @Nullable()
  @IsText()
  userCommand?: string | null | undefined;

  @Nullable()
  @IsLabel()
  channelId?: string | null | undefined;
}

/** A watch to make, or to change where source type and handle have one. */
export class IngestWatchInput extends UpsertInput<IngestWatchId> {
  @IsName()
  sourceType!: string;

  @IsName()
  handle!: string;

  @Nullable()
  @IsText()
  label?: string | null | undefined;

  /** Default of a new watch: true. */
  @Optional()
  @IsFlag()
  enabled?: boolean | undefined;

  /** Where the next poll goes on. */
  @Nullable()
  @IsText()
  cursor?: string | null | undefined;

  @Nullable()
  @IsText()
  etag?: string | null | undefined;

  @Nullable()
  @IsInstant()
  lastSeenAt?: Date | null | undefined;

  /** 0 to 1,000,000,000. Default of a new watch: 0. */
  @Optional()
  @IsWhole(0, 1_000_000_000)
  failureCount?: number | undefined;

  @Nullable()
  @IsInstant()
  backoffEndsAt?: Date | null | undefined;

  /** When it is to be polled next. Default of a new watch: the end of its backoff, else when it was made. */
  @Optional()
  @IsInstant()
  dueAt?: Date | undefined;
}

const YEAR_MS = 366 * 86_400_000;
/** Milliseconds from now on. */
export const IsWait = (min = 0): PropertyDecorator => IsWhole(min, YEAR_MS);

/** What a poll brought. */
export class IngestWatchPolledInput {
  /** Where the next poll goes on. Left out: as before. */
  @Nullable()
  @IsText()
  cursor?: string | null | undefined;

  /** Left out: as before. */
  @Nullable()
  @IsText()
  etag?: string | null | undefined;

  /** The newest that was seen. Left out: as before. */
  @Nullable()
  @IsInstant()
  lastSeenAt?: Date | null | undefined;

  /** Milliseconds until the next poll, up to a year. Default 0: behind all others that are due. */
  @Optional()
  @IsWait()
  nextInMs?: number | undefined;
}

export class IngestWatchFailedInput {
  /** Milliseconds until the next try, up to a year. Default: the backoff. */
  @Optional()
  @IsWait()
  retryInMs?: number | undefined;
}
