import { IsId, IsName, IsOneOf, IsText, IsWhole, Nullable, Optional, rule } from "../../../core/input/rules";
import { PageInput } from "../../../db/pages/page";

export class MemoryAssociationListInput extends PageInput {
  @IsId()
  itemId!: string;

  @Optional()
  @IsOneOf("any", "from", "to")
  end?: "any" | "from" | "to" | undefined;

  @Optional()
  @IsName()
  kind?: string | undefined;

  @Optional()
  @rule("a number from 0 to 1", (value) => typeof value === "number" && value >= 0 && value <= 1)
  minWeight?: number | undefined;
}

/** A cosine of vectors that are rather like each other than not. */
export const IsNearness = (): PropertyDecorator =>
  rule("a number above 0 and at most 1", (value) => typeof value === "number" && value > 0 && value <= 1);

export class MemoryLinkSimilarInput {
  @Optional()
  @IsNearness()
  minCosine?: number | undefined;

  @Optional()
  @IsWhole(1, 100)
  perItem?: number | undefined;

  @Optional()
  @IsWhole(1, 100_000)
  limit?: number | undefined;

  @Nullable()
  @IsText()
  cursor?: string | null | undefined;
}

export class MemoryLinkUsedTogetherInput {
  @Optional()
  @IsWhole(1, 86_400_000)
  windowMs?: number | undefined;

  @Optional()
  @rule("a number above 0 and below 1", (value) => typeof value === "number" && value > 0 && value < 1)
  rate?: number | undefined;

  @Optional()
  @IsWhole(1, 1_000_000)
  limit?: number | undefined;
}
