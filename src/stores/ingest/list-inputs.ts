import {
  IsFiniteNumber,
  IsFlag,
  IsId,
  IsInstant,
  IsName,
  IsOneOf,
  IsText,
  NotBelow,
  Optional,
} from "../../core/rules";
import { PageInput } from "../../db/page-input";
import { IsLabel } from "./inputs";
import type { IngestJobStatus } from "./types";

/** The rules of what lists and searches are asked for. */

export const JOB_STATUSES = ["queued", "running", "done", "dead"] as const;

export class SlugInput {
  @IsName()
  slug!: string;
}

export class AccountInput {
  @IsOneOf("youtube", "twitch")
  platform!: string;

  @IsLabel()
  account!: string;
}

export class EpisodeKeyInput {
  @IsName()
  platform!: string;

  @IsName()
  externalId!: string;
}

export class WatchKeyInput {
  @IsName()
  sourceType!: string;

  @IsName()
  handle!: string;
}

export class EnableInput {
  @IsFlag()
  enabled!: boolean;
}

export class JobKeyInput {
  @IsName()
  source!: string;

  @IsName()
  externalId!: string;
}

class OrderedInput extends PageInput {
  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest" | undefined;
}

export class EpisodeListInput extends OrderedInput {
  @Optional()
  @IsId()
  creatorId?: string | undefined;

  @Optional()
  @IsOneOf("created", "published")
  by?: "created" | "published" | undefined;

  @Optional()
  @IsInstant()
  from?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("from")
  to?: Date | undefined;
}

export class LogListInput extends OrderedInput {}

export class SegmentListInput extends PageInput {
  @Optional()
  @IsFiniteNumber()
  from?: number | undefined;

  @Optional()
  @IsFiniteNumber()
  @NotBelow("from")
  to?: number | undefined;
}

export class SegmentSearchInput extends PageInput {
  @IsText()
  text!: string;

  @Optional()
  @IsOneOf("words", "substring")
  mode?: "words" | "substring" | undefined;

  @Optional()
  @IsId()
  episodeId?: string | undefined;
}

export class ProvenanceListInput extends OrderedInput {
  @Optional()
  @IsLabel()
  contentId?: string | undefined;

  @Optional()
  @IsLabel()
  sha256?: string | undefined;

  @Optional()
  @IsId()
  creatorId?: string | undefined;

  @Optional()
  @IsId()
  episodeId?: string | undefined;
}

export class UsageListInput extends OrderedInput {
  @Optional()
  @IsLabel()
  callId?: string | undefined;

  @Optional()
  @IsLabel()
  channelId?: string | undefined;

  @Optional()
  @IsInstant()
  createdFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("createdFrom")
  createdTo?: Date | undefined;
}

export class WatchListInput extends PageInput {
  @Optional()
  @IsName()
  sourceType?: string | undefined;
}

export class JobListInput extends OrderedInput {
  @Optional()
  @IsOneOf(...JOB_STATUSES)
  status?: IngestJobStatus | undefined;

  @Optional()
  @IsName()
  source?: string | undefined;
}
