import {
  IsFlag,
  IsInstant,
  IsName,
  IsOneOf,
  IsText,
  IsWhole,
  NotBelow,
  Optional,
  rule,
} from "../../core/input/rules";
import { PageInput } from "../../db/pages/page";

class FilterInput extends PageInput {
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
  createdFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("createdFrom")
  createdTo?: Date | undefined;

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
  @IsWhole(1, 100)
  limit?: number | undefined;

  @Optional()
  @rule("a number from -1 to 1", (value) => typeof value === "number" && value >= -1 && value <= 1)
  minCosine?: number | undefined;
}
