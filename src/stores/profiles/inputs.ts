import type { JsonInput } from "../../core/json";
import {
  IsFlag,
  IsId,
  IsInstant,
  IsJson,
  IsName,
  IsOneOf,
  IsText,
  IsWhole,
  Optional,
} from "../../core/rules";
import { PageInput } from "../../db/page-input";
import type { LinkDirection } from "./types";

/** A profile to make, or to replace where the name has one. */
export class ProfileInput {
  @IsName()
  name!: string;

  /** Replaces all that was there. */
  @IsJson()
  data!: JsonInput;

  /** For a new profile alone: one that exists keeps its id. Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string | undefined;

  /** For a new profile alone: one that exists keeps its time. Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;
}

export class ProfileListInput extends PageInput {
  @Optional()
  @IsText()
  prefix?: string | undefined;
}

export class LinkOptionsInput {
  @Optional()
  @IsWhole()
  count?: number | undefined;

  @Optional()
  @IsInstant()
  seenAt?: Date | undefined;
}

export class RemoveOptionsInput {
  @Optional()
  @IsFlag()
  links?: boolean | undefined;
}

/** One thing seen with another. */
export class ProfileLinkInput {
  @IsName()
  source!: string;

  @IsName()
  target!: string;

  /** How often it was seen: a whole number from 0. Default 1. */
  @Optional()
  @IsWhole()
  count?: number | undefined;

  /** When it was seen. Default: now. */
  @Optional()
  @IsInstant()
  seenAt?: Date | undefined;
}

export class ProfileLinksInput extends PageInput {
  @Optional()
  @IsOneOf("out", "in", "both")
  direction?: LinkDirection | undefined;
}

export class NetworkInput {
  @Optional()
  @IsWhole(1, 16)
  depth?: number | undefined;

  @Optional()
  @IsWhole(1, 10_000)
  limit?: number | undefined;
}
