import {
  IsId,
  IsInstant,
  IsNameOrEmpty,
  IsOneOf,
  IsWhole,
  NotBelow,
  Optional,
} from "../../../core/input/rules";
import { PageInput } from "../../../db/pages/page";

export class MemoryAccessListInput extends PageInput {
  @Optional()
  @IsId()
  itemId?: string | undefined;

  @Optional()
  @IsNameOrEmpty()
  actor?: string | undefined;

  @Optional()
  @IsInstant()
  usedFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("usedFrom")
  usedTo?: Date | undefined;

  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest" | undefined;
}

export class MemoryAccessPruneInput {
  @Optional()
  @IsWhole()
  olderThanMs?: number | undefined;

  @Optional()
  @IsWhole(0, 1_000_000)
  mostPerItem?: number | undefined;

  @Optional()
  @IsWhole(0, 1_000_000)
  most?: number | undefined;

  @Optional()
  @IsInstant()
  now?: Date | undefined;

  @Optional()
  @IsWhole(1, 1_000_000)
  limit?: number | undefined;
}
