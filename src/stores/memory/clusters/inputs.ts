import { IsFlag, IsId, IsWhole, Optional, rule } from "../../../core/input/rules";
import { PageInput } from "../../../db/pages/page";
import { MOST_CLUSTERS } from "./leaders";

/** A cosine similarity. */
export const IsCosine = (): PropertyDecorator =>
  rule("a number from -1 to 1", (value) => typeof value === "number" && value >= -1 && value <= 1);

export class MemoryClusterBuildInput {
  @Optional()
  @IsCosine()
  threshold?: number | undefined;

  @Optional()
  @IsWhole(1, MOST_CLUSTERS)
  k?: number | undefined;

  @Optional()
  @IsWhole(1, 1000)
  minSize?: number | undefined;

  @Optional()
  @IsFlag()
  full?: boolean | undefined;
}

export class MemoryClusterItemsInput extends PageInput {
  @IsId()
  clusterId!: string;
}
