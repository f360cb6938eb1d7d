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
  id?: string;

  @IsName()
  type!: string;

  @IsJson()
  content!: JsonInput;

  /** 1 to 16,384 numbers, kept as 32-bit floats. Default: none. */
  @Nullable()
  @IsEmbedding()
  embedding?: readonly number[] | Float32Array | null;

  /** Name of a retention policy of the tenant; default `default`. Without a policy of that name the item is kept for ever. */
  @Optional()
  @IsName()
  policy?: string;

  /** Default 1. */
  @Optional()
  @IsFiniteNumber()
  decayScore?: number;

  /** Default false. */
  @Optional()
  @IsFlag()
  pinned?: boolean;

  /** Default false. */
  @Optional()
  @IsFlag()
  archived?: boolean;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date;

  /** Default: `createdAt`. */
  @Optional()
  @IsInstant()
  lastUsedAt?: Date;
}

/** What to change; members left out stay as they are. */
export class MemoryItemPatch {
  @Optional()
  @IsName()
  type?: string;

  /** Replaces the whole content. */
  @Optional()
  @IsJson()
  content?: JsonInput;

  /** null removes it. */
  @Nullable()
  @IsEmbedding()
  embedding?: readonly number[] | Float32Array | null;

  @Optional()
  @IsName()
  policy?: string;

  @Optional()
  @IsFiniteNumber()
  decayScore?: number;

  @Optional()
  @IsFlag()
  pinned?: boolean;

  @Optional()
  @IsFlag()
  archived?: boolean;

  @Optional()
  @IsInstant()
  lastUsedAt?: Date;
}

export class TouchInput {
  @Optional()
  @IsInstant()
  at?: Date;
}

class FilterInput extends PageInput {
  @Optional()
  @IsName()
  type?: string;

  @Optional()
  @IsName()
  policy?: string;

  @Optional()
  @IsFlag()
  pinned?: boolean;

  @Optional()
  @IsFlag()
  archived?: boolean;

  @Optional()
  @IsInstant()
  createdFrom?: Date;

  @Optional()
  @IsInstant()
  @NotBelow("createdFrom")
  createdTo?: Date;

  @Optional()
  @IsInstant()
  usedFrom?: Date;

  @Optional()
  @IsInstant()
  @NotBelow("usedFrom")
  usedTo?: Date;
}

export class MemoryListInput extends FilterInput {
  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest";
}

export class MemorySearchInput extends FilterInput {
  @IsText()
  text!: string;

  @Optional()
  @IsOneOf("words", "substring")
  mode?: "words" | "substring";
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
  now?: Date;

  @Optional()
  @IsWhole(1, 1_000_000)
  maxRows?: number;
}
