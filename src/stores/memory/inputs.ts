import type { JsonInput } from "../../core/json";
import {
  IsEmbedding,
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
} from "../../core/rules";
import { PageInput } from "../../db/page-input";

/** A new item: what is left out has the default that its member tells. */
export class MemoryItemInput {
  /** Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string | undefined;

  @IsName()
  type!: string;

  @IsJson()
  content!: JsonInput;

  /** 1 to 16,384 numbers, kept as 32-bit floats. Default: none. */
  @Nullable()
  @IsEmbedding()
  embedding?: readonly number[] | Float32Array | null | undefined;

  /** Name of a retention policy of the tenant; default `default`. Without a policy of that name the item is kept for ever. */
  @Optional()
  @IsName()
  policy?: string | undefined;

  /** Default 1. */
  @Optional()
  @IsFiniteNumber()
  decayScore?: number | undefined;

  /** Default false. */
  @Optional()
  @IsFlag()
  pinned?: boolean | undefined;

  /** Default false. */
  @Optional()
  @IsFlag()
  archived?: boolean | undefined;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;

  /** Default: `createdAt`. */
  @Optional()
  @IsInstant()
  lastUsedAt?: Date | undefined;
}

/** What to change; members left out stay as they are. */
export class MemoryItemPatch {
  @Optional()
  @IsName()
  type?: string | undefined;

  /** Replaces the whole content. */
  @Optional()
  @IsJson()
  content?: JsonInput | undefined;

  /** null removes it. */
  @Nullable()
  @IsEmbedding()
  embedding?: readonly number[] | Float32Array | null | undefined;

  @Optional()
  @IsName()
  policy?: string | undefined;

  @Optional()
  @IsFiniteNumber()
  decayScore?: number | undefined;

  @Optional()
  @IsFlag()
  pinned?: boolean | undefined;

  @Optional()
  @IsFlag()
  archived?: boolean | undefined;

  @Optional()
  @IsInstant()
  lastUsedAt?: Date | undefined;
}

export class TouchInput {
  @Optional()
  @IsInstant()
  at?: Date | undefined;
}

class FilterInput extends PageInput {
  @Optional()
  @IsName()
  type?: string | undefined;

  @Optional()
  @IsName()
  policy?: string | undefined;

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
  usedFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("usedFrom")
  usedTo?: Date | undefined;
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
  @IsOneOf("words", "substring")
  mode?: "words" | "substring" | undefined;
}

export class RetentionPolicyInput {
  @IsName()
  name!: string;

  /** Days after the last use, 0 or more; fractions are fine. */
  @IsFiniteNumber()
  ttlDays!: number;
}

export class PruneInput {
  @Optional()
  @IsInstant()
  now?: Date | undefined;

  @Optional()
  @IsWhole(1, 1_000_000)
  maxRows?: number | undefined;
}
