import { IsId, IsInstant, IsName, IsWhole, Optional } from "../../core/input/rules";
import { RecordPageInput } from "../../db/pages/created-page-input";

export class RetrievalQueryListInput extends RecordPageInput {
  @Optional()
  @IsName()
  config?: string | undefined;
}

export class RetrievalFeedbackListInput extends RecordPageInput {
  @Optional()
  @IsId()
  queryId?: string | undefined;
}

export class RetrievalQueryPruneInput {
  /** Milliseconds, 0 or more. */
  @Optional()
  @IsWhole()
  olderThanMs?: number | undefined;

  @Optional()
  @IsWhole()
  keep?: number | undefined;

  @Optional()
  @IsInstant()
  now?: Date | undefined;

  @Optional()
  @IsWhole(1, 1_000_000)
  limit?: number | undefined;
}
