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
} from "../../core/input/rules";
import { elementsOf } from "../../core/input/snapshot";
import { RecordPageInput } from "../../db/pages/created-page-input";
import { PageInput } from "../../db/pages/page";
import type { AnalyticsBucket, AnalyticsCallGroup } from "./types";

/** Distinct values of a small enumeration. */
const AreOf = (allowed: readonly string[]): PropertyDecorator =>
  takenAs(`an array of distinct values among ${allowed.join(", ")}`, (value) => {
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
  task?: string | undefined;
}

export class AnalyticsCallListInput extends RecordPageInput {
  @Optional()
  @IsName()
  task?: string | undefined;

  @Optional()
  @IsName()
  model?: string | undefined;

  @Optional()
  @IsName()
  provider?: string | undefined;

  @Optional()
  @IsName()
  profileId?: string | undefined;

  @Optional()
  @IsFlag()
  success?: boolean | undefined;
}

export class AnalyticsFeedbackListInput extends RecordPageInput {
  @Optional()
  @IsId()
  callId?: string | undefined;
}

export class AnalyticsBanditEventListInput extends RecordPageInput {
  @Optional()
  @IsName()
  task?: string | undefined;

  @Optional()
  @IsName()
  arm?: string | undefined;
}

export class AnalyticsMetricListInput extends RecordPageInput {
  @Optional()
  @IsName()
  name?: string | undefined;
}

export class AnalyticsBanditArmsInput {
  @IsName()
  task!: string;

  @Optional()
  @IsInstant()
  createdFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("createdFrom")
  createdTo?: Date | undefined;
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
  groupBy?: readonly AnalyticsCallGroup[] | undefined;

  @Optional()
  @IsOneOf(...BUCKETS)
  bucket?: AnalyticsBucket | undefined;

  @Optional()
  @IsName()
  task?: string | undefined;

  @Optional()
  @IsName()
  model?: string | undefined;

  @Optional()
  @IsName()
  provider?: string | undefined;

  @Optional()
  @IsName()
  profileId?: string | undefined;

  @Optional()
  @IsFlag()
  success?: boolean | undefined;
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
  bucket?: AnalyticsBucket | undefined;
}

export class AnalyticsPruneInput {
  /** Milliseconds, 0 or more. */
  @IsWhole()
  olderThanMs!: number;

  @Optional()
  @IsInstant()
  now?: Date | undefined;

  @Optional()
  @IsWhole(1, 1_000_000)
  limit?: number | undefined;
}
