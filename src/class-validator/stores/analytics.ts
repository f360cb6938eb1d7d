import { banditEventMaker } from "../../stores/analytics/bandits";
import { callMaker } from "../../stores/analytics/calls";
import { feedbackMaker } from "../../stores/analytics/feedback";
import * as rules from "../../stores/analytics/inputs";
import { metricMaker } from "../../stores/analytics/metrics";
import type * as types from "../../stores/analytics/types";
import { variantMaker } from "../../stores/analytics/variants";
import { inputClass, queryClass } from "../input-class";

export class AnalyticsCallInput extends inputClass<types.AnalyticsCallInput>(callMaker.input) {}
export class AnalyticsCallListQuery extends queryClass<types.AnalyticsCallListQuery>(
  rules.AnalyticsCallListInput,
) {}
export class AnalyticsCallSummaryQuery extends queryClass<types.AnalyticsCallSummaryQuery>(
  rules.AnalyticsCallSummaryInput,
) {}
export class AnalyticsFeedbackInput extends inputClass<types.AnalyticsFeedbackInput>(feedbackMaker.input) {}
export class AnalyticsFeedbackListQuery extends queryClass<types.AnalyticsFeedbackListQuery>(
  rules.AnalyticsFeedbackListInput,
) {}
export class AnalyticsBanditEventInput extends inputClass<types.AnalyticsBanditEventInput>(
  banditEventMaker.input,
) {}
export class AnalyticsBanditEventListQuery extends queryClass<types.AnalyticsBanditEventListQuery>(
  rules.AnalyticsBanditEventListInput,
) {}
export class AnalyticsBanditArmsQuery extends queryClass<types.AnalyticsBanditArmsQuery>(
  rules.AnalyticsBanditArmsInput,
) {}
export class AnalyticsVariantInput extends inputClass<types.AnalyticsVariantInput>(variantMaker.input) {}
export class AnalyticsVariantKey extends queryClass<types.AnalyticsVariantKey>(
  rules.AnalyticsVariantKeyInput,
) {}
export class AnalyticsVariantListQuery extends queryClass<types.AnalyticsVariantListQuery>(
  rules.AnalyticsVariantListInput,
) {}
export class AnalyticsMetricInput extends inputClass<types.AnalyticsMetricInput>(metricMaker.input) {}
export class AnalyticsMetricListQuery extends queryClass<types.AnalyticsMetricListQuery>(
  rules.AnalyticsMetricListInput,
) {}
export class AnalyticsMetricSummaryQuery extends queryClass<types.AnalyticsMetricSummaryQuery>(
  rules.AnalyticsMetricSummaryInput,
) {}
export class AnalyticsPruneQuery extends queryClass<types.AnalyticsPruneQuery>(rules.AnalyticsPruneInput) {}
