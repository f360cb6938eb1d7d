import { IsId, IsInstant, IsName, IsOneOf, IsWhole, NotBelow, Optional } from "../../core/input/rules";
import { PageInput } from "../../db/pages/page";

class RecordListInput extends PageInput {
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

export class RetrievalQueryListInput extends RecordListInput {
  @Optional()
  @IsName()
  config?: string | undefined;
}

export class RetrievalFeedbackListInput extends RecordListInput {
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
