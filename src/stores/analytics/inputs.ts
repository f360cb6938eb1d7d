import {
  IsFlag,
  IsId,
  IsInstant,
  IsName,
  IsOneOf,
  IsWhole,
  NotBelow,
  Optional,
  REFUSED,
  takenAs,
} from "../../core/rules";
import { elementsOf } from "../../core/snapshot";
import { PageInput } from "../../db/page-input";
import type { AnalyticsBucket, AnalyticsCallGroup } from "./types";

/** Different ones of a few words. */
const AreOf = (allowed: readonly string[]): PropertyDecorator =>
  takenAs(`an array of different ones of ${allowed.join(", ")}`, (value) => {
    const words = elementsOf(value, allowed.length);
    const isFine = words?.every((each, i) => allowed.includes(each as string) && words.indexOf(each) === i);
    return isFine ? words : REFUSED;
  });

export class AnalyticsVariantKeyInput {
  @IsName()
  task!: string;

  @IsName()
  templateHash!: string;
}

export class AnalyticsVariantListInput extends PageInput {
  @Optional()
  @IsName()
  task?: string;
}

/** A page of records by their time. */
export class RecordListInput extends PageInput {
  @Optional()
  @IsInstant()
  createdFrom?: Date;

  @Optional()
  @IsInstant()
  @NotBelow("createdFrom")
  createdTo?: Date;

  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest";
}

export class AnalyticsCallListInput extends RecordListInput {
  @Optional()
  @IsName()
  task?: string;

  @Optional()
  @IsName()
  model?: string;

  @Optional()
  @IsName()
  provider?: string;

  @Optional()
  @IsName()
  profileId?: string;

  @Optional()
  @IsFlag()
  success?: boolean;
}

export class AnalyticsFeedbackListInput extends RecordListInput {
  @Optional()
  @IsId()
  callId?: string;
}

export class AnalyticsBanditEventListInput extends RecordListInput {
  @Optional()
  @IsName()
  task?: string;

  @Optional()
  @IsName()
  arm?: string;
}

export class AnalyticsMetricListInput extends RecordListInput {
  @Optional()
  @IsName()
  name?: string;
}

export class AnalyticsBanditArmsInput {
  @IsName()
  task!: string;

  @Optional()
  @IsInstant()
  createdFrom?: Date;

  @Optional()
  @IsInstant()
  @NotBelow("createdFrom")
  createdTo?: Date;
}

const GROUPS: readonly AnalyticsCallGroup[] = ["task", "model", "provider", "profileId", "success"];
const BUCKETS: readonly AnalyticsBucket[] = ["minute", "hour", "day", "week", "month"];

export class AnalyticsCallSummaryInput {
  @IsInstant()
  createdFrom!: Date;

  @IsInstant()
  @NotBelow("createdFrom")
  createdTo!: Date;

  @Optional()
  @AreOf(GROUPS)
  groupBy?: readonly AnalyticsCallGroup[];

  @Optional()
  @IsOneOf(...BUCKETS)
  bucket?: AnalyticsBucket;

  @Optional()
  @IsName()
  task?: string;

  @Optional()
  @IsName()
  model?: string;

  @Optional()
  @IsName()
  provider?: string;

  @Optional()
  @IsName()
  profileId?: string;

  @Optional()
  @IsFlag()
  success?: boolean;
}

export class AnalyticsMetricSummaryInput {
  @IsName()
  name!: string;

  @IsInstant()
  createdFrom!: Date;

  @IsInstant()
  @NotBelow("createdFrom")
  createdTo!: Date;

  @Optional()
  @IsOneOf(...BUCKETS)
  bucket?: AnalyticsBucket;
}

export class AnalyticsPruneInput {
  /** Milliseconds, 0 or more. */
  @IsWhole()
  olderThanMs!: number;

  @Optional()
  @IsInstant()
  now?: Date;

  @Optional()
  @IsWhole(1, 1_000_000)
  maxRows?: number;
}
