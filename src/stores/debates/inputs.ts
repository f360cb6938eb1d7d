import type { JsonInput } from "../../core/json";
import {
  IsFiniteNumber,
  IsFlag,
  IsId,
  IsInstant,
  IsJson,
  IsName,
  IsOneOf,
  IsText,
  IsWhole,
  NotBelow,
  Nullable,
  Optional,
  rule,
} from "../../core/rules";
import { PageInput } from "../../db/page-input";

const MAX_ROUND = 10_000;

/** What can be summed up: money, time. */
const IsAmount = (): PropertyDecorator =>
  rule(
    "a finite number, 0 or more",
    (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
  );

/** A new debate: what is left out has the default that its member tells. */
export class DebateInput {
  /** Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string | undefined;

  @IsText()
  query!: string;

  /** How many rounds are planned, 1 to 10,000. */
  @IsWhole(1, MAX_ROUND)
  rounds!: number;

  /** Any JSON. Default: null. */
  @Nullable()
  @IsJson()
  panel?: JsonInput | undefined;

  /** Of a debate that is over already. Default: null, the debate is open. */
  @Nullable()
  @IsText()
  finalOutput?: string | null | undefined;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;

  /** Only together with `finalOutput`. Default: `createdAt` when there is one. */
  @Nullable()
  @IsInstant()
  concludedAt?: Date | null | undefined;
}

class EventInput {
  /** Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string | undefined;

  /** 0 to 10,000. */
  @IsWhole(0, MAX_ROUND)
  round!: number;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;
}

/** A new turn. */
export class DebateTurnInput extends EventInput {
  @IsName()
  role!: string;

  @IsName()
  model!: string;

  @IsText()
  output!: string;

  /** US dollars, 0 or more. Default: not known. */
  @Nullable()
  @IsAmount()
  costUsd?: number | null | undefined;

  /** Milliseconds, 0 or more. Default: not known. */
  @Nullable()
  @IsAmount()
  latencyMs?: number | null | undefined;

  /** Any finite number. Default: not known. */
  @Nullable()
  @IsFiniteNumber()
  confidence?: number | null | undefined;
}

/** A new critique. */
export class DebateCritiqueInput extends EventInput {
  /** The role that criticises. */
  @IsName()
  from!: string;

  /** The role that is criticised. */
  @IsName()
  target!: string;

  @IsText()
  content!: string;
}

/** A new vote. A voter may vote more than once; every vote counts. */
export class DebateVoteInput extends EventInput {
  @IsName()
  voter!: string;

  @IsName()
  chosen!: string;

  /** Default: null. */
  @Nullable()
  @IsText()
  reason?: string | null | undefined;
}

export class ConclusionInput {
  @IsText()
  finalOutput!: string;
}

export class TallyInput {
  @Optional()
  @IsWhole(0, MAX_ROUND)
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
  @IsOneOf("words", "substring")
  mode?: "words" | "substring" | undefined;
}
