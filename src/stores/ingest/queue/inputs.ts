import { IsId, IsJson, IsName, IsText, IsWhole, Nullable, Optional } from "../../../core/input/rules";
import type { JsonInput } from "../../../core/json/json";
import { IsWait } from "../backoff";

const MAX_INTEGER = 0x7fffffff;

/** Request of a worker for jobs. */
export class IngestJobClaimInput {
  /** Name of the worker. No other worker may use it at the same time. */
  @IsName()
  workerId!: string;

  /** Largest number of jobs, 1 to 1000. Default 1. */
  @Optional()
  @IsWhole(1, 1000)
  limit?: number | undefined;

  /**
   * Length of the lease in milliseconds, up to a year: without a heartbeat the worker then loses
   * the jobs. Default 60,000.
   */
  @Optional()
  @IsWait(1)
  leaseMs?: number | undefined;
}

/** Proof of a claim: the members of a claimed job. */
export class ClaimInput {
  @IsId()
  id!: string;

  @IsName()
  workerId!: string;

  @IsWhole(1, MAX_INTEGER)
  attempt!: number;
}

export class IngestJobHeartbeatInput {
  /** Length of the new lease in milliseconds from now, up to a year. Default 60,000. */
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
  /** Reason of the failure. */
  @IsText()
  error!: string;

  /** Milliseconds until the next attempt, up to a year. Default: exponential backoff. */
  @Optional()
  @IsWait()
  retryInMs?: number | undefined;
}

export class IngestJobReleaseExpiredInput {
  /** Largest number of jobs, 1 to 10,000. Default 1000. */
  @Optional()
  @IsWhole(1, 10_000)
  limit?: number | undefined;
}

export class IngestJobRequeueInput {
  /** Number of further attempts, 1 to 1000. Default 5. */
  @Optional()
  @IsWhole(1, 1000)
  attempts?: number | undefined;
}
