import { IsEmbedding, IsId, IsName, IsOneOf, IsWhole, Optional, rule } from "../core/input/rules";
import { SOURCE_NAMES } from "./sources";
import type { RetrievalSource } from "./types";

/** Validation rules of retrieval's inputs. */

const IsSource = (): PropertyDecorator => IsOneOf(...SOURCE_NAMES);

const IsSources = (): PropertyDecorator =>
  rule(
    `a list of ${SOURCE_NAMES.join(", ")}`,
    (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.length <= 2 * SOURCE_NAMES.length &&
      value.every((each) => SOURCE_NAMES.includes(each)),
  );

export class EmbedPendingInput {
  @Optional()
  @IsName()
  model?: string | undefined;

  @Optional()
  @IsSources()
  in?: readonly RetrievalSource[] | undefined;

  @Optional()
  @IsWhole(1, 1_000_000)
  limit?: number | undefined;

  @Optional()
  @IsWhole(1, 1000)
  batchSize?: number | undefined;
}

export class OptimizeInput {
  @Optional()
  @IsSources()
  in?: readonly RetrievalSource[] | undefined;

  @Optional()
  @IsName()
  model?: string | undefined;
}

export class RetrievalStatusInput {
  @Optional()
  @IsName()
  model?: string | undefined;
}

export class EmbeddingModelPatchInput {
  @rule("a number from -1 to 0.99", (value) => typeof value === "number" && value >= -1 && value <= 0.99)
  baseline!: number;
}

export class VectorKeyInput {
  @IsSource()
  in!: RetrievalSource;

  @IsId()
  id!: string;
}

export class VectorInput extends VectorKeyInput {
  @IsEmbedding()
  vector!: Float32Array;
}
