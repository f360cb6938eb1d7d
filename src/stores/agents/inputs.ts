import type { Suggested } from "../../../entities/columns";
import {
  IsInstant,
  IsLimit,
  IsName,
  IsOneOf,
  IsText,
  IsWhole,
  NotBelow,
  Optional,
} from "../../core/input/rules";
import { PageInput } from "../../db/pages/page";

export class AgentListInput extends PageInput {
  @Optional()
  @IsName()
  status?: Suggested<"idle"> | undefined;

  @Optional()
  @IsName()
  capability?: string | undefined;

  @Optional()
  @IsInstant()
  lastSeenFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("lastSeenFrom")
  lastSeenTo?: Date | undefined;

  @Optional()
  @IsOneOf("name", "lastSeen")
  order?: "name" | "lastSeen" | undefined;
}

/** A heartbeat. */
export class AgentHeartbeatInput {
  /** What the agent is doing now. Default: unchanged. */
  @Optional()
  @IsName()
  status?: Suggested<"idle"> | undefined;

  /** The moment of the heartbeat. Default: now. */
  @Optional()
  @IsInstant()
  lastSeenAt?: Date | undefined;
}

export class LeaseKeyInput {
  @IsName()
  name!: string;

  @IsWhole(1)
  token!: number;

  @Optional()
  @IsName()
  tenant?: string | undefined;

  @Optional()
  @IsName()
  workspace?: string | undefined;
}

export class StateVersionInput {
  @Optional()
  @IsWhole()
  ifVersion?: number | undefined;
}

export class StateListInput extends PageInput {
  @Optional()
  @IsText()
  prefix?: string | undefined;
}

export class EventKeyInput {
  @IsName()
  topic!: string;

  @IsWhole(1)
  offset!: number;
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
  topic!: string;

  @IsName()
  consumer!: string;

  @Optional()
  @IsLimit()
  limit?: number | undefined;
}

export class EventTrimInput {
  @IsName()
  topic!: string;

  @Optional()
  @IsWhole()
  offsetTo?: number | undefined;

  @Optional()
  @IsInstant()
  createdTo?: Date | undefined;

  @Optional()
  @IsWhole(1, 1_000_000)
  limit?: number | undefined;
}

export class ConsumerListInput extends PageInput {
  @IsName()
  topic!: string;
}

const YEAR_MS = 31_536_000_000;

export class LeaseAcquireInput {
  @IsName()
  name!: string;

  @IsName()
  holder!: string;

  @IsWhole(1, YEAR_MS)
  leaseMs!: number;
}

export class LeaseRenewalInput {
  @IsWhole(1, YEAR_MS)
  leaseMs!: number;
}

export class LeaseListInput extends PageInput {
  @Optional()
  @IsName()
  holder?: string | undefined;
}
