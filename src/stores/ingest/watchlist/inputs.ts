import { IsInstant, IsText, Nullable, Optional } from "../../../core/input/rules";
import { IsWait } from "../backoff";

/** Result of a poll. */
export class IngestWatchPolledInput {
  /** Where the next poll continues. Omitted: unchanged. */
  @Nullable()
  @IsText()
  cursor?: string | null | undefined;

  /** Omitted: unchanged. */
  @Nullable()
  @IsText()
  etag?: string | null | undefined;

  /** Time of the newest item that was seen. Omitted: unchanged. */
  @Nullable()
  @IsInstant()
  lastSeenAt?: Date | null | undefined;

  /** Milliseconds until the next poll, up to a year. Default 0: after all other due watches. */
  @Optional()
  @IsWait()
  nextInMs?: number | undefined;
}

export class IngestWatchFailedInput {
  /** Milliseconds until the next try, up to a year. Default: exponential backoff. */
  @Optional()
  @IsWait()
  retryInMs?: number | undefined;
}
