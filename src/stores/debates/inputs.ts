import {
  IsFlag,
  IsId,
  IsInstant,
  IsName,
  IsOneOf,
  IsText,
  IsWhole,
  NotBelow,
  Optional,
} from "../../core/input/rules";
import { CreatedPageInput } from "../../db/pages/created-page-input";
import { PageInput } from "../../db/pages/page";

const MOST_ROUNDS = 10_000;

export class ConclusionInput {
  @IsText()
  finalOutput!: string;
}

export class DebateTallyInput {
  @Optional()
  @IsWhole(0, MOST_ROUNDS)
  round?: number | undefined;
}

export class DebateTranscriptInput extends PageInput {
  @Optional()
  @IsWhole(0, MOST_ROUNDS)
  round?: number | undefined;
}

class FilterInput extends PageInput {
  @Optional()
  @IsFlag()
  concluded?: boolean | undefined;
}

export class DebateListInput extends FilterInput {
  @Optional()
  @IsInstant()
  createdFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("createdFrom")
  createdTo?: Date | undefined;

  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest" | undefined;
}

export class DebateSearchInput extends FilterInput {
  @IsText()
  text!: string;

  @Optional()
  @IsOneOf("any", "words", "substring")
  mode?: "any" | "words" | "substring" | undefined;
}

/** A page of one debate's events. */
export class EventListInput extends CreatedPageInput {
  @IsId()
  debateId!: string;

  @Optional()
  @IsWhole(0, MOST_ROUNDS)
  round?: number | undefined;

  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest" | undefined;
}

export class DebateTurnListInput extends EventListInput {
  @Optional()
  @IsName()
  role?: string | undefined;

  @Optional()
  @IsName()
  model?: string | undefined;
}

export class DebateCritiqueListInput extends EventListInput {
  @Optional()
  @IsName()
  from?: string | undefined;

  @Optional()
  @IsName()
  to?: string | undefined;
}

export class DebateVoteListInput extends EventListInput {
  @Optional()
  @IsName()
  voter?: string | undefined;

  @Optional()
  @IsName()
  chosen?: string | undefined;
}
