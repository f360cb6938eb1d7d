import { IsLimit, IsText, Nullable, Optional } from "../../core/input/rules";

/** The rules of what every list and search takes beside its filters. */
export class PageInput {
  @Optional()
  @IsLimit()
  limit?: number | undefined;

  @Nullable()
  @IsText()
  cursor?: string | null | undefined;
}
