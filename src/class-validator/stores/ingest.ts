import type { Json } from "../../core/json/json";
import { PageInput } from "../../db/pages/page";
import { creatorMaker } from "../../stores/ingest/creators";
import { episodeMaker } from "../../stores/ingest/episodes";
import * as lists from "../../stores/ingest/list-inputs";
import { logMaker } from "../../stores/ingest/logs";
import { provenanceMaker } from "../../stores/ingest/provenance";
import * as jobs from "../../stores/ingest/queue/inputs";
import { jobRules } from "../../stores/ingest/queue/job";
import { segmentMaker } from "../../stores/ingest/segments";
import type * as types from "../../stores/ingest/types";
import { usageMaker } from "../../stores/ingest/usage";
import * as polls from "../../stores/ingest/watchlist/inputs";
import { watchMaker } from "../../stores/ingest/watchlist/watch";
import { inputClass, queryClass } from "../input-class";

export class IngestJobInput extends inputClass<types.IngestJobInput, types.IngestJobInput<NonNullable<Json>>>(
  jobRules,
) {}
export class IngestJobClaimInput extends inputClass(jobs.IngestJobClaimInput) {}
export class IngestJobHeartbeatInput extends inputClass(jobs.IngestJobHeartbeatInput) {}
export class IngestJobCompleteInput extends inputClass(jobs.IngestJobCompleteInput) {}
export class IngestJobFailInput extends inputClass(jobs.IngestJobFailInput) {}
export class IngestJobReleaseExpiredInput extends inputClass(jobs.IngestJobReleaseExpiredInput) {}
export class IngestJobRequeueInput extends inputClass(jobs.IngestJobRequeueInput) {}
/** Proof that a worker holds a job. */
export class IngestJobClaim extends inputClass(jobs.ClaimInput) {}
export class IngestJobKey extends queryClass<types.IngestJobKey>(jobRules.only(["source", "externalId"])) {}
export class IngestJobListQuery extends queryClass<types.IngestJobListQuery>(lists.JobListInput) {}
export class IngestCreatorInput extends inputClass<types.IngestCreatorInput>(creatorMaker.input) {}
export class IngestCreatorKey extends queryClass<types.IngestCreatorKey>(creatorMaker.input.only(["slug"])) {}
export class IngestCreatorListQuery extends queryClass<types.IngestCreatorListQuery>(
  lists.CreatorListInput,
) {}
export class IngestEpisodeInput extends inputClass<types.IngestEpisodeInput>(episodeMaker.input) {}
export class IngestEpisodeKey extends queryClass<types.IngestEpisodeKey>(
  episodeMaker.input.only(["platform", "externalId"]),
) {}
export class IngestEpisodeListQuery extends queryClass<types.IngestEpisodeListQuery>(
  lists.EpisodeListInput,
) {}
export class IngestSegmentInput extends inputClass<types.IngestSegmentInput>(segmentMaker.input) {}
export class IngestSegmentFilter extends queryClass<types.IngestSegmentFilter>(lists.SegmentFilterInput) {}
export class IngestSegmentListQuery extends queryClass<types.IngestSegmentListQuery>(
  lists.SegmentListInput,
) {}
export class IngestSegmentSearchQuery extends queryClass<types.IngestSegmentSearchQuery>(
  lists.SegmentSearchInput,
) {}
export class IngestLogInput extends inputClass<types.IngestLogInput, types.IngestLogInput<NonNullable<Json>>>(
  logMaker.input,
) {}
export class IngestLogListQuery extends queryClass<types.IngestLogListQuery>(lists.LogListInput) {}
export class IngestProvenanceInput extends inputClass<types.IngestProvenanceInput>(provenanceMaker.input) {}
export class IngestProvenanceListQuery extends queryClass<types.IngestProvenanceListQuery>(
  lists.ProvenanceListInput,
) {}
export class IngestUsageInput extends inputClass<types.IngestUsageInput>(usageMaker.input) {}
export class IngestUsageListQuery extends queryClass<types.IngestUsageListQuery>(lists.UsageListInput) {}
export class IngestWatchInput extends inputClass<types.IngestWatchInput>(watchMaker.input) {}
export class IngestWatchKey extends queryClass<types.IngestWatchKey>(
  watchMaker.input.only(["sourceType", "handle"]),
) {}
export class IngestWatchListQuery extends queryClass<types.IngestWatchListQuery>(lists.WatchListInput) {}
export class IngestWatchDueQuery extends queryClass<types.IngestWatchDueQuery>(PageInput) {}
export class IngestWatchPolledInput extends inputClass(polls.IngestWatchPolledInput) {}
export class IngestWatchFailedInput extends inputClass(polls.IngestWatchFailedInput) {}
