import {
  IsFlag,
  IsId,
  IsName,
  IsOneOf,
  IsText,
  IsWhole,
  Nullable,
  Optional,
  rule,
} from "../../../core/input/rules";
import { PageInput } from "../../../db/pages/page";
import { IsNearness } from "../associations/inputs";
import type { MemoryConsolidateInput as Given } from "./types";

export class MemoryProvenanceListInput extends PageInput {
  @Optional()
  @IsId()
  itemId?: string | undefined;

  @Optional()
  @IsId()
  sourceId?: string | undefined;
}

export class MemoryConsolidateInput {
  @Optional()
  @IsNearness()
  minCosine?: number | undefined;

  @rule("a function", (value) => typeof value === "function")
  merge!: Given["merge"];

  @Optional()
  @IsFlag()
  dryRun?: boolean | undefined;

  @Optional()
  @IsOneOf("archive", "remove")
  sources?: "archive" | "remove" | undefined;

  @Optional()
  @IsName()
  type?: string | undefined;

  @Optional()
  @IsWhole(1, 100_000)
  limit?: number | undefined;

  @Nullable()
  @IsText()
  cursor?: string | null | undefined;
}
