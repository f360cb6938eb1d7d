import type { Json } from "../../core/json";
import { PageInput } from "../../db/page-input";
import * as rules from "../../stores/ingest/inputs";
import * as lists from "../../stores/ingest/list-inputs";
import * as jobs from "../../stores/ingest/queue/inputs";
import type * as types from "../../stores/ingest/types";
import { inputClass, queryClass } from "../input-class";

export class IngestJobInput extends inputClass<jobs.IngestJobInput, jobs.IngestJobInput<NonNullable<Json>>>(
  jobs.IngestJobInput,
) {}
export class IngestJobClaimInput extends inputClass(jobs.IngestJobClaimInput) {}
export class IngestJobHeartbeatInput extends inputClass(jobs.IngestJobHeartbeatInput) {}
export class IngestJobCompleteInput extends inputClass(jobs.IngestJobCompleteInput) {}
export class IngestJobFailInput extends inputClass(jobs.IngestJobFailInput) {}
export class IngestJobReleaseExpiredInput extends inputClass(jobs.IngestJobReleaseExpiredInput) {}
export class IngestJobRequeueInput extends inputClass(jobs.IngestJobRequeueInput) {}
/** The members that tell that a job is still the worker's own. */
export class IngestJobClaim extends inputClass(jobs.ClaimInput) {}
export class IngestJobKey extends queryClass<types.IngestJobKey>(lists.JobKeyInput) {}
export class IngestJobListQuery extends queryClass<types.IngestJobListQuery>(lists.JobListInput) {}
export class IngestCreatorInput extends inputClass(rules.IngestCreatorInput) {}
export class IngestCreatorKey extends queryClass<types.IngestCreatorKey>(lists.CreatorKeyInput) {}
export class IngestCreatorListQuery extends queryClass<types.IngestCreatorListQuery>(
  lists.CreatorListInput,
) {}
export class IngestEpisodeInput extends inputClass(rules.IngestEpisodeInput) {}
export class IngestEpisodeKey extends queryClass<types.IngestEpisodeKey>(lists.EpisodeKeyInput) {}
export class IngestEpisodeListQuery extends queryClass<types.IngestEpisodeListQuery>(
  lists.EpisodeListInput,
) {}
export class IngestSegmentInput extends inputClass(rules.IngestSegmentInput) {}
export class IngestSegmentFilter extends queryClass<types.IngestSegmentFilter>(lists.SegmentFilterInput) {}
export class IngestSegmentListQuery extends queryClass<types.IngestSegmentListQuery>(
  lists.SegmentListInput,
) {}
export class IngestSegmentSearchQuery extends queryClass<types.IngestSegmentSearchQuery>(
  lists.SegmentSearchInput,
) {}
export class IngestLogInput extends inputClass<rules.IngestLogInput, rules.IngestLogInput<NonNullable<Json>>>(
  rules.IngestLogInput,
) {}
export class IngestLogListQuery extends queryClass<types.IngestLogListQuery>(lists.LogListInput) {}
export class IngestProvenanceInput extends inputClass(rules.IngestProvenanceInput) {}
export class IngestProvenanceListQuery extends queryClass<types.IngestProvenanceListQuery>(
  lists.ProvenanceListInput,
) {}
export class IngestUsageInput extends inputClass(rules.IngestUsageInput) {}
export class IngestUsageListQuery extends queryClass<types.IngestUsageListQuery>(lists.UsageListInput) {}
export class IngestWatchInput extends inputClass(rules.IngestWatchInput) {}
export class IngestWatchKey extends queryClass<types.IngestWatchKey>(lists.WatchKeyInput) {}
export class IngestWatchListQuery extends queryClass<types.IngestWatchListQuery>(lists.WatchListInput) {}
export class IngestWatchDueQuery extends queryClass<types.IngestWatchDueQuery>(PageInput) {}
export class IngestWatchPolledInput extends inputClass(rules.IngestWatchPolledInput) {}
export class IngestWatchFailedInput extends inputClass(rules.IngestWatchFailedInput) {}
