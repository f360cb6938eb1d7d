import { IsLimit, IsText, Nullable, Optional } from "../core/rules";

/** The rules of what every list and search takes beside its filters. */
export class PageInput {
  @Optional()
  @IsLimit()
  limit?: number;

  @Nullable()
  @IsText()
  cursor?: string | null;
}
