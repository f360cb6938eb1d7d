import { IsId, IsJson, IsName, IsText, IsWhole, Nullable, Optional } from "../../../core/input/rules";
import type { JsonInput } from "../../../core/json/json";
import { IsWait } from "../backoff";

const MAX_INTEGER = 0x7fffffff;

/** What a worker asks for. */
export class IngestJobClaimInput {
  /** Who claims: a name that no other worker has at the same time. */
  @IsName()
  workerId!: string;

  /** Most jobs, 1 to 1000. Default 1. */
  @Optional()
  @IsWhole(1, 1000)
  limit?: number | undefined;

  /** Milliseconds until the jobs are lost without a heartbeat, up to a year. Default 60,000. */
  @Optional()
  @IsWait(1)
  leaseMs?: number | undefined;
}

/** What a worker shows of a claimed job. */
export class ClaimInput {
  @IsId()
  id!: string;

  @IsName()
  workerId!: string;

  @IsWhole(1, MAX_INTEGER)
  attempt!: number;
}

export class IngestJobHeartbeatInput {
  /** Milliseconds from now on, up to a year. Default 60,000. */
  @Optional()
  @IsWait(1)
  leaseMs?: number | undefined;
}

export class IngestJobCompleteInput {
  /** Any JSON. Default: null. */
  @Nullable()
  @IsJson()
  result?: JsonInput | undefined;
}

export class IngestJobFailInput {
  /** What went wrong. */
  @IsText()
  error!: string;

  /** Milliseconds until the next attempt, up to a year. Default: the backoff. */
  @Optional()
  @IsWait()
  retryInMs?: number | undefined;
}

export class IngestJobReleaseExpiredInput {
  /** Most jobs, 1 to 10,000. Default 1000. */
  @Optional()
  @IsWhole(1, 10_000)
  limit?: number | undefined;
}

export class IngestJobRequeueInput {
  /** How many further attempts it gets, 1 to 1000. Default 5. */
  @Optional()
  @IsWhole(1, 1000)
  attempts?: number | undefined;
}
