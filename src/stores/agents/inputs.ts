import type { JsonInput } from "../../core/json";
import {
  IsFlag,
  IsId,
  IsInstant,
  IsJson,
  IsLimit,
  IsName,
  IsNames,
  IsText,
  IsWhole,
  instantOf,
  NotBelow,
  Nullable,
  Optional,
  REFUSED,
  takenAs,
} from "../../core/rules";
import { PageInput } from "../../db/page-input";

/** An agent to register, or to replace where the name has one. */
export class AgentInput {
  @IsName()
  name!: string;

  /** What it is. Default `{}`. */
  @Optional()
  @IsJson()
  definition?: JsonInput | undefined;

  /** Names of what it can do, at most 1000. Default none. */
  @Optional()
  @IsNames()
  capabilities?: readonly string[] | undefined;

  /** Default `{}`. */
  @Optional()
  @IsJson()
  config?: JsonInput | undefined;

  /** Default `idle`. */
  @Optional()
  @IsName()
  status?: string | undefined;

  /** For a new agent alone: one that exists keeps its id. Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string | undefined;

  /** For a new agent alone: one that exists keeps its time. Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;

  /** For a new agent alone: one that exists keeps its last heartbeat. Default: its creation. */
  @Optional()
  @IsInstant()
  lastSeenAt?: Date | undefined;
}

/** What to change of an agent; what is left out stays. */
export class AgentPatch {
  @Optional()
  @IsJson()
  definition?: JsonInput | undefined;

  /** Replaces all that were there. */
  @Optional()
  @IsNames()
  capabilities?: readonly string[] | undefined;

  @Optional()
  @IsJson()
  config?: JsonInput | undefined;

  @Optional()
  @IsName()
  status?: string | undefined;
}

export class AgentListInput extends PageInput {
  @Optional()
  @IsName()
  status?: string | undefined;

  @Optional()
  @IsName()
  capability?: string | undefined;
}

export class AgentStaleInput extends PageInput {
  @IsWhole()
  olderThanMs!: number;
}

export class AgentHeartbeatInput {
  @Optional()
  @IsName()
  status?: string | undefined;

  @Optional()
  @IsInstant()
  at?: Date | undefined;
}

export class FenceInput {
  @IsName()
  lease!: string;

  @IsWhole(1)
  token!: number;

  @Optional()
  @IsName()
  tenant?: string | undefined;

  @Optional()
  @IsName()
  workspace?: string | undefined;
}

export class StatePutInput {
  @Optional()
  @IsWhole()
  ifVersion?: number | undefined;

  @Nullable()
  @IsInstant()
  createdAt?: Date | null | undefined;

  @Nullable()
  @IsInstant()
  updatedAt?: Date | null | undefined;
}

export class StateUpdateInput {
  @Optional()
  @IsWhole(1, 10_000)
  maxAttempts?: number | undefined;
}

export class StateListInput extends PageInput {
  @Optional()
  @IsText()
  prefix?: string | undefined;
}

/** An event to append. */
export class AgentEventInput {
  @IsName()
  type!: string;

  /** Default null. */
  @Optional()
  @IsJson()
  payload?: JsonInput | undefined;

  /** Name of the agent that it comes from, registered or not. */
  @Nullable()
  @IsName()
  source?: string | null | undefined;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;
}

export class EventListInput extends PageInput {
  @IsName()
  topic!: string;

  @Optional()
  @IsWhole()
  offsetFrom?: number | undefined;

  @Optional()
  @IsWhole()
  @NotBelow("offsetFrom")
  offsetTo?: number | undefined;
}

export class EventPollInput {
  @IsName()
  consumer!: string;

  @Optional()
  @IsLimit()
  limit?: number | undefined;
}

export class EventCommitInput {
  @IsWhole()
  offset!: number;
}

export class EventCommitOptionsInput {
  @Optional()
  @IsFlag()
  rewind?: boolean | undefined;
}

export class EventTrimInput {
  @takenAs("an offset, which is a whole number from 0, or a valid Date", (value) => {
    const isOffset = typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
    return isOffset ? value : (instantOf(value) ?? REFUSED);
  })
  before!: number | Date;

  @Optional()
  @IsWhole(1, 1_000_000)
  maxRows?: number | undefined;
}

const YEAR_MS = 31_536_000_000;

export class LeaseRequestInput {
  @IsName()
  holder!: string;

  @IsWhole(1, YEAR_MS)
  ttlMs!: number;
}

export class LeaseRenewalInput {
  @IsWhole(1)
  token!: number;

  @IsWhole(1, YEAR_MS)
  ttlMs!: number;
}

export class LeaseReleaseInput {
  @IsWhole(1)
  token!: number;
}
