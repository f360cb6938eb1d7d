import type { Json } from "../../core/json/json";
import { critiqueMaker } from "../../stores/debates/critiques";
import { debateMaker } from "../../stores/debates/debate";
import * as rules from "../../stores/debates/inputs";
import { turnMaker } from "../../stores/debates/turns";
import type * as types from "../../stores/debates/types";
import { voteMaker } from "../../stores/debates/votes";
import { inputClass, queryClass } from "../input-class";

export class DebateInput extends inputClass<types.DebateInput, types.DebateInput<NonNullable<Json>>>(
  debateMaker.input,
) {}
export class DebateConclusionInput extends inputClass<types.DebateConclusionInput>(rules.ConclusionInput) {}
export class DebateListQuery extends queryClass<types.DebateListQuery>(rules.DebateListInput) {}
export class DebateSearchQuery extends queryClass<types.DebateSearchQuery>(rules.DebateSearchInput) {}
export class DebateTranscriptQuery extends queryClass<types.DebateTranscriptQuery>(
  rules.DebateTranscriptInput,
) {}
export class DebateTallyQuery extends queryClass<types.DebateTallyQuery>(rules.DebateTallyInput) {}
export class DebateTurnInput extends inputClass<types.DebateTurnInput>(turnMaker.input) {}
export class DebateTurnListQuery extends queryClass<types.DebateTurnListQuery>(rules.DebateTurnListInput) {}
export class DebateCritiqueInput extends inputClass<types.DebateCritiqueInput>(critiqueMaker.input) {}
export class DebateCritiqueListQuery extends queryClass<types.DebateCritiqueListQuery>(
  rules.DebateCritiqueListInput,
) {}
export class DebateVoteInput extends inputClass<types.DebateVoteInput>(voteMaker.input) {}
export class DebateVoteListQuery extends queryClass<types.DebateVoteListQuery>(rules.DebateVoteListInput) {}
