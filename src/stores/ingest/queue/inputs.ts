import type { IngestJobId } from "../../../../entities/ingest";
import type { JsonInput } from "../../../core/json";
import {
  IsId,
  IsInstant,
  IsJson,
  IsName,
  IsNames,
  IsOneOf,
  IsText,
  IsWhole,
  Nullable,
  Optional,
} from "../../../core/rules";
import { IsWait, RowInput } from "../inputs";
import { JOB_STATUSES } from "../list-inputs";
import type { IngestJobStatus } from "../types";

const MAX_INTEGER = 0x7fffffff;
/** An attempt more than the most must still be countable. */
const MAX_ATTEMPTS = 1_000_000;

/**
 * A job to enqueue. Its state, from `status` on, is for jobs that come from elsewhere: a new one
 * needs none of it.
 */
export class IngestJobInput<T = JsonInput> extends RowInput<IngestJobId> {
  @IsName()
  source!: string;

  @IsName()
  externalId!: string;

  @Nullable()
  @IsText()
  url?: string | null | undefined;

  /** Default: none. */
  @Optional()
  @IsNames()
  tags?: readonly string[] | undefined;

  @Nullable()
  @IsText()
  visibility?: string | null | undefined;

  /** A whole number of 32 bits, higher ones first. Default 0. */
  @Optional()
  @IsWhole(-MAX_INTEGER - 1, MAX_INTEGER)
  priority?: number | undefined;

  /** Any JSON. Default: null. */
  @Nullable()
  @IsJson()
  payload?: T | null | undefined;

  /** How often it may be claimed, 1 to 1,000,000. Default 5. */
  @Optional()
  @IsWhole(1, MAX_ATTEMPTS)
  maxAttempts?: number | undefined;

  /** From when on it can be claimed. Default: `createdAt`. */
  @Optional()
  @IsInstant()
  scheduledAt?: Date | undefined;

  /** Default `queued`. */
  @Optional()
  @IsOneOf(...JOB_STATUSES)
  status?: IngestJobStatus | undefined;

  /** How often it was claimed; below `maxAttempts` where it is queued. Default 0. */
  @Optional()
  @IsWhole(0, MAX_ATTEMPTS)
  attempts?: number | undefined;

  @Nullable()
  @IsName()
  claimedBy?: string | null | undefined;

  /** Of a running job. Default: its `scheduledAt`, so that another worker may take it. */
  @Nullable()
  @IsInstant()
  leaseExpiresAt?: Date | null | undefined;

  @Nullable()
  @IsInstant()
  pickedAt?: Date | null | undefined;

  @Nullable()
  @IsInstant()
  finishedAt?: Date | null | undefined;

  @Nullable()
  @IsText()
  error?: string | null | undefined;

  /** Any JSON. Default: null. */
  @Nullable()
  @IsJson()
  result?: JsonInput | undefined;
}

/** What a worker asks for. */
export class IngestJobClaimInput {
  /** Who claims: a name that no other worker has at the same time. */
  @IsName()
  worker!: string;

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
  worker!: string;

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
