import {
  IsFiniteNumber,
  IsId,
  IsInstant,
  IsName,
  IsNameOrEmpty,
  IsOneOf,
  IsText,
  NotBelow,
  Optional,
} from "../../core/input/rules";
import { RecordPageInput } from "../../db/pages/created-page-input";
import { PageInput } from "../../db/pages/page";
import { JOB_STATUSES } from "./queue/job";
import type { IngestJobStatus } from "./types";

/** Validation rules of the queries of lists and searches. */

export class SegmentFilterInput {
  @IsId()
  episodeId!: string;
}

export class CreatorListInput extends PageInput {
  @Optional()
  @IsNameOrEmpty()
  youtubeId?: string | undefined;

  @Optional()
  @IsNameOrEmpty()
  twitchId?: string | undefined;
}

export class EpisodeListInput extends RecordPageInput {
  @Optional()
  @IsId()
  creatorId?: string | undefined;

  @Optional()
  @IsInstant()
  publishedFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("publishedFrom")
  publishedTo?: Date | undefined;

  @Optional()
  @IsOneOf("created", "published")
  by?: "created" | "published" | undefined;
}

export class LogListInput extends RecordPageInput {
  @IsId()
  episodeId!: string;
}

export class SegmentListInput extends PageInput {
  @IsId()
  episodeId!: string;

  @Optional()
  @IsFiniteNumber()
  startSecondsFrom?: number | undefined;

  @Optional()
  @IsFiniteNumber()
  @NotBelow("startSecondsFrom")
  startSecondsTo?: number | undefined;
}

export class SegmentSearchInput extends PageInput {
  @IsText()
  text!: string;

  @Optional()
  @IsOneOf("any", "words", "substring")
  mode?: "any" | "words" | "substring" | undefined;

  @Optional()
  @IsId()
  episodeId?: string | undefined;
}

export class ProvenanceListInput extends RecordPageInput {
  @Optional()
  @IsNameOrEmpty()
  contentId?: string | undefined;

  @Optional()
  @IsNameOrEmpty()
  sha256?: string | undefined;

  @Optional()
  @IsId()
  creatorId?: string | undefined;

  @Optional()
  @IsId()
  episodeId?: string | undefined;
}

export class UsageListInput extends RecordPageInput {
  @Optional()
  @IsNameOrEmpty()
  callId?: string | undefined;

  @Optional()
  @IsNameOrEmpty()
  channelId?: string | undefined;
}

export class WatchListInput extends PageInput {
  @Optional()
  @IsName()
  sourceType?: string | undefined;
}

export class JobListInput extends RecordPageInput {
  @Optional()
  @IsOneOf(...JOB_STATUSES)
  status?: IngestJobStatus | undefined;

  @Optional()
  @IsName()
  source?: string | undefined;
}
