import {
  IsFlag,
  IsId,
  IsInstant,
  IsName,
  IsNameOrEmpty,
  IsOneOf,
  IsText,
  IsWhole,
  NotBelow,
  Nullable,
  Optional,
  rule,
} from "../../core/input/rules";
import { CreatedPageInput } from "../../db/pages/created-page-input";

class FilterInput extends CreatedPageInput {
  @Optional()
  @IsId()
  clusterId?: string | undefined;

  @Optional()
  @IsName()
  type?: string | undefined;

  @Optional()
  @IsName()
  policyName?: string | undefined;

  @Optional()
  @IsFlag()
  pinned?: boolean | undefined;

  @Optional()
  @IsFlag()
  archived?: boolean | undefined;

  @Optional()
  @IsInstant()
  lastUsedFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("lastUsedFrom")
  lastUsedTo?: Date | undefined;
}

export class MemoryListInput extends FilterInput {
  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest" | undefined;
}

export class MemorySearchInput extends FilterInput {
  @IsText()
  text!: string;

  @Optional()
  @IsOneOf("any", "words", "substring")
  mode?: "any" | "words" | "substring" | undefined;
}

export class MemoryTouchInput {
  @Optional()
  @IsInstant()
  usedAt?: Date | undefined;

  @Optional()
  @IsNameOrEmpty()
  actor?: string | undefined;

  @Optional()
  @IsText()
  query?: string | undefined;

  @Optional()
  @IsOneOf("text", "hash", "none")
  keepQuery?: "text" | "hash" | "none" | undefined;
}

export class MemoryPruneInput {
  @Optional()
  @IsInstant()
  now?: Date | undefined;

  @Optional()
  @IsWhole(1, 1_000_000)
  limit?: number | undefined;
}

export class MemoryRelatedInput {
  @Optional()
  @IsFlag()
  archived?: boolean | undefined;

  @Optional()
  @IsWhole(1, 100)
  limit?: number | undefined;

  @Optional()
  @rule("a number from -1 to 1", (value) => typeof value === "number" && value >= -1 && value <= 1)
  minCosine?: number | undefined;
}

export class MemoryDecayInput {
  @Optional()
  @rule(
    "a number of days above 0, at most 36500",
    (value) => typeof value === "number" && value > 0 && value <= 36_500,
  )
  halfLifeDays?: number | undefined;

  @Optional()
  @IsInstant()
  now?: Date | undefined;

  @Optional()
  @IsWhole(1, 1_000_000)
  limit?: number | undefined;

  @Nullable()
  @IsText()
  cursor?: string | null | undefined;
}
