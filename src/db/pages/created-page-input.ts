import { IsInstant, IsOneOf, NotBelow, Optional } from "../../core/input/rules";
import { PageInput } from "./page";

/** The rules of a page of rows that a range of times selects. */
export class CreatedPageInput extends PageInput {
  @Optional()
  @IsInstant()
  createdFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("createdFrom")
  createdTo?: Date | undefined;
}

/** The rules of a page of records, which are in the order of their times. */
export class RecordPageInput extends CreatedPageInput {
  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest" | undefined;
}
