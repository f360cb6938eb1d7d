import { IsInstant, IsText, Nullable, Optional } from "../../../core/input/rules";
import { IsWait } from "../backoff";

/** What a poll brought. */
export class IngestWatchPolledInput {
  /** Where the next poll goes on. Left out: as before. */
  @Nullable()
  @IsText()
  cursor?: string | null | undefined;

  /** Left out: as before. */
  @Nullable()
  @IsText()
  etag?: string | null | undefined;

  /** The newest that was seen. Left out: as before. */
  @Nullable()
  @IsInstant()
  lastSeenAt?: Date | null | undefined;

  /** Milliseconds until the next poll, up to a year. Default 0: behind all others that are due. */
  @Optional()
  @IsWait()
  nextInMs?: number | undefined;
}

export class IngestWatchFailedInput {
  /** Milliseconds until the next try, up to a year. Default: the backoff. */
  @Optional()
  @IsWait()
  retryInMs?: number | undefined;
}
